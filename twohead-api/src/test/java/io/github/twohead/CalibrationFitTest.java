package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Calibration.Method;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers by SciPy and scikit-learn are of operating_points_golden.py. */
class CalibrationFitTest {
  private static final Offset<Double> EXACT = within(1e-9);

  /** As exact as its solver is. */
  private static final Offset<Double> SCIKIT = within(1e-6);

  private static double temperature(HeadEvaluation head) {
    Calibration fit = head.fit(Method.TEMPERATURE);
    assertThat(fit.offset()).isZero();
    return 1 / fit.slope();
  }

  private static double[] alternating(int count, double one, double other) {
    return DoubleStream.iterate(0, i -> i + 1)
        .limit(count)
        .map(i -> i % 2 == 0 ? one : other)
        .toArray();
  }

  @Test
  void should_find_the_temperature_of_a_head_that_is_too_sure() {
    assertThat(temperature(MadeUpAnswers.sure())).isCloseTo(2.6511289110770804, EXACT);
  }

  @Test
  void should_come_near_to_the_temperature_of_targets_0_and_1() {
    assertThat(temperature(MadeUpAnswers.sure())).isCloseTo(2.630596029280401, within(0.03));
    assertThat(temperature(MadeUpAnswers.kinds())).isCloseTo(2.0547251287116, within(0.03));
  }

  @Test
  void should_find_the_temperature_of_categories() {
    assertThat(temperature(MadeUpAnswers.kinds())).isCloseTo(2.0680180926444525, EXACT);
  }

  @Test
  void should_find_platts_slope_and_offset() {
    Calibration fit = MadeUpAnswers.sure().fit(Method.PLATT);

    assertThat(fit.slope()).isCloseTo(0.3757319647208448, SCIKIT);
    assertThat(fit.offset()).isCloseTo(-0.2568365093982513, SCIKIT);
  }

  @Test
  void should_find_a_temperature_as_much_higher_as_a_head_is_surer() {
    assertThat(temperature(MadeUpAnswers.surer()))
        .isCloseTo(3 * temperature(MadeUpAnswers.sure()), SCIKIT);
  }

  /** Where whole steps of Newton's method lead ever further away. */
  @Test
  void should_find_platts_slope_and_offset_of_a_rare_label() {
    Calibration fit = MadeUpAnswers.rare().fit(Method.PLATT);

    assertThat(fit.slope()).isCloseTo(0.6805199586120019, SCIKIT);
    assertThat(fit.offset()).isCloseTo(-2.8681212519906545, SCIKIT);
  }

  @ParameterizedTest
  @CsvSource({"TEMPERATURE, 10", "PLATT, 20"})
  void should_fit_as_few_images_as_it_needs(Method method, int images) {
    double[] positive = alternating(images, 0.9, 0.4);

    assertThat(MadeUpAnswers.of(positive, alternating(images, 0.1, 0.6)).fit(method).slope())
        .isBetween(0.1, 2.0);
    HeadEvaluation fewer = MadeUpAnswers.of(positive, alternating(images - 1, 0.1, 0.6));
    assertThatThrownBy(() -> fewer.fit(method)).isInstanceOf(DataException.class);
  }

  @Test
  void should_stay_finite_where_every_image_is_answered_rightly() {
    HeadEvaluation answers = MadeUpAnswers.apart();

    assertThat(temperature(answers)).isCloseTo(0.6859548245609769, EXACT);
    assertThat(answers.fit(Method.PLATT).slope()).isCloseTo(1.0685126051190004, SCIKIT);
    assertThat(answers.fit(Method.PLATT).offset()).isCloseTo(0.29620852828627897, SCIKIT);
  }

  @Test
  void should_stay_finite_where_probabilities_are_0_and_1() {
    HeadEvaluation answers = MadeUpAnswers.of(alternating(40, 1, 0.9), alternating(40, 0, 0.1));

    assertThat(temperature(answers)).isBetween(0.1, 10.0);
    assertThat(answers.fit(Method.PLATT).slope()).isBetween(0.01, 10.0);
  }

  @Test
  void should_undo_a_calibration_that_is_on() {
    HeadEvaluation answers = MadeUpAnswers.sure();
    Calibration platt = answers.fit(Method.PLATT);

    HeadEvaluation calibrated = answers.calibrated(platt);

    assertThat(calibrated.calibration()).isEqualTo(platt);
    assertThat(temperature(calibrated)).isCloseTo(2.6511289110770804, EXACT);
    assertThat(calibrated.fit(Method.PLATT).slope()).isCloseTo(platt.slope(), EXACT);
    assertThat(calibrated.fit(Method.PLATT).offset()).isCloseTo(platt.offset(), EXACT);
    HeadEvaluation kinds = MadeUpAnswers.kinds().calibrated(Calibration.temperature(0.5));
    assertThat(temperature(kinds)).isCloseTo(2.0680180926444525, EXACT);
  }

  @Test
  void should_give_the_answers_of_another_calibration() {
    HeadEvaluation answers = MadeUpAnswers.sure();

    HeadEvaluation platt = answers.calibrated(Calibration.platt(0.5, -1));
    HeadEvaluation back = platt.calibrated(Calibration.none());

    double[] logits = MadeUpAnswers.logits("sure", 400);
    for (int i = 0; i < logits.length; i++) {
      assertThat(platt.probability(i))
          .isCloseTo(MadeUpAnswers.sigmoid(0.5 * logits[i] - 1), within(1e-14));
      assertThat(back.probability(i)).isCloseTo(answers.probability(i), within(1e-14));
    }
    HeadEvaluation kinds = MadeUpAnswers.kinds();
    HeadEvaluation flat = kinds.calibrated(Calibration.temperature(1000));
    assertThat(flat.probability(3, 2)).isCloseTo(0.2, within(0.01));
    assertThat(flat.score(Metric.ACCURACY)).isEqualTo(kinds.score(Metric.ACCURACY));
    HeadEvaluation sure = kinds.calibrated(Calibration.temperature(1e-5));
    assertThat(IntStream.range(0, 5).mapToDouble(k -> sure.probability(3, k)).max()).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource
  void should_lower_the_log_loss_and_the_calibration_error(Method method) {
    HeadEvaluation answers = MadeUpAnswers.sure();

    HeadEvaluation calibrated = answers.calibrated(answers.fit(method));

    assertThat(calibrated.score(Metric.LOG_LOSS)).isLessThan(answers.score(Metric.LOG_LOSS));
    assertThat(calibrated.score(Metric.ECE_EQUAL_COUNT))
        .isLessThan(0.7 * answers.score(Metric.ECE_EQUAL_COUNT));
  }

  @Test
  void should_choose_the_same_images_after_it() {
    HeadEvaluation answers = MadeUpAnswers.sure();
    ThresholdRule rule = ThresholdRule.recallAtLeast(0.9);

    ThresholdChoice before = answers.choose(rule);
    ThresholdChoice after = answers.calibrated(answers.fit(Method.PLATT)).choose(rule);

    assertThat(after.counts()).isEqualTo(before.counts());
    assertThat(after.threshold()).isNotEqualTo(before.threshold());
    assertThat(answers.threshold(after.threshold()).counts())
        .isEqualTo(answers.counts(after.threshold()));
  }

  @Test
  void should_refuse_ten_images() {
    HeadEvaluation answers = MadeUpAnswers.of(alternating(6, 0.9, 0.4), alternating(4, 0.1, 0.6));

    assertThatThrownBy(() -> answers.fit(Method.TEMPERATURE))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "calibration of head \"screen\" by temperature needs at least 10 positive and 10"
                + " negative images, but there are 6 positive and 4 negative ones");
    assertThatThrownBy(() -> answers.fit(Method.PLATT))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "calibration of head \"screen\" by platt needs at least 20 positive and 20 negative"
                + " images, but there are 6 positive and 4 negative ones");
  }

  @Test
  void should_refuse_images_of_one_kind() {
    HeadEvaluation answers = MadeUpAnswers.of(alternating(100, 0.9, 0.4), new double[] {});

    assertThatThrownBy(() -> answers.fit(Method.TEMPERATURE))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith("but there are 100 positive and 0 negative ones");
  }

  @Test
  void should_refuse_images_of_one_category() {
    HeadEvaluation answers =
        HeadEvaluation.of(
            HeadSpec.categorical("pair", "x", "y"),
            Collections.nCopies(50, Label.category("x")),
            alternating(100, 0.9, 0.1));

    assertThatThrownBy(() -> answers.fit(Method.TEMPERATURE))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "calibration of head \"pair\" by temperature needs at least 10 images outside of the"
                + " most frequent category, but there are 0");
  }

  @ParameterizedTest
  @EnumSource
  void should_refuse_answers_no_better_than_chance(Method method) {
    HeadEvaluation wrong = MadeUpAnswers.of(alternating(40, 0.1, 0.4), alternating(40, 0.9, 0.7));
    HeadEvaluation alike = MadeUpAnswers.of(alternating(40, 0.5, 0.5), alternating(40, 0.5, 0.5));

    assertThatThrownBy(() -> wrong.fit(method))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "calibration of head \"screen\" does not help: its probabilities are no better than"
                + " chance on these 80 images");
    assertThatThrownBy(() -> alike.fit(method))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no better than chance");
  }

  @ParameterizedTest
  @CsvSource({"0.5, 1e-9", "0.9999, 1e-9", "0.99999, 1e-10", "0.001, 1e-10"})
  void should_refuse_answers_that_hardly_differ(double around, double by) {
    HeadEvaluation alike =
        MadeUpAnswers.of(
            alternating(40, around + by, around), alternating(40, around - by, around));

    assertThatThrownBy(() -> alike.fit(Method.PLATT))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "calibration of head \"screen\" does not help: its probabilities hardly differ on these"
                + " 80 images");
  }

  @Test
  void should_refuse_a_temperature_that_would_be_next_to_nothing() {
    HeadEvaluation alike =
        MadeUpAnswers.of(alternating(40, 0.5 + 1e-9, 0.5), alternating(40, 0.5 - 1e-9, 0.5));

    assertThatThrownBy(() -> alike.fit(Method.TEMPERATURE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("its probabilities hardly differ on these 80 images");
  }

  @Test
  void should_refuse_platt_for_categories() {
    HeadEvaluation kinds = MadeUpAnswers.kinds();
    String message = "head \"kind\" is categorical: only a temperature calibrates it";

    assertThatThrownBy(() -> kinds.fit(Method.PLATT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> kinds.calibrated(Calibration.platt(1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void should_refuse_categories_that_share_a_name() {
    HeadEvaluation birds =
        HeadEvaluation.of(HeadSpec.categorical("bird", "crane", "owl", "crane"), List.of());

    assertThatThrownBy(() -> birds.fit(Method.TEMPERATURE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no calibration fits head \"bird\": two of its categories share a name");
  }

  @Test
  void should_tell_a_calibration_in_a_few_words() {
    assertThat(Calibration.none()).hasToString("none");
    assertThat(Calibration.temperature(2.5)).hasToString("temperature 2.500");
    assertThat(Calibration.platt(0.8, -0.1)).hasToString("0.8000·logit − 0.1000");
    assertThat(Calibration.platt(0.8, 0.1)).hasToString("0.8000·logit + 0.1000");
  }

  @Test
  void should_read_a_method() {
    assertThat(Method.parse(" Temperature ")).isEqualTo(Method.TEMPERATURE);
    assertThat(Method.parse("PLATT")).isEqualTo(Method.PLATT);
    assertThatThrownBy(() -> Method.parse("isotonic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a method of calibration must be temperature or platt, but is \"isotonic\"");
  }
}
