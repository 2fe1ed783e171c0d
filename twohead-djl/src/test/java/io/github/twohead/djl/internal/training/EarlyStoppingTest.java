package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.BatchReport;
import io.github.twohead.EarlyStopping;
import io.github.twohead.EpochReport;
import io.github.twohead.EpochSelection;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.TrainingException;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.djl.internal.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What epochs' scores lead to: an end, another rate, other weights. */
class EarlyStoppingTest {
  private static final LearningRateSchedule CONSTANT = LearningRateSchedule.constant();

  @ParameterizedTest
  @CsvSource({
    "3, 0,     0.5 0.4 0.4 0.6 0.5 0.6 0.3 0.9, 7", // the best so far, not the epoch before
    "1, 0,     0.5 0.6 0.7 0.6 0.9,             4",
    "2, 0.15,  0.5 0.6 0.7 0.8 0.8,             5", // 0.1 is less than the gain, 0.2 is more
    "2, 0.125, 0.5 0.625 0.625 0.9,             3", // not more than the gain
    "4, 0,     0.5 0.4 0.3 0.2,                 0"
  })
  void should_end_after_epochs_without_a_gain_over_the_best(
      int patience, double gain, String scores, int ended) {
    EarlyStopping rule = EarlyStopping.byLoss().patience(patience).minGain(gain);
    EarlyStopping higher =
        EarlyStopping.by(Samples.RED, Metric.F1).patience(patience).minGain(gain);
    double[] numbers = DoubleStream.of(numbers(scores)).map(score -> 1 - score).toArray();

    assertThat(endOf(new EpochRule.Stop(rule), numbers)).isEqualTo(ended);
    assertThat(rule.by().higherIsBetter()).isFalse();
    assertThat(higher.by().higherIsBetter()).isTrue();
  }

  private static double[] numbers(String text) {
    return DoubleStream.of(
            List.of(text.split(" ")).stream().mapToDouble(Double::parseDouble).toArray())
        .toArray();
  }

  /** The epoch after which training ends; 0 for none. */
  private static int endOf(EpochRule.Stop stop, double[] losses) {
    for (int i = 0; i < losses.length; i++) {
      stop.offer(EpochReport.builder().epoch(i + 1).validationLoss(losses[i]).build());
      if (stop.isDue()) {
        return i + 1;
      }
    }
    return 0;
  }

  @Test
  void should_end_training_and_say_by_which_rule() {
    EarlyStopping rule =
        EarlyStopping.by(Samples.RED, scripted(0.5, 0.7, 0.6, 0.65, 0.9)).patience(2);
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .epochs(9)
              .keepLast()
              .stopEarly(rule)
              .fit(Samples.train(), Samples.validation());

      assertThat(report.ending()).isEqualTo(Ending.EARLY_STOP);
      assertThat(report.earlyStopping()).contains(rule);
      assertThat(report.epochs()).hasSize(4);
      assertThat(report.bestEpoch()).isEqualTo(4);
      assertThat(report).asString().startsWith("EARLY_STOP by red scripted(patience 2), epochs");
      assertThat(model.provenance().settings())
          .containsEntry("best_by", "last epoch")
          .containsEntry("stop_early", "red scripted(patience 2)");
    }
  }

  @Test
  void should_be_complete_where_the_last_epoch_would_have_ended_it() {
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .epochs(3)
              .stopEarly(EarlyStopping.by(Samples.RED, scripted(0.5, 0.4, 0.3)).patience(2))
              .fit(Samples.train(), Samples.validation());

      assertThat(report.ending()).isEqualTo(Ending.COMPLETED);
      assertThat(report.earlyStopping()).isEmpty();
    }
  }

  @Test
  void should_keep_the_last_epochs_weights() {
    try (MultiHeadModel model = Samples.model(1)) {
      List<Map<String, List<Float>>> weights = new ArrayList<>();
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void onEpoch(EpochReport epoch) {
              weights.add(Samples.weights(model));
            }
          };
      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .epochs(3)
              .keepLast()
              .listener(listener)
              .fit(Samples.train(), Samples.validation());

      assertThat(report.bestEpoch()).isEqualTo(3);
      assertThat(Samples.weights(model)).isEqualTo(weights.get(2)).isNotEqualTo(weights.get(1));
    }
  }

  @Test
  void should_keep_the_best_epoch_of_a_smoothed_window() {
    EpochSelection smoothed =
        EpochSelection.by(Samples.RED, scripted(0.1, 0.9, 0.2, 0.7, 0.8, 0.7)).smoothed(2);
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .epochs(6)
              .keep(smoothed)
              .fit(Samples.train(), Samples.validation());

      assertThat(report.bestEpoch()).isIn(5, 6); // 0.75 twice, decided by the loss
    }
  }

  @Test
  void should_lower_the_rate_where_epochs_get_no_better() {
    LearningRateSchedule plateau =
        LearningRateSchedule.plateau(
            EpochSelection.by(Samples.RED, scripted(0.5, 0.5, 0.5, 0.5)), 0.1, 0);
    List<Double> rates = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public boolean endsTraining(BatchReport batch) {
            if (batch.batch() == 1) {
              rates.add(batch.learningRate());
            }
            return false;
          }
        };
    try (MultiHeadModel model = Samples.model(1)) {
      Samples.trainer(model, plateau)
          .epochs(4)
          .listener(listener)
          .fit(Samples.train(), Samples.validation());

      assertThat(rates).hasSize(4);
      assertThat(rates.get(1)).isEqualTo(0.01);
      assertThat(rates.get(2)).isEqualTo(0.01 * 0.1);
      assertThat(rates.get(3)).isEqualTo(0.01 * (0.1 * 0.1));
      assertThat(model.provenance().settings())
          .containsEntry("schedule", "plateau(red scripted, factor 0.1, patience 0)");
    }
  }

  @Test
  void should_name_the_metric_that_fails() {
    Metric failing =
        Metric.of(
            "failing",
            head -> {
              throw new IllegalStateException("no");
            });
    try (MultiHeadModel model = Samples.model(1)) {
      assertThatThrownBy(
              () ->
                  Samples.trainer(model, CONSTANT)
                      .stopEarly(EarlyStopping.by(Samples.BRIGHT, failing))
                      .fit(Samples.train(), Samples.validation()))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("bright failing")
          .hasMessageContaining("after epoch 1; the model holds the weights of epoch 1");
    }
  }

  @Test
  void should_refuse_heads_that_the_model_does_not_have() {
    try (MultiHeadModel model = Samples.model(1)) {
      HeadSpec other = HeadSpec.binary("other");

      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.trainer().stopEarly(EarlyStopping.by(other, Metric.F1)))
          .withMessageContaining("other");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  model
                      .trainer()
                      .schedule(
                          LearningRateSchedule.plateau(
                              EpochSelection.by(other, Metric.F1), 0.1, 2)))
          .withMessageContaining("other");
    }
  }

  /** A metric that gives one number after the other. */
  private static Metric scripted(double... scores) {
    int[] next = {0};
    ToDoubleFunction<HeadEvaluation> score = head -> scores[next[0]++];
    return Metric.of("scripted", score);
  }
}
