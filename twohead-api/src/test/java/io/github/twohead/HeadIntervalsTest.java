package io.github.twohead;

import static io.github.twohead.HeadEvaluationTest.BINARY;
import static io.github.twohead.HeadEvaluationTest.SCREEN;
import static io.github.twohead.HeadEvaluationTest.labels;
import static io.github.twohead.Label.NEGATIVE;
import static io.github.twohead.Label.POSITIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Intervals of a head's scores, of resamples of its images. */
class HeadIntervalsTest {
  @Test
  void should_give_the_same_interval_for_the_same_seed() {
    Bootstrap other = Bootstrap.standard().seed(1);
    Random random = new Random(3);
    Label[] labels = labels(50, POSITIVE);
    Arrays.fill(labels, 20, 50, NEGATIVE);
    double[] probabilities = random.doubles(50).toArray();
    HeadEvaluation head = HeadEvaluation.of(SCREEN, List.of(labels), probabilities);

    Interval interval = head.interval(Metric.ROC_AUC);

    assertThat(interval)
        .isEqualTo(head.interval(Metric.ROC_AUC))
        .hasSameHashCodeAs(head.interval(Metric.ROC_AUC))
        .isNotEqualTo(head.interval(Metric.ROC_AUC, other));
    assertThat(interval.low()).isNotEqualTo(head.interval(Metric.ROC_AUC, other).low());
    assertThat(interval.estimate()).isBetween(interval.low(), interval.high());
    assertThat(interval.level()).isEqualTo(0.95);
    assertThat(interval.images()).isEqualTo(50);
    assertThat(interval.positives()).hasValue(20);
    assertThat(interval.resamples()).isEqualTo(1000);
    assertThat(interval.toString())
        .matches("0\\.\\d{3} \\(95 %: .* to .*; 50 images, 20 positive\\)");
  }

  @Test
  void should_leave_out_resamples_on_which_a_metric_is_undefined() {
    HeadEvaluation head =
        HeadEvaluation.of(SCREEN, List.of(POSITIVE, NEGATIVE, NEGATIVE), 0.9, 0.2, 0.1);

    Interval interval = head.interval(Metric.ROC_AUC);

    assertThat(interval.resamples()).isBetween(500, 800);
    assertThat(interval.hasEnds()).isTrue();
    assertThat(interval.toString())
        .endsWith("; defined on " + interval.resamples() + " of 1,000 resamples)");
    assertThat(interval.low()).isEqualTo(1);
  }

  @Test
  void should_give_no_interval_where_most_resamples_leave_a_metric_undefined() {
    HeadEvaluation head =
        HeadEvaluation.of(SCREEN, List.of(labels(9, POSITIVE)), new Random(1).doubles(9).toArray());
    Metric all = Metric.of("all", own -> distinct(own) == 9 ? 1 : Double.NaN);

    Interval interval = head.interval(all);

    assertThat(interval.hasEnds()).isFalse();
    assertThat(interval.low()).isNaN();
    assertThat(interval.high()).isNaN();
    assertThat(interval.resamples()).isLessThan(10);
    assertThat(interval.toString())
        .matches(
            "1.000 \\(no interval; 9 images, 9 positive; defined on \\d of 1,000 resamples\\)");
  }

  @ParameterizedTest
  @CsvSource({"5, true", "4, false"})
  void should_need_half_of_the_resamples_for_an_interval(int defined, boolean ends) {
    AtomicInteger scored = new AtomicInteger(); // the images themselves first
    Metric some = Metric.of("some", own -> scored.getAndIncrement() <= defined ? 1 : Double.NaN);

    Interval interval = BINARY.interval(some, Bootstrap.standard().resamples(10));

    assertThat(interval.resamples()).isEqualTo(defined);
    assertThat(interval.hasEnds()).isEqualTo(ends);
  }

  /** Numbers by numpy.quantile([low, high], share) of NumPy 2.4, but for those of infinity. */
  @ParameterizedTest
  @CsvSource({
    "0.2, 1.0, 0.25, 0.4",
    "0.2, 1.0, 0.5, 0.6",
    "0.1, 0.7, 0.75, 0.5499999999999999",
    "1, Infinity, 0.75, Infinity",
    "-Infinity, 1, 0.75, -Infinity"
  })
  void should_lie_between_two_scores_as_numpy_says(
      double low, double high, double share, double expected) {
    assertThat(Bootstrap.quantile(new double[] {low, high}, share)).isEqualTo(expected);
  }

  private static long distinct(HeadEvaluation head) {
    return IntStream.range(0, head.images()).mapToDouble(head::probability).distinct().count();
  }

  @Test
  void should_have_infinite_ends_where_a_metric_is_infinite_on_resamples() {
    Metric always = Metric.of("always", own -> Double.POSITIVE_INFINITY);
    Metric sometimes =
        Metric.of("sometimes", own -> distinct(own) < 3 ? Double.POSITIVE_INFINITY : 1);

    assertThat(BINARY.interval(always).low()).isInfinite();
    assertThat(BINARY.interval(always).high()).isInfinite();
    assertThat(BINARY.interval(sometimes).low()).isEqualTo(1);
    assertThat(BINARY.interval(sometimes).high()).isInfinite();
    assertThat(BINARY.interval(sometimes)).asString().contains("1.000 to Infinity");
  }

  @Test
  void should_give_an_interval_around_a_calibration_error() {
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      double[] probabilities = random.doubles(60).toArray();
      List<Label> labels =
          Arrays.stream(probabilities)
              .mapToObj(yes -> random.nextDouble() < yes ? POSITIVE : NEGATIVE)
              .toList();
      HeadEvaluation head = HeadEvaluation.of(SCREEN, labels, probabilities);

      Interval error = head.interval(Metric.ECE);

      assertThat(error.estimate())
          .isBetween(error.low(), error.high())
          .isCloseTo((error.low() + error.high()) / 2, within(0.03));
      assertThat(error.low()).isNotNegative();
    }
  }
}
