package io.github.twohead;

import static io.github.twohead.ThresholdChoiceTest.spread;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of choices behind which too few images stand. */
class ThresholdWarningsTest {
  private static final Bootstrap QUICK = Bootstrap.standard().resamples(100);

  private static double[] times(int count, double number) {
    return DoubleStream.generate(() -> number).limit(count).toArray();
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
    ThresholdChoice precise = answers.choose(ThresholdRule.precisionAtLeast(0.9));
    int yes = precise.counts().truePositives() + precise.counts().falsePositives();
    assertThat(precise.counts().falsePositives()).isPositive();
    assertThat(precise.warnings())
        .anyMatch(warning -> warning.contains("5 of " + yes + " images that are answered yes"));
  }

  @Test
  void should_not_warn_of_a_bound_where_the_rule_has_none() {
    HeadEvaluation answers = MadeUpAnswers.of(new double[] {0.9, 0.8}, new double[] {0.2, 0.1});

    assertThat(answers.choose(ThresholdRule.bestF1(), QUICK).warnings())
        .noneMatch(warning -> warning.contains("answered wrongly"));
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
    ThresholdChoice youden = MadeUpAnswers.tied().choose(ThresholdRule.youden(), QUICK);
    assertThat(youden.promise().estimate()).isEqualTo(126 / 177.0 - 43 / 223.0);
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
  void should_be_content_with_a_bound_that_5_percent_of_the_resamples_cannot_keep() {
    HeadEvaluation answers = MadeUpAnswers.of(times(160, 0.9), times(40, 0.9));
    Set<Integer> seen = new HashSet<>();
    for (int seed = 0; seed < 30; seed++) {
      ThresholdChoice choice =
          answers.choose(ThresholdRule.precisionAtLeast(0.755), QUICK.seed(seed));

      int without = 100 - choice.thresholdInterval().resamples();
      assertThat(choice.warnings().isEmpty()).isEqualTo(without <= 5);
      seen.add(without);
    }
    assertThat(seen).contains(5, 6);
  }
}
