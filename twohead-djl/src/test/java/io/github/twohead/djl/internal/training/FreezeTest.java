package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import io.github.twohead.Augmentation;
import io.github.twohead.Backbone;
import io.github.twohead.EpochReport;
import io.github.twohead.Freeze;
import io.github.twohead.ImageCache;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreezeTest {
  private static final Augmentation ROTATED = Augmentation.standard();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void should_keep_the_backbone_and_its_statistics(boolean augmented) {
    try (MultiHeadModel model = Samples.model(Backbone.shuffleNetV2x05(), 1)) {
      Map<String, List<Float>> before = Samples.weights(model);
      trainer(model, augmented).freeze(Freeze.backbone()).epochs(1).fit(train(), validation());
      Map<String, List<Float>> after = Samples.weights(model);

      assertThat(changed(before, after)).isNotEmpty().allMatch(name -> name.startsWith("heads."));
      assertThat(changed(before, after)).contains("heads.red.conv.1.running_var");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 'conv1.'", "2, 'conv1. stage2.'", "3, 'conv1. stage2. stage3.'"})
  void should_keep_the_first_stages(int stages, String frozen) {
    try (MultiHeadModel model = Samples.model(Backbone.shuffleNetV2x05(), 1)) {
      Map<String, List<Float>> before = Samples.weights(model);
      trainer(model, true).freeze(Freeze.stages(stages)).epochs(1).fit(train(), validation());
      Map<String, List<Float>> after = Samples.weights(model);

      Set<String> kept = Set.of(frozen.split(" "));
      Set<String> expected =
          before.keySet().stream()
              .filter(name -> kept.stream().noneMatch(name::startsWith))
              .collect(Collectors.toSet());
      assertThat(changed(before, after)).isEqualTo(expected);
    }
  }

  @Test
  void should_keep_the_first_children_of_a_sequence() {
    try (MultiHeadModel model = Samples.model(1)) {
      Map<String, List<Float>> before = Samples.weights(model);
      // a convolution and its batch normalisation
      trainer(model, true).freeze(Freeze.stages(2)).epochs(1).fit(train(), validation());

      assertThat(changed(before, Samples.weights(model)))
          .contains("3.weight", "4.running_mean")
          .doesNotContain("0.weight", "1.weight", "1.running_mean");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void should_train_everything_from_the_epoch_on(boolean augmented) {
    try (MultiHeadModel model = Samples.model(1)) {
      BestCheckpointTest.History history = new BestCheckpointTest.History(model);
      Map<String, List<Float>> before = Samples.weights(model);
      trainer(model, augmented)
          .freeze(Freeze.backbone().unfreezeAt(3))
          .epochs(3)
          .listener(history)
          .fit(train(), validation());

      assertThat(changed(before, history.weights.get(1)))
          .allMatch(name -> name.startsWith("heads"));
      assertThat(changed(history.weights.get(1), history.weights.get(2)))
          .isEqualTo(before.keySet());
    }
  }

  @Test
  void should_train_everything_in_the_next_run() {
    try (MultiHeadModel model = Samples.model(1)) {
      trainer(model, false).freeze(Freeze.backbone()).epochs(1).fit(train(), validation());
      Map<String, List<Float>> before = Samples.weights(model);
      trainer(model, false).epochs(1).fit(train(), validation());

      assertThat(changed(before, Samples.weights(model))).isEqualTo(before.keySet());
    }
  }

  /** An image takes 3,072 bytes here, its features too; there are 15 of them. */
  @ParameterizedTest
  @CsvSource({"1000000, 0", "20000, 1000000", "20000, 10000", "0, 0"})
  void should_train_on_features_as_on_images_however_many_are_kept(long memory, long disk) {
    ImageCache cache = ImageCache.standard().memory(memory).disk(disk);
    TrainingReport images = frozen(Augmentation.builder().rotation(1e-9).build(), cache);
    TrainingReport features = frozen(Augmentation.none(), cache);

    for (int i = 0; i < 3; i++) {
      EpochReport one = images.epochs().get(i);
      EpochReport other = features.epochs().get(i);
      assertThat(other.loss()).isCloseTo(one.loss(), within(1e-4));
      assertThat(other.validationLoss()).isCloseTo(one.validationLoss(), within(1e-4));
      assertThat(other.counts()).isEqualTo(one.counts());
    }
    assertThat(features.epochs().get(2).loss()).isLessThan(features.epochs().get(0).loss());
  }

  /** PyTorch prepares for every size of a batch that it meets. */
  @Test
  void should_compute_missing_features_in_batches_of_few_sizes() {
    Set<Long> sizes = new TreeSet<>();
    Supplier<Block> block =
        () ->
            new SequentialBlock()
                .add(Conv2d.builder().setKernelShape(new Shape(4, 4)).setFilters(4).build())
                .add(
                    new LambdaBlock(
                        maps -> {
                          sizes.add(maps.get(0).getShape().get(0));
                          return maps;
                        }));
    try (MultiHeadModel model = Samples.model(DjlBackbone.of("counting", block), 1)) {
      sizes.clear();
      Samples.trainer(model, LearningRateSchedule.constant())
          .freeze(Freeze.backbone())
          .imageCache(ImageCache.standard().memory(12_000).disk(0))
          .epochs(12)
          .fit(Samples.train(), Samples.validation());
    }

    assertThat(sizes).isSubsetOf(1L, 2L, 4L, 8L).contains(8L);
  }

  /** What was left from before could be any number, and checks of the results measure by it. */
  @Test
  void should_fill_batches_of_missing_features_with_the_last_image() {
    List<float[]> padded = new ArrayList<>();
    Supplier<Block> block =
        () ->
            new SequentialBlock()
                .add(
                    new LambdaBlock(
                        images -> {
                          if (images.get(0).getShape().get(0) == 8) {
                            padded.add(rowMeans(images.get(0)));
                          }
                          return images;
                        }))
                .add(Conv2d.builder().setKernelShape(new Shape(4, 4)).setFilters(4).build());
    try (MultiHeadModel model = Samples.model(DjlBackbone.of("recording", block), 1)) {
      // five images each
      trainer(model, false)
          .freeze(Freeze.backbone())
          .epochs(1)
          .fit(Samples.table(1, 0), Samples.table(1, 50));
    }

    assertThat(padded)
        .isNotEmpty()
        .allSatisfy(
            means -> {
              assertThat(means[4]).isNotEqualTo(means[3]);
              assertThat(means[5]).isEqualTo(means[4]);
              assertThat(means[7]).isEqualTo(means[4]);
            });
  }

  private static float[] rowMeans(NDArray images) {
    return images.reshape(images.getShape().get(0), -1).mean(new int[] {1}).toFloatArray();
  }

  private static TrainingReport frozen(Augmentation augmentation, ImageCache cache) {
    try (MultiHeadModel model = Samples.model(1)) {
      return model
          .trainer()
          .batchSize(8)
          .schedule(LearningRateSchedule.constant())
          .augmentation(augmentation)
          .freeze(Freeze.backbone())
          .imageCache(cache)
          .epochs(3)
          .fit(train(), validation());
    }
  }

  @Test
  void should_refuse_more_stages_than_there_are() {
    try (MultiHeadModel model = Samples.model(Backbone.shuffleNetV2x05(), 1)) {
      Trainer trainer = trainer(model, false).freeze(Freeze.stages(5));

      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.fit(train(), validation()))
          .withMessage("freeze: 5 stages, but the backbone has 4");
    }
  }

  private static Trainer trainer(MultiHeadModel model, boolean augmented) {
    return model
        .trainer()
        .batchSize(8)
        .schedule(LearningRateSchedule.constant())
        .augmentation(augmented ? ROTATED : Augmentation.none());
  }

  private static Set<String> changed(
      Map<String, List<Float>> before, Map<String, List<Float>> after) {
    return before.keySet().stream()
        .filter(name -> !before.get(name).equals(after.get(name)))
        .collect(Collectors.toSet());
  }

  private static io.github.twohead.ImageTable train() {
    return Samples.table(2, 0);
  }

  private static io.github.twohead.ImageTable validation() {
    return Samples.table(1, 50);
  }
}
