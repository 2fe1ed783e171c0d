package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Augmentation;
import io.github.twohead.Backbone;
import io.github.twohead.ImageCache;
import io.github.twohead.ImageTable;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.internal.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReproducibilityTest {

  /** Everything of a run but its durations. */
  private record Run(String report, Map<String, List<Float>> weights) {}

  @Test
  void should_give_the_same_run_for_the_same_seed() {
    Run first = run(Samples.tiny(), 5, 2, 1 << 20);

    assertThat(run(Samples.tiny(), 5, 2, 1 << 20)).isEqualTo(first);
  }

  @Test
  void should_give_the_same_run_on_the_preset_backbone() {
    Backbone preset = Backbone.shuffleNetV2x05();
    Run first = run(preset, 5, 2, 1 << 20, Samples.table(2, 0));

    assertThat(run(preset, 5, 2, 1 << 20, Samples.table(2, 0))).isEqualTo(first);
  }

  @Test
  void should_give_the_same_run_for_any_number_of_workers_and_any_cache() {
    Run first = run(Samples.tiny(), 5, 1, 1 << 20);

    assertThat(run(Samples.tiny(), 5, 4, 1 << 20)).isEqualTo(first);
    assertThat(run(Samples.tiny(), 5, 4, 10_000)).isEqualTo(first);
    ImageCache some = ImageCache.standard().memory(10_000).disk(10_000);
    assertThat(run(Samples.tiny(), 5, 4, some, Samples.train())).isEqualTo(first);
    ImageCache none = ImageCache.standard().memory(0).disk(0);
    assertThat(run(Samples.tiny(), 5, 4, none, Samples.train())).isEqualTo(first);
  }

  @Test
  void should_give_the_same_run_of_any_augmentation_for_any_number_of_workers() {
    Augmentation all =
        Augmentation.builder()
            .hue(0.1)
            .greyscale(0.2)
            .randomResizedCrop(0.5)
            .rotation(10)
            .verticalFlip()
            .perspective(0.3)
            .trivialAugment()
            .randAugment(1, 9)
            .blur(1)
            .downscale(0.5)
            .noise(0.1)
            .jpeg(50)
            .step("invert", (image, random) -> image.pixels()[0] ^= (byte) random.nextInt(256))
            .randomErasing(0.5)
            .mixup(0.5)
            .cutmix(1)
            .build();
    ImageCache cache = ImageCache.standard();
    Run first = run(Samples.tiny(), 5, 1, cache, Samples.train(), all);

    assertThat(run(Samples.tiny(), 5, 4, cache, Samples.train(), all)).isEqualTo(first);
    assertThat(run(Samples.tiny(), 6, 4, cache, Samples.train(), all)).isNotEqualTo(first);
  }

  @Test
  void should_give_another_run_for_another_seed() {
    Run first = run(Samples.tiny(), 5, 2, 1 << 20);
    Run other = run(Samples.tiny(), 6, 2, 1 << 20);

    assertThat(other.report()).isNotEqualTo(first.report());
    assertThat(other.weights()).isNotEqualTo(first.weights());
  }

  private static Run run(Backbone backbone, long seed, int workers, long memory) {
    return run(backbone, seed, workers, memory, Samples.train());
  }

  private static Run run(Backbone backbone, long seed, int workers, long memory, ImageTable train) {
    return run(backbone, seed, workers, ImageCache.standard().memory(memory), train);
  }

  private static Run run(
      Backbone backbone, long seed, int workers, ImageCache cache, ImageTable train) {
    Augmentation some =
        Augmentation.builder().rotation(10).horizontalFlip().randomCrop(0.8).build();
    return run(backbone, seed, workers, cache, train, some);
  }

  private static Run run(
      Backbone backbone,
      long seed,
      int workers,
      ImageCache cache,
      ImageTable train,
      Augmentation augmentation) {
    StringBuilder text = new StringBuilder();
    try (MultiHeadModel model = Samples.model(backbone, seed)) {
      TrainingReport report =
          model
              .trainer()
              .epochs(2)
              .batchSize(8)
              .workers(workers)
              .imageCache(cache)
              .augmentation(augmentation)
              .fit(train, Samples.table(1, 50));
      report
          .epochs()
          .forEach(e -> text.append(e.loss() + " " + e.validationLoss() + " " + e.counts() + "\n"));
      return new Run(text.toString() + report.bestEpoch(), Samples.weights(model));
    }
  }
}
