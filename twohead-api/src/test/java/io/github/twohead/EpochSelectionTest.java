package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided by epochs' scores, and how recipes write it. */
class EpochSelectionTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final ImageTable TRAIN = ImageTable.of(List.of());

  private final FakeModel model = new FakeModel();
  private final Trainer trainer = new Trainer(model, Map.of());

  @ParameterizedTest
  @CsvSource({
    "loss, validation loss",
    "last, last epoch",
    "screen F1, screen F1",
    "screen f1 (smoothed 3), screen F1(smoothed 3)",
    "screen recall@precision>=0.9(smoothed 2), screen recall@precision>=0.9(smoothed 2)",
    "loss(smoothed 3), validation loss(smoothed 3)"
  })
  void should_read_what_it_writes(String text, String expected) {
    EpochSelection read = EpochSelection.parse(text);

    assertThat(read).hasToString(expected);
    assertThat(EpochSelection.parse(read.text())).isEqualTo(read).hasSameHashCodeAs(read);
    assertThat(EpochSelection.parse(read.toString())).isEqualTo(read);
  }

  @Test
  void should_find_each_epoch_better_than_those_before_where_the_last_is_kept() {
    EpochSelection last = EpochSelection.last();
    double second = last.score(EpochReport.builder().epoch(2).validationLoss(9).build());

    assertThat(last.isBetter(second, last.score(EpochReport.builder().build()))).isTrue();
    assertThat(last.head()).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> last.smoothed(3))
        .withMessage("the last epoch is kept, whatever it scores");
  }

  @Test
  void should_score_an_epoch_by_what_decides() {
    Evaluation right =
        Evaluation.builder()
            .heads(List.of(SCREEN))
            .images(List.of(TableSplitTest.row(0, true)))
            .probabilities(0.9)
            .build();
    EpochReport epoch =
        EpochReport.builder().epoch(3).validationLoss(0.25).evaluation(right).build();
    EpochSelection byF1 = EpochSelection.by(SCREEN, Metric.F1);

    assertThat(byF1.score(epoch)).isEqualTo(1);
    assertThat(EpochSelection.byLoss().score(epoch)).isEqualTo(0.25);
    assertThat(EpochSelection.last().score(epoch)).isEqualTo(3);
    assertThat(byF1.metric()).hasValue(Metric.F1);
    assertThat(byF1.window()).isEqualTo(1);
    assertThat(byF1.smoothed(4).window()).isEqualTo(4);
    assertThat(EpochSelection.byLoss().metric()).isEmpty();
  }

  @Test
  void should_find_no_score_better_than_the_same() {
    EpochSelection byF1 = EpochSelection.by(SCREEN, Metric.F1);

    assertThat(byF1.isBetter(0.6, 0.5)).isTrue();
    assertThat(byF1.isBetter(0.5, 0.5)).isFalse();
    assertThat(EpochSelection.byLoss().isBetter(0.4, 0.5)).isTrue();
    assertThat(EpochSelection.byLoss().isBetter(0.5, 0.5)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          loss | loss(patience 3)
          screen F1 | screen F1(patience 3)
          screen f1 ( min_gain 0.001 , patience 5 ) | screen F1(patience 5, min_gain 0.001)
          """)
  void should_read_rules_that_end_training(String text, String expected) {
    EarlyStopping read = EarlyStopping.parse(text);

    assertThat(read).hasToString(expected);
    assertThat(EarlyStopping.parse(expected)).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "last",
        "loss(patience three)",
        "loss(patience 1.5)",
        "loss(3)",
        "loss()",
        "screen \nF1"
      })
  void should_say_how_to_write_a_rule(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EarlyStopping.parse(text))
        .withMessage(
            "must be such as screen F1(patience 3, min_gain 0.001) or loss(patience 3), but is \""
                + text
                + "\"");
  }

  @Test
  void should_refuse_rules_out_of_range() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EarlyStopping.byLoss().patience(0))
        .withMessage("patience must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EarlyStopping.byLoss().minGain(-1))
        .withMessageStartingWith("minGain must be from 0 to ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateSchedule.plateau(EpochSelection.last(), 0.1, 2))
        .withMessage("a plateau must be of the loss or of a head's metric, but is of last epoch");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateSchedule.plateau(EpochSelection.byLoss(), 1, 2))
        .withMessageStartingWith("the factor of a plateau must be between 0 and 1, but is ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateSchedule.oneCycle(1))
        .withMessageStartingWith("rise must be between 0 and 1, but is ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.accumulate(0))
        .withMessage("accumulate must be from 1 to 1024, but is 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one_cycle(rise 0.3)",
        "plateau(loss, factor 0.1, patience 2)",
        "plateau(screen F1, factor 0.5, patience 0, warmup 1)"
      })
  void should_read_schedules(String text) {
    assertThat(LearningRateSchedule.parse(text)).hasToString(text);
    assertThat(LearningRateSchedule.parse("one_cycle")).hasToString("one_cycle(rise 0.3)");
  }

  @Test
  void should_go_into_the_trainers_recipe_and_out_of_it() {
    trainer
        .optimizer(Optimizer.sgd(0.1).momentum(0.9).nesterov().stageDecay(0.8))
        .accumulate(4)
        .keep(EpochSelection.by(SCREEN, Metric.F1).smoothed(3))
        .stopEarly(EarlyStopping.by(SCREEN, Metric.F1).minGain(0.001))
        .schedule(
            LearningRateSchedule.plateau(EpochSelection.by(SCREEN, Metric.F1), 0.1, 2).warmup(1));

    Recipe recipe = trainer.recipe();

    assertThat(recipe.values())
        .containsEntry("training.optimizer", "sgd")
        .containsEntry("training.momentum", 0.9)
        .containsEntry("training.nesterov", true)
        .containsEntry("training.stage_decay", 0.8)
        .containsEntry("training.accumulate", 4L)
        .containsEntry("training.keep_best_by", "screen F1(smoothed 3)")
        .containsEntry("training.stop_early", "screen F1(patience 3, min_gain 0.001)")
        .containsEntry("training.schedule", "plateau(screen F1, factor 0.1, patience 2)");
    FakeModel other = new FakeModel();
    Trainer replayed = recipe.trainer(new MultiHeadModel(other, Map.of()));
    assertThat(replayed.recipe()).isEqualTo(recipe);
    replayed.fit(TRAIN, TRAIN);
    assertThat(other.training.epochs().stopping().orElseThrow().by().head())
        .contains(FakeModel.HEADS.get(0));
    assertThat(other.training.schedule().plateau().orElseThrow().by().head())
        .contains(FakeModel.HEADS.get(0));
    assertThat(other.training.data().stepSize()).isEqualTo(256);
  }

  @Test
  void should_write_metrics_of_ones_own_by_name() {
    Metric cost = Metric.ofLoss("cost", head -> 1);
    Recipe recipe =
        trainer
            .keep(EpochSelection.by(SCREEN, cost))
            .stopEarly(EarlyStopping.by(SCREEN, cost))
            .schedule(LearningRateSchedule.plateau(EpochSelection.by(SCREEN, cost), 0.1, 2))
            .recipe();

    assertThat(recipe.ownSteps())
        .containsOnlyKeys("training.keep_best_by", "training.stop_early", "training.schedule");
  }

  @Test
  void should_suggest_a_tenth_of_the_rate_with_the_lowest_loss() {
    LearningRateTest test =
        LearningRateTest.of(
            List.of(
                LearningRateTest.Point.of(1e-3, 1, 1),
                LearningRateTest.Point.of(1e-2, 0.3, 0.5),
                LearningRateTest.Point.of(1e-1, Double.NaN, Double.NaN)));

    assertThat(test.suggested()).isEqualTo(1e-3);
    assertThat(test)
        .hasToString(
            "suggested learning rate 1.0e-03: a tenth of 1.0e-02, where the smoothed loss is lowest,"
                + " 0.500");
    assertThat(trainer.learningRateTest(TRAIN).points()).hasSize(1);
  }
}
