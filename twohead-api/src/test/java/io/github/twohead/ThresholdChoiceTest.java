package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules choose. */
class ThresholdChoiceTest {
  private static final Bootstrap QUICK = Bootstrap.standard().resamples(100);

  /** Probabilities from one number to another, in equal steps. */
  static double[] spread(int count, double from, double to) {
    return IntStream.range(0, count).mapToDouble(i -> from + (to - from) * i / count).toArray();
  }

  /** By scikit-learn: see operating_points_golden.py. */
  @ParameterizedTest
  @CsvSource({
    "f1, 147, 77",
    "youden, 126, 43",
    "recall>=0.9, 160, 112",
    "precision>=0.8, 108, 26",
    "fpr<=0.05, 51, 6",
    "recall>=1, 177, 223",
    "precision>=0.95, 30, 1",
  })
  void should_choose_among_ties_as_scikit_learn_counts(String rule, int hits, int falseAlarms) {
    HeadEvaluation answers = MadeUpAnswers.tied();

    ThresholdChoice choice = answers.choose(ThresholdRule.parse(rule), QUICK);

    assertThat(choice.counts())
        .isEqualTo(ConfusionCounts.of(hits, falseAlarms, 177 - hits, 223 - falseAlarms))
        .isEqualTo(answers.counts(choice.threshold()));
    assertThat(choice.rule()).hasToString(rule);
    assertThat(choice.head()).isEqualTo(MadeUpAnswers.SCREEN);
  }

  @Test
  void should_keep_a_bound_that_decisions_just_meet() {
    HeadEvaluation answers = MadeUpAnswers.of(new double[] {0.9, 0.6}, spread(10, 0.8, 0));

    assertThat(answers.choose(ThresholdRule.falsePositiveRateAtMost(0.3), QUICK).counts())
        .isEqualTo(ConfusionCounts.of(2, 3, 0, 7));
  }

  @Test
  void should_lie_between_two_probabilities() {
    HeadEvaluation answers = MadeUpAnswers.of(new double[] {0.9, 0.71234}, new double[] {0.2, 0.1});

    assertThat(answers.choose(ThresholdRule.bestF1(), QUICK).threshold()).isEqualTo(0.46);
  }

  @Test
  void should_lie_at_least_a_quarter_of_the_gap_from_either_probability() {
    double[] probabilities = DoubleStream.of(MadeUpAnswers.uniform("any", 300)).toArray();
    for (int i = 1; i + 100 < probabilities.length; i += 2) {
      double low = Math.min(probabilities[i], probabilities[i - 1]);
      double high = Math.max(probabilities[i], probabilities[i - 1]);

      double threshold =
          MadeUpAnswers.of(new double[] {high}, new double[] {low})
              .choose(ThresholdRule.youden(), QUICK)
              .threshold();

      assertThat(threshold).isCloseTo((low + high) / 2, within((high - low) / 4 * 1.000001));
    }
  }

  @Test
  void should_be_short_where_the_gap_is_wide() {
    HeadEvaluation answers =
        MadeUpAnswers.of(new double[] {0.163451, 0.9}, new double[] {0.157912, 0.1});

    assertThat(answers.choose(ThresholdRule.recallAtLeast(1), QUICK).threshold()).isEqualTo(0.16);
  }

  @Test
  void should_have_at_most_8_decimals_unless_the_gap_is_narrower() {
    HeadEvaluation narrow = MadeUpAnswers.of(new double[] {3.2e-8}, new double[] {1e-8});
    HeadEvaluation narrower = MadeUpAnswers.of(new double[] {3e-12}, new double[] {1e-12});

    assertThat(narrow.choose(ThresholdRule.bestF1(), QUICK).threshold()).isEqualTo(2e-8);
    assertThat(narrower.choose(ThresholdRule.bestF1(), QUICK).threshold())
        .isCloseTo(2e-12, within(1e-18));
  }

  @Test
  void should_decide_alike_in_32_and_64_bits() {
    double least = 1 - 4 * Math.ulp(0.5f);
    double[] positive = {least + 3 * Math.ulp(0.5f), least + Math.ulp(0.5f), least + 1e-12, 0.7};
    double[] negative = {least, least - Math.ulp(0.5f), 0.3};
    HeadEvaluation answers = MadeUpAnswers.of(positive, negative);

    double threshold = answers.choose(ThresholdRule.precisionAtLeast(1), QUICK).threshold();

    // the third positive image is above a negative one, but not as a 32-bit number
    assertThat(answers.counts(threshold)).isEqualTo(ConfusionCounts.of(2, 0, 2, 3));
    for (double probability :
        DoubleStream.concat(DoubleStream.of(positive), DoubleStream.of(negative)).toArray()) {
      assertThat((float) probability >= threshold).isEqualTo(probability >= threshold);
    }
  }

  @Test
  void should_keep_images_of_certain_probabilities_apart() {
    HeadEvaluation answers = MadeUpAnswers.of(new double[] {1, 1}, new double[] {0, 0});

    assertThat(answers.choose(ThresholdRule.bestF1(), QUICK).threshold()).isEqualTo(0.5);
  }

  @Test
  void should_say_yes_to_all_if_it_must() {
    HeadEvaluation answers = MadeUpAnswers.of(new double[] {0, 0.4}, new double[] {0.2, 0});

    ThresholdChoice choice = answers.choose(ThresholdRule.recallAtLeast(1), QUICK);

    assertThat(choice.threshold()).isZero();
    assertThat(choice.counts()).isEqualTo(ConfusionCounts.of(2, 2, 0, 0));
  }

  @Test
  void should_take_the_highest_of_equal_thresholds() {
    // J is 0.3 − 0.1 and 0.5 − 0.3: the same, but not as subtracted numbers of 64 bits
    HeadEvaluation answers =
        MadeUpAnswers.of(
            new double[] {0.9, 0.9, 0.9, 0.6, 0.6, 0.1, 0.1, 0.1, 0.1, 0.1},
            new double[] {0.9, 0.6, 0.6, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1});

    assertThat(answers.choose(ThresholdRule.youden(), QUICK).counts().truePositives()).isEqualTo(3);
  }

  @Test
  void should_give_an_interval_of_what_it_promises_and_of_the_threshold() {
    ThresholdChoice choice = MadeUpAnswers.sure().choose(ThresholdRule.recallAtLeast(0.9));

    assertThat(choice.promise().estimate()).isEqualTo(choice.counts().recall());
    assertThat(choice.promise().low()).isBetween(0.83, 0.89);
    assertThat(choice.promise().high()).isBetween(0.91, 0.97);
    assertThat(choice.promise().positives()).hasValue(177);
    assertThat(choice.thresholdInterval().estimate()).isEqualTo(choice.threshold());
    assertThat(choice.thresholdInterval().low()).isLessThan(choice.threshold());
    assertThat(choice.thresholdInterval().high()).isGreaterThan(choice.threshold());
    assertThat(choice.warnings()).isEmpty();
    assertThat(choice)
        .hasToString(
            "screen recall>=0.9: threshold " + choice.threshold() + ", recall " + choice.promise());
  }

  @Test
  void should_give_the_same_interval_for_the_same_seed() {
    HeadEvaluation answers = MadeUpAnswers.sure();
    ThresholdRule rule = ThresholdRule.bestF1();

    String first = answers.choose(rule, QUICK).thresholdInterval().toString();

    assertThat(answers.choose(rule, QUICK).thresholdInterval()).hasToString(first);
    assertThat(answers.choose(rule, QUICK.seed(7)).thresholdInterval().toString())
        .isNotEqualTo(first);
  }

  @Test
  void should_say_the_best_there_is_where_no_threshold_keeps_the_rule() {
    HeadEvaluation answers =
        MadeUpAnswers.of(new double[] {0.9, 0.8, 0.6, 0.2}, new double[] {0.95, 0.3, 0.1});

    assertThatThrownBy(() -> answers.choose(ThresholdRule.precisionAtLeast(0.95)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "a threshold of head \"screen\" cannot keep precision>=0.95 on these 7 images: the best"
                + " there is has a precision of 0.750 (at 0.45, with recall 0.750)");
    assertThatThrownBy(() -> answers.choose(ThresholdRule.falsePositiveRateAtMost(0.1)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "a threshold of head \"screen\" cannot keep fpr<=0.1 on these 7 images: the best there"
                + " is has a false-positive rate of 0.333 (at 0.85, with recall 0.250)");
  }

  @Test
  void should_refuse_a_table_of_one_kind() {
    HeadEvaluation answers = MadeUpAnswers.of(new double[] {0.9, 0.8}, new double[] {});

    assertThatThrownBy(() -> answers.choose(ThresholdRule.bestF1()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "a threshold of head \"screen\" needs positive and negative images, but there are 2"
                + " positive and 0 negative ones");
  }

  @Test
  void should_refuse_a_categorical_head() {
    assertThatThrownBy(() -> MadeUpAnswers.kinds().choose(ThresholdRule.bestF1()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the answers of head \"kind\" are categories, not yes or no: ask for question(question,"
                + " labels)");
  }
}
