package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.TrainingReport.Ending;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What engines report reaches who asks. */
class ReportsTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final ConfusionCounts COUNTS = ConfusionCounts.of(3, 1, 2, 4);

  @Test
  void should_tell_of_a_batch() {
    BatchReport batch =
        BatchReport.builder()
            .epoch(2)
            .epochs(9)
            .batch(3)
            .batches(40)
            .images(96)
            .totalImages(1280)
            .seconds(4)
            .loss(0.5)
            .learningRate(1e-3)
            .build();

    assertThat(batch.epoch()).isEqualTo(2);
    assertThat(batch.epochs()).isEqualTo(9);
    assertThat(batch.batch()).isEqualTo(3);
    assertThat(batch.batches()).isEqualTo(40);
    assertThat(batch.images()).isEqualTo(96);
    assertThat(batch.totalImages()).isEqualTo(1280);
    assertThat(batch.seconds()).isEqualTo(4);
    assertThat(batch.loss()).isEqualTo(0.5);
    assertThat(batch.learningRate()).isEqualTo(1e-3);
    assertThat(batch.imagesPerSecond()).isEqualTo(24);
  }

  @Test
  void should_tell_of_a_training_and_its_epochs() {
    EpochReport first = EpochReport.builder().epoch(1).loss(0.7).validationLoss(0.6).build();
    EpochReport second =
        EpochReport.builder()
            .epoch(2)
            .loss(0.5)
            .validationLoss(0.4)
            .seconds(8)
            .imagesPerSecond(160)
            .headWeights(Map.of("screen", 2.0))
            .build();
    ThresholdChoice choice =
        MadeUpAnswers.sure().choose(ThresholdRule.bestF1(), Bootstrap.standard().resamples(10));
    TrainingReport training =
        TrainingReport.builder()
            .epochs(List.of(first, second))
            .bestEpoch(2)
            .ending(Ending.INTERRUPT)
            .earlyStopping(EarlyStopping.byLoss())
            .unlabelled(5)
            .skipped(6)
            .calibrations(Map.of("screen", Calibration.temperature(2)))
            .thresholds(Map.of("screen", choice))
            .build();

    assertThat(second.loss()).isEqualTo(0.5);
    assertThat(second.validationLoss()).isEqualTo(0.4);
    assertThat(second.seconds()).isEqualTo(8);
    assertThat(second.imagesPerSecond()).isEqualTo(160);
    assertThat(second.headWeights()).containsExactly(Map.entry("screen", 2.0));
    assertThat(training.epochs()).containsExactly(first, second);
    assertThat(training.bestEpoch()).isEqualTo(2);
    assertThat(training.best()).isEqualTo(second);
    assertThat(training.ending()).isEqualTo(Ending.INTERRUPT);
    assertThat(training.interrupted()).isTrue();
    assertThat(training.earlyStopping()).hasValue(EarlyStopping.byLoss());
    assertThat(training.unlabelled()).isEqualTo(5);
    assertThat(training.skipped()).isEqualTo(6);
    assertThat(training.calibrations()).containsKey("screen");
    assertThat(training.thresholds()).containsExactly(Map.entry("screen", choice));
    assertThat(TrainingReport.builder().build().interrupted()).isFalse();
  }

  @Test
  void should_say_which_rule_ended_training() {
    TrainingReport.Builder report =
        TrainingReport.builder().ending(Ending.EARLY_STOP).earlyStopping(EarlyStopping.byLoss());

    assertThat(report.build())
        .hasToString("EARLY_STOP by " + EarlyStopping.byLoss() + ", epochs finished: 0");
  }

  @Test
  void should_go_on_whatever_a_listener_hears_unless_it_says_so() {
    TrainingListener quiet = new TrainingListener() {};

    assertThat(quiet.endsTraining(BatchReport.builder().build())).isFalse();
    assertThat(quiet.endsTraining(EpochReport.builder().build())).isFalse();
  }

  @Test
  void should_tell_of_an_export() {
    HeadComparison screen =
        HeadComparison.builder()
            .largestDifference(0.02)
            .clear(9)
            .agreement(0.9)
            .model(COUNTS)
            .exported(COUNTS)
            .build();
    HeadComparison glare = HeadComparison.builder().largestDifference(0.01).build();
    ExportReport report =
        ExportReport.builder()
            .format(ExportFormat.ONNX)
            .bytes(1234)
            .images(10)
            .heads(Map.of("screen", screen, "glare", glare))
            .build();

    assertThat(report.format()).isEqualTo(ExportFormat.ONNX);
    assertThat(report.bytes()).isEqualTo(1234);
    assertThat(report.images()).isEqualTo(10);
    assertThat(report.heads()).containsOnlyKeys("screen", "glare");
    assertThat(report.head(SCREEN)).isEqualTo(screen);
    assertThat(report.largestDifference()).isEqualTo(0.02);
    assertThat(screen.largestDifference()).isEqualTo(0.02);
    assertThat(screen.clear()).isEqualTo(9);
    assertThat(screen.agreement()).isEqualTo(0.9);
    assertThat(screen.model()).isEqualTo(COUNTS);
    assertThat(screen.exported()).isEqualTo(COUNTS);
  }

  @Test
  void should_say_the_same_of_counts_as_of_the_answers_they_are_of() {
    Evaluation scores = CountedEvaluation.of(Map.of("screen", COUNTS));
    EpochReport whole = EpochReport.builder().epoch(2).loss(0.5).evaluation(scores).build();

    EpochReport counted =
        EpochReport.builder().epoch(2).loss(0.5).counts(Map.of(SCREEN, COUNTS)).build();

    assertThat(counted).isEqualTo(whole.withoutEvaluation()).hasToString(whole.toString());
    EpochReport.Builder both =
        EpochReport.builder().counts(Map.of(SCREEN, COUNTS)).evaluation(scores);
    assertThatIllegalStateException()
        .isThrownBy(both::build)
        .withMessage("give counts or an evaluation, which has counts too");
  }

  @Test
  void should_be_a_report_without_the_answers_of_an_epoch() {
    Evaluation scores = CountedEvaluation.of(Map.of("screen", COUNTS));
    EpochReport whole = EpochReport.builder().epoch(2).loss(0.5).evaluation(scores).build();

    EpochReport small = whole.withoutEvaluation();

    assertThat(whole.hasEvaluation()).isTrue();
    assertThat(whole.counts()).isEqualTo(Map.of("screen", COUNTS));
    assertThat(small.hasEvaluation()).isFalse();
    assertThat(small.counts()).isEqualTo(whole.counts());
    assertThat(small).hasToString(whole.toString()).isNotEqualTo(whole);
    assertThatIllegalStateException()
        .isThrownBy(small::evaluation)
        .withMessage(
            "the report of epoch 2 has only counts: those of the best and of the last epoch keep"
                + " their evaluation, and a listener sees that of each");
  }
}
