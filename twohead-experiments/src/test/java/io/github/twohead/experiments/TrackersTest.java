package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.github.twohead.EpochReport;
import io.github.twohead.Evaluation;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.TrainingReport;
import io.github.twohead.TrainingReport.Ending;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackersTest {
  @TempDir Path folder;

  private Trackers.Builder trackers(Tracker... trackers) {
    Trackers.Builder builder = Trackers.builder(MadeUpRun.in(folder.resolve("first")));
    List.of(trackers).forEach(builder::tracker);
    return builder;
  }

  @Test
  void should_tell_a_run_in_order() {
    Notes notes = new Notes();
    MadeUpRun run = new MadeUpRun();

    try (MultiHeadModel model = run.model();
        Trackers trackers = trackers(notes).model(model).start()) {
      run.train(trackers, 1, 2, 50);
      trackers.evaluated("test", run.evaluation(50, 0.3));
      trackers.file(Path.of("model.twohead"));
      trackers.ended(Ending.COMPLETED);
    }

    assertThat(notes.told)
        .containsExactly(
            "started first",
            "scalars",
            "scalars",
            "scalars",
            "evaluated validation",
            "pictures validation/screen/errors",
            "pictures validation/kind/errors",
            "weights [conv1.0.weight, heads.screen.bias]",
            "flush",
            "scalars",
            "evaluated test",
            "pictures test/screen/errors",
            "pictures test/kind/errors",
            "flush",
            "file model.twohead",
            "ended COMPLETED",
            "flush",
            "close");
  }

  @Test
  void should_name_every_metric_by_table_and_head() {
    Notes notes = new Notes();
    MadeUpRun run = new MadeUpRun();
    Evaluation evaluation = run.evaluation(80, 0.4);
    Metric images = Metric.of("Images", head -> head.images());

    try (Trackers trackers = trackers(notes).metric(images).metric(Metric.topK(2)).start()) {
      trackers.evaluated("test", evaluation);
    }

    assertThat(notes.last)
        .contains(
            entry("test/screen/f1", evaluation.head("screen").counts().f1()),
            entry("test/screen/roc_auc", evaluation.head("screen").score(Metric.ROC_AUC)),
            entry("test/kind/macro_f1", evaluation.head("kind").score(Metric.MACRO_F1)),
            entry("test/kind/top2", evaluation.head("kind").score(Metric.topK(2))),
            entry("test/screen/images", 72.0),
            entry("test/kind/images", 80.0))
        .doesNotContainKeys("test/kind/f1", "test/screen/top2", "test/screen/macro_f1");
  }

  @Test
  void should_tell_the_best_epoch_at_the_end() {
    Notes notes = new Notes();
    MadeUpRun run = new MadeUpRun();
    EpochReport best =
        EpochReport.builder().validationLoss(0.5).evaluation(run.evaluation(80, 0.4)).build();
    EpochReport last = EpochReport.builder().epoch(2).validationLoss(0.7).build();
    TrainingReport report =
        TrainingReport.builder()
            .epochs(List.of(best, last))
            .bestEpoch(1)
            .ending(Ending.LISTENER)
            .build();

    try (Trackers trackers = trackers(notes).start()) {
      trackers.ended(report);
    }

    assertThat(notes.told)
        .containsExactly("started first", "scalars", "ended LISTENER", "flush", "close");
    assertThat(notes.last)
        .contains(
            entry("best/epoch", 1.0),
            entry("best/loss", 0.5),
            entry("best/screen/f1", best.evaluation().head("screen").counts().f1()));
  }

  @Test
  void should_tell_that_a_metric_is_undefined() {
    Notes notes = new Notes();

    try (Trackers trackers = trackers(notes).start()) {
      trackers.evaluated("test", Evaluation.builder().heads(MadeUpRun.HEADS).build());
    }

    assertThat(notes.last).containsEntry("test/screen/roc_auc", Double.NaN);
  }

  @Test
  void should_count_batches_over_epochs() {
    Notes notes = new Notes();

    try (Trackers trackers = trackers(notes).start()) {
      new MadeUpRun().train(trackers, 2, 3, 20);
    }

    assertThat(notes.moments)
        .extracting(Tracker.Moment::step)
        .containsExactly(1L, 2L, 3L, 3L, 4L, 5L, 6L, 6L);
    assertThat(notes.moments)
        .extracting(Tracker.Moment::epoch)
        .containsExactly(1, 1, 1, 1, 2, 2, 2, 2);
    assertThat(notes.moments.get(3).epochEnded()).isTrue();
  }

  @Test
  void should_make_only_what_a_tracker_takes() {
    Notes numbers =
        new Notes() {
          @Override
          public Set<Detail> details() {
            return Set.of();
          }
        };
    Notes all = new Notes();
    MadeUpRun run = new MadeUpRun();
    AtomicInteger reads = new AtomicInteger();

    for (Notes notes : List.of(numbers, all)) {
      Trackers.Builder builder = Trackers.builder(MadeUpRun.in(folder.resolve("details")));
      try (Trackers trackers = builder.tracker(notes).model(run.model(reads)).start()) {
        run.train(trackers, 1, 1, 20);
      }
      assertThat(reads.get() > 0).isEqualTo(notes == all);
    }

    assertThat(numbers.told).noneMatch(told -> told.matches("(weights|pictures) .*"));
    assertThat(all.told).anyMatch(told -> told.startsWith("weights "));
  }

  @Test
  void should_call_a_run_that_nobody_ended_a_failure() {
    Notes notes = new Notes();

    trackers(notes).start().close();

    assertThat(notes.told).containsExactly("started first", "ended FAILURE", "flush", "close");
  }

  @Test
  void should_find_trackers_by_name() {
    assertThat(Tracker.named("json_lines").name()).isEqualTo("json_lines");
    assertThat(Tracker.named("csv").name()).isEqualTo("csv");
    assertThat(Tracker.named("tensorboard").name()).isEqualTo("tensorboard");
  }

  @Test
  void should_say_which_trackers_and_options_there_are() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Tracker.named("tensorbord"))
        .withMessageStartingWith(
            "there is no tracker \"tensorbord\", did you mean \"tensorboard\"? There are csv, json_lines")
        .withMessageContaining("tensorboard");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Tracker.named("csv", Map.of("separator", ";")))
        .withMessage("the tracker csv has no option \"separator\": it has none");
  }
}
