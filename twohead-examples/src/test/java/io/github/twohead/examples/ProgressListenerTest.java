package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.BatchReport;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.EpochReport;
import io.github.twohead.Scores;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressListenerTest {
  private static final Scores SCORES =
      new Scores(Map.of("screen", new ConfusionCounts(3, 1, 1, 5)), 10, 0);

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @Test
  void should_tell_one_line_of_what_is_not_an_epoch() {
    try (ProgressListener progress = new ProgressListener(out, false)) {
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
    try (ProgressListener progress = new ProgressListener(out, false)) {
      progress.onBatch(new BatchReport(2, 9, 1, 2, 50, 100, 0.5, 1.5));
      progress.onBatch(new BatchReport(2, 9, 2, 2, 100, 100, 1.25, 1.25));
      progress.onEpoch(new EpochReport(2, 1.375, 1.5, 1.25, 80, SCORES));
    }

    assertThat(lines())
        .containsExactly("epoch 2/9  loss 1.375  validation loss 1.500  80.0 images/s  " + SCORES);
  }

  @Test
  void should_show_the_same_speed_beside_the_bar_as_in_the_line() {
    BatchReport last = new BatchReport(1, 1, 2, 2, 123, 123, 7.7, 1.5);
    EpochReport epoch = new EpochReport(1, 1.5, 1.5, last.seconds(), 123 / 7.7, SCORES);

    assertThat(ProgressListener.text(last)).isEqualTo("16.0 images/s  loss 1.500");
    assertThat(ProgressListener.text(epoch, 1)).contains("  16.0 images/s  ");
  }

  private List<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
