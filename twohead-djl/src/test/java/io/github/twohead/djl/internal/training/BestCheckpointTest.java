package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.twohead.Backbone;
import io.github.twohead.BatchReport;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.CountedEvaluation;
import io.github.twohead.DataException;
import io.github.twohead.EpochReport;
import io.github.twohead.EpochSelection;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingException;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.djl.internal.nn.Golden;
import io.github.twohead.djl.internal.nn.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BestCheckpointTest {
  private static final String BIAS = "heads.screen.fc.bias";

  private Network network;

  @BeforeAll
  void buildNetwork() {
    network = Golden.network(Backbone.shuffleNetV2x05());
  }

  @AfterAll
  void closeNetwork() {
    network.close();
  }

  @Test
  void should_keep_the_highest_score() {
    assertBest(2, Metric.F1, epoch(1, 5, 1, 0.1), epoch(2, 6, 1, 0.9), epoch(3, 5, 0, 0.1));
  }

  @Test
  void should_keep_the_lower_validation_loss_of_equal_scores() {
    assertBest(2, Metric.F1, epoch(1, 5, 1, 0.5), epoch(2, 5, 1, 0.4), epoch(3, 5, 1, 0.45));
  }

  @Test
  void should_keep_the_earlier_of_equal_epochs() {
    assertBest(1, Metric.F1, epoch(1, 5, 1, 0.5), epoch(2, 5, 1, 0.5));
  }

  @Test
  void should_keep_an_epoch_whose_score_is_zero() {
    assertBest(1, Metric.F1, epoch(1, 0, 0, 0.5), epoch(2, 0, 3, 0.6));
  }

  @Test
  void should_compare_by_the_chosen_metric() {
    // precision falls while recall rises
    EpochReport[] epochs = {epoch(1, 5, 0, 0.5), epoch(2, 9, 9, 0.5)};

    assertBest(1, Metric.PRECISION, epochs);
    assertBest(2, Metric.RECALL, epochs);
  }

  @Test
  void should_keep_the_lowest_of_a_metric_of_which_less_is_better() {
    Metric misses = Metric.ofLoss("misses", head -> head.counts().falseNegatives());

    assertBest(2, misses, epoch(1, 5, 0, 0.1), epoch(2, 7, 9, 0.9), epoch(3, 6, 0, 0.1));
  }

  @Test
  void should_keep_the_lowest_validation_loss() {
    assertBest(
        2, EpochSelection.byLoss(), epoch(1, 9, 0, 0.5), epoch(2, 1, 9, 0.4), epoch(3, 9, 0, 0.4));
  }

  @Test
  void should_keep_the_first_epoch_also_where_its_score_is_undefined() {
    Metric undefined = Metric.of("undefined", head -> Double.NaN);
    BestCheckpoint best =
        new BestCheckpoint(network.state(), EpochSelection.by(Golden.SCREEN, undefined));

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> best.offer(epoch(1, 5, 0, 0.5)))
        .withMessageContaining("undefined of head \"screen\" is undefined here: it gives NaN");

    assertThat(best.epoch().orElseThrow().epoch()).isEqualTo(1);
  }

  @Test
  void should_compare_by_the_chosen_head() {
    Map<String, ConfusionCounts> first = Map.of("screen", counts(9, 0), "glare", counts(1, 0));
    Map<String, ConfusionCounts> second = Map.of("screen", counts(1, 0), "glare", counts(9, 0));
    BestCheckpoint best =
        new BestCheckpoint(network.state(), EpochSelection.by(Golden.GLARE, Metric.F1));

    best.offer(epoch(1, 0.5, first));
    best.offer(epoch(2, 0.5, second));

    assertThat(best.epoch().orElseThrow().epoch()).isEqualTo(2);
  }

  @Test
  void should_restore_the_weights_from_before_when_no_epoch_ended() {
    network.state().write(Map.of(BIAS, new float[] {7}));
    BestCheckpoint best =
        new BestCheckpoint(network.state(), EpochSelection.by(Golden.SCREEN, Metric.F1));

    network.state().write(Map.of(BIAS, new float[] {8}));
    best.restore();

    assertThat(network.state().read().get(BIAS)).containsExactly(7);
    assertThat(best.epoch()).isEmpty();
  }

  /** Every epoch's weights hold its number. */
  private void assertBest(int expected, Metric metric, EpochReport... epochs) {
    assertBest(expected, EpochSelection.by(Golden.SCREEN, metric), epochs);
  }

  private void assertBest(int expected, EpochSelection what, EpochReport... epochs) {
    BestCheckpoint best = new BestCheckpoint(network.state(), what);
    for (EpochReport epoch : epochs) {
      network.state().write(Map.of(BIAS, new float[] {epoch.epoch()}));
      best.offer(epoch);
    }
    best.restore();

    assertThat(best.epoch().orElseThrow().epoch()).isEqualTo(expected);
    assertThat(network.state().read().get(BIAS)).containsExactly(expected);
  }

  private static EpochReport epoch(int number, int hits, int falseAlarms, double loss) {
    return epoch(number, loss, Map.of("screen", counts(hits, falseAlarms)));
  }

  private static EpochReport epoch(int number, double loss, Map<String, ConfusionCounts> heads) {
    return EpochReport.builder()
        .epoch(number)
        .validationLoss(loss)
        .evaluation(CountedEvaluation.of(heads))
        .build();
  }

  private static ConfusionCounts counts(int hits, int falseAlarms) {
    return ConfusionCounts.of(hits, falseAlarms, 10 - hits, 10 - falseAlarms);
  }

  @Test
  void should_leave_the_best_epoch_in_the_model_when_training_goes_wrong_afterwards() {
    // the fourth epoch and later ones throw the weights about
    LearningRateSchedule hostile =
        LearningRateSchedule.of("hostile", (progress, epochs) -> progress < 3 ? 1 : 1000);
    try (MultiHeadModel model = Samples.model(1)) {
      History history = new History(model);
      TrainingReport report =
          Samples.trainer(model, hostile)
              .epochs(6)
              .listener(history)
              .fit(Samples.train(), Samples.validation());

      int best = report.bestEpoch();
      assertThat(best).isBetween(1, 3);
      assertThat(report.epochs().get(5).validationLoss())
          .isGreaterThan(10 * report.best().validationLoss());
      assertThat(Samples.weights(model))
          .isEqualTo(history.weights.get(best - 1))
          .isNotEqualTo(history.weights.get(5));
      assertThat(CountedEvaluation.counts(model.evaluate(Samples.validation())))
          .isEqualTo(CountedEvaluation.counts(report.best().evaluation()));
    }
  }

  @Test
  void should_keep_the_answers_of_the_best_and_the_last_epoch_alone() {
    List<Map<String, ConfusionCounts>> seen = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport epoch) {
            seen.add(CountedEvaluation.counts(epoch.evaluation()));
          }
        };
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report =
          Samples.trainer(model, LearningRateSchedule.constant())
              .epochs(5)
              .listener(listener)
              .fit(Samples.train(), Samples.validation());

      assertThat(report.epochs()).extracting(EpochReport::counts).isEqualTo(seen);
      assertThat(report.epochs())
          .filteredOn(EpochReport::hasEvaluation)
          .extracting(EpochReport::epoch)
          .containsOnly(report.bestEpoch(), 5);
    }
  }

  @Test
  void should_keep_the_best_by_another_head_and_metric() {
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report =
          Samples.trainer(
                  model,
                  LearningRateSchedule.of("wild", (progress, epochs) -> progress < 2 ? 0.3 : 30))
              .keepBestBy(Samples.BRIGHT, Metric.ACCURACY)
              .epochs(4)
              .fit(Samples.train(), Samples.validation());

      double highest =
          report.epochs().stream()
              .mapToDouble(epoch -> epoch.counts().get(Samples.BRIGHT.name()).accuracy())
              .max()
              .orElseThrow();
      assertThat(report.best().evaluation().head(Samples.BRIGHT).score(Metric.ACCURACY))
          .isEqualTo(highest);
      assertThat(model.evaluate(Samples.validation()).head(Samples.BRIGHT).score(Metric.ACCURACY))
          .isEqualTo(highest);
    }
  }

  @Test
  void should_end_with_the_first_epoch_where_a_metric_of_ones_own_fails() {
    Metric broken = Metric.of("broken", head -> head.probability(1_000));
    try (MultiHeadModel model = Samples.model(1)) {
      History history = new History(model);
      Trainer trainer =
          Samples.trainer(model, LearningRateSchedule.constant())
              .keepBestBy(Samples.RED, broken)
              .listener(history);

      TrainingException e =
          catchThrowableOfType(
              TrainingException.class, () -> trainer.fit(Samples.train(), Samples.validation()));

      assertThat(e)
          .hasMessage(
              "red broken fails: java.lang.ArrayIndexOutOfBoundsException: Index 1000 out of bounds"
                  + " for length 15, after epoch 1; the model holds the weights of epoch 1")
          .hasCauseInstanceOf(ArrayIndexOutOfBoundsException.class);
      assertThat(e.report().bestEpoch()).isEqualTo(1);
      assertThat(model.provenance().settings())
          .containsEntry("best_by", "red broken")
          .containsEntry("epoch", "1");
    }
  }

  @Test
  void should_keep_the_best_by_the_loss() {
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report =
          Samples.trainer(
                  model,
                  LearningRateSchedule.of("wild", (progress, epochs) -> progress < 2 ? 0.3 : 30))
              .keepBestByLoss()
              .epochs(4)
              .fit(Samples.train(), Samples.validation());

      double lowest =
          report.epochs().stream().mapToDouble(EpochReport::validationLoss).min().orElseThrow();
      assertThat(report.best().validationLoss()).isEqualTo(lowest);
      assertThat(model.provenance().settings()).containsEntry("best_by", "validation loss");
    }
  }

  /** The weights after every epoch. */
  static final class History implements TrainingListener {
    final List<Map<String, List<Float>>> weights = new ArrayList<>();
    final List<BatchReport> batches = new ArrayList<>();
    private final MultiHeadModel model;

    History(MultiHeadModel model) {
      this.model = model;
    }

    @Override
    public void onBatch(BatchReport batch) {
      batches.add(batch);
    }

    @Override
    public void onEpoch(EpochReport epoch) {
      weights.add(Samples.weights(model));
    }
  }
}
