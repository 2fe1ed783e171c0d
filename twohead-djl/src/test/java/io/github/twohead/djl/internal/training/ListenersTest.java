package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.BatchReport;
import io.github.twohead.DataException;
import io.github.twohead.EpochReport;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.TrainingException;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.runtime.internal.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What listeners and lambdas of the caller do to training. */
class ListenersTest {
  private static final LearningRateSchedule CONSTANT = LearningRateSchedule.constant();

  /** Ends training at an epoch and a batch of it, or after the epoch for batch 0. */
  private static final class EndAt implements TrainingListener {
    private final int epoch;
    private final int batch;
    private final String name;
    private final List<String> seen;

    EndAt(int epoch, int batch, String name, List<String> seen) {
      this.epoch = epoch;
      this.batch = batch;
      this.name = name;
      this.seen = seen;
    }

    @Override
    public void onBatch(BatchReport report) {
      seen.add(name + " batch " + report.epoch() + "." + report.batch());
    }

    @Override
    public void onEpoch(EpochReport report) {
      seen.add(name + " epoch " + report.epoch());
    }

    @Override
    public boolean endsTraining(BatchReport report) {
      seen.add(name + "?");
      return report.epoch() == epoch && report.batch() == batch;
    }

    @Override
    public boolean endsTraining(EpochReport report) {
      seen.add(name + "?");
      return report.epoch() == epoch && batch == 0;
    }
  }

  @Test
  void should_end_after_an_epoch_with_the_report_and_the_best_epoch_kept() {
    List<String> seen = new ArrayList<>();
    try (MultiHeadModel model = Samples.model(1)) {
      BestCheckpointTest.History history = new BestCheckpointTest.History(model);
      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .epochs(5)
              .listener(history)
              .listener(new EndAt(2, 0, "a", seen))
              .fit(Samples.train(), Samples.validation());

      assertThat(report.ending()).isEqualTo(Ending.LISTENER);
      assertThat(report.interrupted()).isFalse();
      assertThat(report.epochs()).hasSize(2);
      assertThat(report.best().epoch()).isEqualTo(report.bestEpoch());
      assertThat(Samples.weights(model)).isEqualTo(history.weights.get(report.bestEpoch() - 1));
      assertThat(seen).endsWith("a epoch 2", "a?");
    }
  }

  /** The example of {@link TrainingListener}. */
  @Test
  void should_lose_patience_after_three_epochs_that_are_no_better() {
    TrainingListener patience =
        new TrainingListener() {
          private double best = Double.POSITIVE_INFINITY;
          private int worse;

          @Override
          public boolean endsTraining(EpochReport epoch) {
            worse = epoch.validationLoss() < best ? 0 : worse + 1;
            best = Math.min(best, epoch.validationLoss());
            return worse == 3;
          }
        };
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report =
          Samples.trainer(
                  model,
                  LearningRateSchedule.of("pause", (progress, epochs) -> progress < 2 ? 1 : 0))
              .epochs(60)
              .listener(patience)
              .fit(Samples.train(), Samples.validation());

      List<Double> losses = report.epochs().stream().map(EpochReport::validationLoss).toList();
      int end = losses.size();
      assertThat(report.ending()).isEqualTo(Ending.LISTENER);
      assertThat(end).isLessThan(60);
      assertThat(Collections.min(losses)).isEqualTo(losses.get(end - 4));
      assertThat(losses.subList(end - 3, end)).allMatch(loss -> loss >= losses.get(end - 4));
    }
  }

  @Test
  void should_end_after_a_batch_without_its_epoch() {
    List<String> seen = new ArrayList<>();
    try (MultiHeadModel model = Samples.model(1)) {
      BestCheckpointTest.History history = new BestCheckpointTest.History(model);
      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .epochs(5)
              .listener(history)
              .listener(new EndAt(2, 3, "a", seen))
              .fit(Samples.train(), Samples.validation());

      assertThat(report.ending()).isEqualTo(Ending.LISTENER);
      assertThat(report.epochs()).hasSize(1);
      assertThat(Samples.weights(model)).isEqualTo(history.weights.get(0));
      assertThat(seen).endsWith("a batch 2.3", "a?");
    }
  }

  @Test
  void should_hold_the_weights_from_before_when_ended_in_the_first_epoch() {
    try (MultiHeadModel model = Samples.model(1)) {
      Map<String, List<Float>> before = Samples.weights(model);

      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .listener(new EndAt(1, 1, "a", new ArrayList<>()))
              .fit(Samples.train(), Samples.validation());

      assertThat(report.ending()).isEqualTo(Ending.LISTENER);
      assertThat(report.bestEpoch()).isZero();
      assertThat(Samples.weights(model)).isEqualTo(before);
    }
  }

  @Test
  void should_be_complete_when_a_listener_ends_with_the_last_epoch() {
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .epochs(1)
              .listener(new EndAt(1, 0, "a", new ArrayList<>()))
              .fit(Samples.train(), Samples.validation());

      assertThat(report.ending()).isEqualTo(Ending.COMPLETED);
    }
  }

  @Test
  void should_tell_and_ask_every_listener_in_order() {
    List<String> seen = new ArrayList<>();
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report =
          model
              .trainer()
              .batchSize(30)
              .epochs(3)
              .listener(new EndAt(1, 0, "a", seen))
              .listener(new EndAt(1, 0, "b", seen))
              .fit(Samples.train(), Samples.validation());

      assertThat(report.epochs()).hasSize(1);
      assertThat(seen)
          .containsExactly(
              "a batch 1.1", "b batch 1.1", "a?", "b?", "a epoch 1", "b epoch 1", "a?", "b?");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, Double.NaN, Double.POSITIVE_INFINITY})
  void should_name_epoch_batch_and_value_of_a_factor_that_is_none(double factor) {
    LearningRateSchedule wrong =
        LearningRateSchedule.of("wrong", (progress, epochs) -> progress < 1.4 ? 1 : factor);
    try (MultiHeadModel model = Samples.model(1)) {
      BestCheckpointTest.History history = new BestCheckpointTest.History(model);

      assertThatExceptionOfType(TrainingException.class)
          .isThrownBy(
              () ->
                  Samples.trainer(model, wrong)
                      .listener(history)
                      .fit(Samples.train(), Samples.validation()))
          .withMessage(
              "the learning-rate schedule gives the factor "
                  + factor
                  + " in epoch 2, batch 3: it must be finite and at least 0; the model holds the"
                  + " weights of epoch 1")
          .satisfies(e -> assertThat(e.report().ending()).isEqualTo(Ending.FAILURE))
          .satisfies(e -> assertThat(e.report().epochs()).hasSize(1));

      assertThat(Samples.weights(model)).isEqualTo(history.weights.get(0));
    }
  }

  @Test
  void should_name_the_row_at_which_a_label_splitter_throws(@TempDir Path folder) throws Exception {
    Samples.file(folder, "a.png", 1, 1);
    Samples.file(folder, "b.png", 2, 1);
    Path csv = Files.writeString(folder.resolve("train.csv"), "a.png,1\nb.png,two\n");
    ImageTable table =
        ImageTable.readCsv(
            csv, (head, name) -> Integer.parseInt(name) > 1 ? Label.POSITIVE : Label.NEGATIVE);

    try (MultiHeadModel model = Samples.model(1)) {
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> model.evaluate(table))
          .satisfies(
              e ->
                  assertThat(e.problems())
                      .containsExactly(
                          csv
                              + ":2: the label splitter fails for head \"red\" and class \"two\":"
                              + " java.lang.NumberFormatException: For input string: \"two\""));
    }
  }

  /** Trains two epochs, with a listener or without. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      try (MultiHeadModel model = Samples.model(1)) {
        var trainer = Samples.trainer(model, CONSTANT).epochs(2);
        if (args.length > 0) {
          trainer.listener(new TrainingListener() {});
        }
        trainer.fit(Samples.train(), Samples.validation());
      }
      System.exit(0);
    }
  }

  @Test
  void should_log_a_line_per_epoch_without_a_listener() throws Exception {
    assertThat(logged())
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches(
                        ".*INFO io.github.twohead.Trainer - epoch [12] of 2: loss \\d\\.\\d{4}, validation loss \\d\\.\\d{4},"
                            + " red F1 [01]\\.\\d{3}, \\d+\\.\\d images/s"));
    assertThat(logged("with a listener")).isEmpty();
  }

  private static List<String> logged(String... args) throws Exception {
    return ChildJvm.of(Program.class)
        .option("-Dorg.slf4j.simpleLogger.logFile=System.out")
        .option("-Dorg.slf4j.simpleLogger.log.io.github.twohead.Trainer=info")
        .lines(args);
  }
}
