package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.Metric;
import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.TwoheadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What trackers do, training outlives. */
class FailingTrackersTest {
  @TempDir Path folder;

  private Trackers.Builder trackers(Tracker... trackers) {
    Trackers.Builder builder = Trackers.builder(MadeUpRun.in(folder.resolve("first")));
    List.of(trackers).forEach(builder::tracker);
    return builder;
  }

  @Test
  void should_go_on_without_a_tracker_that_fails() {
    Notes failing = new Notes();
    Notes other = new Notes();
    failing.failsAt = "scalars";

    try (Trackers trackers = trackers(failing, other).start()) {
      new MadeUpRun().train(trackers, 2, 3, 20);
      trackers.ended(Ending.COMPLETED);
    }

    assertThat(failing.told).containsExactly("started first", "scalars", "close");
    assertThat(other.told).contains("ended COMPLETED").filteredOn("scalars"::equals).hasSize(8);
  }

  @Test
  void should_go_on_without_a_tracker_that_has_a_bug_or_lacks_a_class() {
    Notes other = new Notes();
    Tracker bug =
        new Notes() {
          @Override
          public void weights(Moment moment, Map<String, Histogram> byName) {
            throw new IndexOutOfBoundsException();
          }
        };
    Tracker old =
        new Notes() {
          @Override
          public void flush() {
            throw new NoSuchMethodError();
          }
        };
    Tracker wrong =
        new Notes() {
          @Override
          public void scalars(Moment moment, Map<String, Double> values) {
            throw new AssertionError("never so");
          }
        };
    MadeUpRun run = new MadeUpRun();

    try (Trackers trackers = trackers(bug, old, wrong, other).model(run.model()).start()) {
      run.train(trackers, 2, 1, 20);
    }

    assertThat(other.told).filteredOn("flush"::equals).hasSize(3);
  }

  @Test
  void should_not_start_with_a_tracker_that_cannot() {
    Notes first = new Notes();
    Notes failing = new Notes();
    failing.failsAt = "started first";

    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> trackers(first, failing).start())
        .withMessage("the tracker notes cannot start: No space left on device");
    assertThat(first.told).containsExactly("started first", "close");
  }

  @Test
  void should_say_before_training_that_a_folder_cannot_be_made() throws IOException {
    Files.writeString(folder.resolve("first"), "a file");

    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> trackers(new Notes()).start())
        .withMessage(
            "the folder of the run \"first\" cannot be made: "
                + folder.resolve("first")
                + ": a file has its name");
  }

  @Test
  void should_keep_an_interrupt_for_training() {
    Notes notes =
        new Notes() {
          @Override
          public void flush() {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            told.add("flushed");
          }
        };
    boolean kept;

    try (Trackers trackers = trackers(notes).start()) {
      Thread.currentThread().interrupt();
      new MadeUpRun().train(trackers, 1, 1, 20);
      kept = Thread.interrupted();
    }

    assertThat(kept).isTrue();
    assertThat(notes.told).contains("flushed");
  }

  @Test
  void should_leave_out_a_metric_that_fails() {
    Notes notes = new Notes();
    Metric bad =
        Metric.of(
            "bad",
            head -> {
              throw new UncheckedIOException(new IOException());
            });

    try (Trackers trackers = trackers(notes).metric(bad).start()) {
      new MadeUpRun().train(trackers, 2, 1, 20);
    }

    assertThat(notes.last).containsKey("validation/screen/f1");
    assertThat(notes.last).doesNotContainKey("validation/screen/bad");
  }
}
