package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateScheduleTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 1", "4, 1", "5, 0.1", "6, 0.1", "7, 0.1", "8, 0.1", "9, 0.01"})
  void should_take_a_tenth_after_every_fourth_of_9_epochs(int epoch, double expected) {
    LearningRateSchedule step = LearningRateSchedule.step();

    for (double progress : new double[] {epoch - 1, epoch - 0.5, epoch - 0.001}) {
      assertThat(step.factor(progress, 9)).isCloseTo(expected, within(1e-12));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 1", "2, 0, 1", "2, 1, 0.1", "90, 39.9, 1", "90, 40, 0.1", "90, 80, 0.01"})
  void should_scale_the_default_with_the_number_of_epochs(
      int epochs, double progress, double expected) {
    assertThat(LearningRateSchedule.step().factor(progress, epochs))
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void should_multiply_every_few_epochs() {
    LearningRateSchedule halves = LearningRateSchedule.step(3, 0.5);

    assertThat(halves.factor(2.9, 9)).isEqualTo(1);
    assertThat(halves.factor(3, 9)).isEqualTo(0.5);
    assertThat(halves.factor(8, 9)).isEqualTo(0.25);
  }

  @Test
  void should_fall_as_half_a_cosine_from_1_to_0() {
    LearningRateSchedule cosine = LearningRateSchedule.cosine();

    assertThat(cosine.factor(0, 8)).isEqualTo(1);
    assertThat(cosine.factor(2, 8)).isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-12));
    assertThat(cosine.factor(4, 8)).isCloseTo(0.5, within(1e-12));
    assertThat(cosine.factor(8, 8)).isCloseTo(0, within(1e-12));
  }

  @Test
  void should_rise_by_half_a_cosine_and_fall_by_another_in_one_cycle() {
    LearningRateSchedule cycle = LearningRateSchedule.oneCycle(0.25);

    assertThat(cycle.factor(0, 8)).isCloseTo(1 / 25.0, within(1e-12));
    assertThat(cycle.factor(1, 8)).isCloseTo((1 + 1 / 25.0) / 2, within(1e-12));
    assertThat(cycle.factor(2, 8)).isEqualTo(1);
    assertThat(cycle.factor(5, 8)).isCloseTo((1 + 1 / 250_000.0) / 2, within(1e-12));
    assertThat(cycle.factor(8, 8)).isCloseTo(1 / 250_000.0, within(1e-12));
    assertThat(LearningRateSchedule.oneCycle().factor(3, 10)).isEqualTo(1);
  }

  @Test
  void should_leave_it_to_scores_when_a_plateau_lowers_the_rate() {
    LearningRateSchedule plateau =
        LearningRateSchedule.plateau(EpochSelection.byLoss(), 0.1, 2).warmup(2);

    assertThat(plateau.factor(1, 9)).isEqualTo(0.5);
    assertThat(plateau.factor(8, 9)).isEqualTo(1);
    assertThat(plateau.plateau().orElseThrow().factor()).isEqualTo(0.1);
    assertThat(plateau.plateau().orElseThrow().patience()).isEqualTo(2);
  }

  @Test
  void should_take_what_is_better_by_more_than_a_ten_thousandth_for_a_gain() {
    HeadSpec screen = HeadSpec.binary("screen");
    Plateau loss = new Plateau(EpochSelection.byLoss(), 0.1, 2);
    Plateau f1 = new Plateau(EpochSelection.by(screen, Metric.F1), 0.1, 2);

    assertThat(loss.isGain(0.4998, 0.5)).isTrue();
    assertThat(loss.isGain(0.49996, 0.5)).isFalse();
    assertThat(f1.isGain(0.5002, 0.5)).isTrue();
    assertThat(f1.isGain(0.50004, 0.5)).isFalse();
  }

  @Test
  void should_rise_in_a_straight_line_and_then_follow_the_schedule() {
    LearningRateSchedule constant = LearningRateSchedule.constant().warmup(0.5);
    LearningRateSchedule step = LearningRateSchedule.step(1, 0.1).warmup(2);

    assertThat(constant.factor(0, 9)).isZero();
    assertThat(constant.factor(0.125, 9)).isEqualTo(0.25);
    assertThat(constant.factor(0.5, 9)).isEqualTo(1);
    assertThat(constant.factor(8.9, 9)).isEqualTo(1);
    assertThat(step.factor(1, 9)).isCloseTo(0.1 * 0.5, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.1, Double.NaN})
  void should_refuse_factors_that_do_not_shrink_the_rate(double factor) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateSchedule.step(3, factor))
        .withMessageStartingWith("factor must be above 0 and at most 1, but is ");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, Double.NaN})
  void should_refuse_a_cycle_that_only_rises_or_only_falls(double rise) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateSchedule.oneCycle(rise))
        .withMessageStartingWith("rise must be between 0 and 1, but is ");
  }

  @Test
  void should_refuse_spans_of_no_epochs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateSchedule.step(0, 0.1))
        .withMessage("every must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateSchedule.cosine().warmup(0))
        .withMessage("warmup must be above 0 and at most 1000000, but is 0");
  }

  @Test
  void should_tell_rule_and_settings_by_name() {
    assertThat(LearningRateSchedule.step())
        .hasToString("step(every 4/9 of the epochs, factor 0.1)");
    assertThat(LearningRateSchedule.step(3, 0.5).warmup(1))
        .hasToString("step(every 3, factor 0.5, warmup 1)");
    assertThat(LearningRateSchedule.cosine()).hasToString("cosine");
    assertThat(LearningRateSchedule.cosine().warmup(0.5).name()).isEqualTo("cosine(warmup 0.5)");
    assertThat(LearningRateSchedule.constant()).hasToString("constant");
  }

  @Test
  void should_follow_a_rule_of_ones_own_under_its_name() {
    LearningRateSchedule decay =
        LearningRateSchedule.of("0.9 per epoch", (progress, epochs) -> Math.pow(0.9, progress));

    assertThat(decay.factor(2, 9)).isCloseTo(0.81, within(1e-12));
    assertThat(decay).hasToString("0.9 per epoch");
    assertThat(decay.warmup(4).factor(2, 9)).isCloseTo(0.81 / 2, within(1e-12));
    assertThat(decay.warmup(4)).hasToString("0.9 per epoch(warmup 4)");
  }

  @Test
  void should_equal_schedules_of_the_same_name() {
    assertThat(LearningRateSchedule.step(3, 0.5))
        .isEqualTo(LearningRateSchedule.step(3, 0.5))
        .hasSameHashCodeAs(LearningRateSchedule.step(3, 0.5))
        .isNotEqualTo(LearningRateSchedule.step(3, 0.4))
        .isNotEqualTo(LearningRateSchedule.step(3, 0.5).warmup(1));
  }

  @Test
  void should_refuse_a_second_warmup_and_a_blank_name() {
    LearningRateSchedule warm = LearningRateSchedule.cosine().warmup(1);

    assertThatIllegalStateException()
        .isThrownBy(() -> warm.warmup(2))
        .withMessage("warmup was already set to 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateSchedule.of(" ", (progress, epochs) -> 1))
        .withMessage("a schedule's name must not be blank");
  }
}
