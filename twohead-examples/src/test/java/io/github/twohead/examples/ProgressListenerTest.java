package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.BatchReport;
import io.github.twohead.EpochReport;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressListenerTest {
  private static final Evaluation SCORES =
      Evaluation.builder().heads(List.of(HeadSpec.binary("screen"))).build();

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private Duration time = Duration.ofHours(1);
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @Test
  void should_tell_one_line_of_what_is_not_an_epoch() {
    try (ProgressListener progress = new ProgressListener(out, false, () -> time)) {
      for (int run = 0; run < 2; run++) {
        for (int decoded = 1; decoded <= 200; decoded++) {
          progress.onDecoded(decoded, 200);
        }
      }
      for (long bytes = 1 << 20; bytes <= 5 << 20; bytes += 1 << 20) {
        progress.onDownloaded(bytes, 5 << 20);
      }
    }

    assertThat(lines())
        .containsExactly("decoding 200 images", "decoding 200 images", "downloading 5 MiB");
  }

  @Test
  void should_tell_an_epoch_in_one_line() {
    try (ProgressListener progress = new ProgressListener(out, false, () -> time)) {
      progress.onBatch(batch(1, 9, 1).images(50).totalImages(100).seconds(1).loss(2).build());
      time = time.plusSeconds(59);
      progress.onBatch(batch(2, 9, 1).images(50).totalImages(100).seconds(0.5).loss(1.5).build());
      progress.onBatch(batch(2, 9, 2).images(100).totalImages(100).seconds(1.25).loss(1).build());
      progress.onEpoch(epoch(2, 1.375).seconds(1.25).imagesPerSecond(80).build());
    }

    assertThat(lines())
        .containsExactly(
            "epoch 2/9  loss 1.375  validation loss 1.500  80.0 images/s  "
                + SCORES
                + ", 4 min left");
  }

  @Test
  void should_tell_once_a_minute_how_evaluation_goes_on() {
    try (ProgressListener progress = new ProgressListener(out, false, () -> time)) {
      ImageTable table = progress.watching(ImageTable.of(List.of()));
      for (int done = 1; done <= 1000; done++) {
        time = time.plusMillis(400);
        table.onEvaluated(done, 1000);
      }
    }

    assertThat(lines())
        .containsExactly(
            "evaluating 151 of 1000 images, 6 min left",
            "evaluating 301 of 1000 images, 5 min left",
            "evaluating 451 of 1000 images, 4 min left",
            "evaluating 601 of 1000 images, 3 min left",
            "evaluating 751 of 1000 images, 99 s left",
            "evaluating 901 of 1000 images, 40 s left");
  }

  @Test
  void should_show_the_same_speed_beside_the_bar_as_in_the_line() {
    BatchReport last = batch(1, 1, 2).images(123).totalImages(123).seconds(7.7).loss(1.5).build();
    EpochReport epoch = epoch(1, 1.5).seconds(7.7).imagesPerSecond(123 / 7.7).build();

    assertThat(ProgressListener.text(last)).isEqualTo("16.0 images/s  loss 1.500");
    assertThat(ProgressListener.text(epoch, 1)).contains("  16.0 images/s  ");
  }

  /** One of two batches. */
  private static BatchReport.Builder batch(int epoch, int epochs, int number) {
    return BatchReport.builder().epoch(epoch).epochs(epochs).batch(number).batches(2);
  }

  private static EpochReport.Builder epoch(int number, double loss) {
    return EpochReport.builder().epoch(number).loss(loss).validationLoss(1.5).evaluation(SCORES);
  }

  private List<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
