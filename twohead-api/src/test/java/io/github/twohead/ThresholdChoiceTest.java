package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules choose, and what is said of it. */
class ThresholdChoiceTest {
  private static final Bootstrap QUICK = Bootstrap.standard().resamples(100);

  private static double[] times(int count, double number) {
    return DoubleStream.generate(() -> number).limit(count).toArray();
  }

  /** Probabilities from one number to another, in equal steps. */
  private static double[] spread(int count, double from, double to) {
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
  void should_warn_of_few_images() {
    HeadEvaluation answers = MadeUpAnswers.of(spread(9, 0.5, 1), spread(200, 0.1, 0.6));

    assertThat(answers.choose(ThresholdRule.youden()).warnings())
        .contains("only 9 positive and 200 negative images: there should be at least 10 of each");
    HeadEvaluation enough = MadeUpAnswers.of(spread(10, 0.5, 1), spread(200, 0.1, 0.6));
    assertThat(enough.choose(ThresholdRule.youden()).warnings())
        .noneMatch(warning -> warning.startsWith("only"));
  }

  @Test
  void should_warn_where_single_images_decide() {
    HeadEvaluation answers = MadeUpAnswers.of(spread(49, 0.5, 1), spread(99, 0.1, 0.6));

    assertThat(answers.choose(ThresholdRule.recallAtLeast(0.9)).warnings())
        .contains(
            "recall>=0.9 lets fewer than 5 of 49 positive images be answered wrongly, so that"
                + " single ones decide; it takes about 50");
    assertThat(answers.choose(ThresholdRule.falsePositiveRateAtMost(0.05)).warnings())
        .contains(
            "fpr<=0.05 lets fewer than 5 of 99 negative images be answered wrongly, so that single"
                + " ones decide; it takes about 100");
    assertThat(answers.choose(ThresholdRule.recallAtLeast(0.8)).warnings())
        .noneMatch(warning -> warning.contains("single ones"));
  }

  @ParameterizedTest
  @CsvSource({"0.9, 50", "0.95, 100", "0.7, 17", "0.8, 25", "0.99, 500", "0.999, 5000"})
  void should_be_content_with_as_many_images_as_it_takes(double recall, int positives) {
    HeadEvaluation answers = MadeUpAnswers.of(spread(positives, 0.5, 1), spread(99, 0.1, 0.6));
    HeadEvaluation fewer = MadeUpAnswers.of(spread(positives - 1, 0.5, 1), spread(99, 0.1, 0.6));
    ThresholdRule rule = ThresholdRule.recallAtLeast(recall);

    assertThat(answers.choose(rule, QUICK).warnings())
        .noneMatch(warning -> warning.contains("single ones"));
    assertThat(fewer.choose(rule, QUICK).warnings())
        .anyMatch(warning -> warning.contains("it takes about"));
  }

  @Test
  void should_warn_of_a_bound_that_no_number_of_images_can_show() {
    HeadEvaluation answers = MadeUpAnswers.of(spread(100, 0.6, 1), spread(100, 0.1, 0.6));

    ThresholdChoice choice = answers.choose(ThresholdRule.recallAtLeast(1));

    assertThat(choice.promise().low()).isEqualTo(1);
    assertThat(choice.warnings())
        .containsExactly(
            "none of 100 positive images is answered wrongly, which leaves room for 3.0 % of others");
  }

  @Test
  void should_warn_of_a_wide_interval() {
    HeadEvaluation answers = MadeUpAnswers.of(spread(20, 0.2, 0.9), spread(20, 0.1, 0.8));

    assertThat(answers.choose(ThresholdRule.bestF1()).warnings())
        .containsExactly("the interval of F1 is wider than 0.2");
    ThresholdChoice youden = answers.choose(ThresholdRule.youden());
    assertThat(youden.promise().estimate())
        .isEqualTo(youden.counts().recall() - youden.counts().falsePositiveRate());
  }

  @Test
  void should_warn_of_a_bound_that_resamples_cannot_keep() {
    HeadEvaluation answers = MadeUpAnswers.of(times(160, 0.9), times(40, 0.9));

    ThresholdChoice choice = answers.choose(ThresholdRule.precisionAtLeast(0.79));

    assertThat(choice.counts()).isEqualTo(ConfusionCounts.of(160, 40, 0, 0));
    assertThat(choice.warnings())
        .singleElement()
        .asString()
        .matches("on [34][0-9] % of the resamples no threshold keeps precision>=0.79");
    assertThat(answers.choose(ThresholdRule.precisionAtLeast(0.73)).warnings()).isEmpty();
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
