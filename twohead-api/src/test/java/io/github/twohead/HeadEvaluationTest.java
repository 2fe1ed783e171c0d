package io.github.twohead;

import static io.github.twohead.Label.NEGATIVE;
import static io.github.twohead.Label.POSITIVE;
import static io.github.twohead.Label.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Reliability.Binning;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class HeadEvaluationTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "paper", "screen", "other");

  private static final HeadEvaluation BINARY =
      HeadEvaluation.of(
          SCREEN,
          List.of(POSITIVE, UNKNOWN, NEGATIVE, POSITIVE, NEGATIVE),
          0.9,
          0.1,
          0.6,
          0.4,
          0.2);

  private static final HeadEvaluation CATEGORICAL =
      HeadEvaluation.of(
          KIND,
          List.of(
              Label.category("paper"), Label.category("screen"), Label.category("other"), UNKNOWN),
          0.5,
          0.3,
          0.2,
          0.5,
          0.25,
          0.25,
          0,
          0.5,
          0.5,
          1,
          0,
          0);

  private static Label[] labels(int images, Label label) {
    Label[] labels = new Label[images];
    Arrays.fill(labels, label);
    return labels;
  }

  @Test
  void should_leave_out_images_of_which_nothing_is_known() {
    assertThat(BINARY.images()).isEqualTo(4);
    assertThat(BINARY.positives()).isEqualTo(2);
    assertThat(BINARY.probability(1)).isEqualTo(0.6);
    assertThat(BINARY.label(1)).isEqualTo(NEGATIVE);
    assertThat(CATEGORICAL.images()).isEqualTo(3);
    assertThat(CATEGORICAL.label(2)).isEqualTo(Label.category("other"));
    assertThat(CATEGORICAL.probability(1, 2)).isEqualTo(0.25);
  }

  @Test
  void should_count_at_any_threshold() {
    assertThat(BINARY.counts()).isEqualTo(ConfusionCounts.of(1, 1, 1, 1));
    assertThat(BINARY.counts(0.4)).isEqualTo(ConfusionCounts.of(2, 1, 0, 1));
    assertThat(BINARY.counts(1)).isEqualTo(ConfusionCounts.of(0, 0, 2, 2));
    assertThat(BINARY.threshold()).isEqualTo(0.5);
  }

  @Test
  void should_take_the_first_of_equally_probable_categories() {
    ConfusionMatrix matrix = CATEGORICAL.confusionMatrix();

    assertThat(matrix.count("screen", "paper")).isEqualTo(1);
    assertThat(matrix.count("other", "screen")).isEqualTo(1);
    assertThat(matrix.count("paper", "paper")).isEqualTo(1);
    assertThat(matrix.images()).isEqualTo(3);
    assertThat(matrix.accuracy()).isEqualTo(1.0 / 3);
    assertThat(matrix).hasToString("1 of 3 right");
    assertThat(CATEGORICAL.score(Metric.topK(1))).isEqualTo(1.0 / 3);
    assertThat(CATEGORICAL.score(Metric.topK(2))).isEqualTo(1);
  }

  @Test
  void should_take_categories_that_share_a_name_for_one() {
    HeadSpec birds = HeadSpec.categorical("bird", "crane", "owl", "crane");
    List<Label> labels = List.of(Label.category("crane"), Label.category("owl"));

    HeadEvaluation head = HeadEvaluation.of(birds, labels, 0.1, 0.2, 0.7, 0.1, 0.9, 0);

    assertThat(head.score(Metric.ACCURACY)).isEqualTo(1);
    assertThat(head.confusionMatrix().counts("crane")).isEqualTo(ConfusionCounts.of(1, 0, 0, 1));
  }

  @Test
  void should_score_more_categories_than_a_table_of_all_pairs_could_hold() {
    int count = 50_000;
    HeadSpec many =
        HeadSpec.categorical("many", IntStream.range(0, count).mapToObj(i -> "c" + i).toList());
    double[] probabilities = new double[2 * count];
    probabilities[7] = 1;
    probabilities[count + 9] = 1;
    HeadEvaluation head =
        HeadEvaluation.of(many, List.of(Label.category("c7"), Label.category("c8")), probabilities);
    Bootstrap few = Bootstrap.standard().resamples(10);

    ConfusionMatrix matrix = head.confusionMatrix();

    assertThat(head.interval(Metric.MACRO_F1, few).estimate()).isEqualTo(1.0 / 3);
    assertThat(matrix.count("c7", "c7")).isEqualTo(1);
    assertThat(matrix.count("c8", "c9")).isEqualTo(1);
    assertThat(matrix.count("c9", "c8")).isZero();
    assertThat(head).hasToString("many accuracy 0.500");
  }

  @Test
  void should_keep_within_an_int_the_counts_of_many_categories_together() {
    int images = 5_000;
    HeadSpec many =
        HeadSpec.categorical("many", IntStream.range(0, 1_000).mapToObj(i -> "c" + i).toList());
    double[] probabilities = new double[images * 1_000];
    HeadEvaluation all =
        HeadEvaluation.of(many, Collections.nCopies(images, Label.category("c0")), probabilities);
    int[] again = IntStream.range(0, 3_000_000).map(i -> i % images).toArray();

    ConfusionCounts counts = all.ofRows(again).confusionMatrix().counts();

    assertThat(counts.total()).isEqualTo(Integer.MAX_VALUE);
    assertThat(counts.trueNegatives()).isEqualTo(Integer.MAX_VALUE - 3_000_000);
    assertThat(counts.f1()).isEqualTo(1);
    assertThat(counts.accuracy()).isEqualTo(1);
  }

  @Test
  void should_score_the_sum_of_categories_that_share_a_name() {
    HeadSpec birds = HeadSpec.categorical("bird", "crane", "owl", "crane");
    HeadEvaluation head = HeadEvaluation.of(birds, List.of(Label.category("crane")), 0.3, 0.4, 0.3);

    assertThat(head.score(Metric.ACCURACY)).isEqualTo(1);
    assertThat(head.score(Metric.topK(1))).isEqualTo(1);
    assertThat(head.score(Metric.LOG_LOSS)).isCloseTo(-Math.log(0.6), within(1e-15));
    assertThat(head.score(Metric.BRIER)).isCloseTo(2 * 0.4 * 0.4, within(1e-15));
    assertThat(head.score(Metric.ECE)).isCloseTo(0.4, within(1e-15));
    assertThat(head.probability(0, 2)).isEqualTo(0.3);
  }

  @Test
  void should_refuse_a_category_that_the_head_does_not_have() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> CATEGORICAL.probability(0, 3)); // which is the next image's first
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> CATEGORICAL.probability(1, -1));
  }

  @Test
  void should_read_a_yes_no_question_off_categories() {
    LabelSplitter labels =
        LabelSplitter.builder().positive(SCREEN, "screen").unknown(SCREEN, "other").build();

    HeadEvaluation screen = CATEGORICAL.question(SCREEN, labels);

    assertThat(screen.head()).isEqualTo(SCREEN);
    assertThat(screen.images()).isEqualTo(2);
    assertThat(screen.label(0)).isEqualTo(NEGATIVE);
    assertThat(screen.probability(0)).isCloseTo(0.3 / 0.8, within(1e-15));
    assertThat(screen.label(1)).isEqualTo(POSITIVE);
    assertThat(screen.probability(1)).isCloseTo(0.25 / 0.75, within(1e-15));
  }

  @Test
  void should_say_no_where_every_category_that_says_anything_is_impossible() {
    HeadEvaluation head = HeadEvaluation.of(KIND, List.of(Label.category("paper")), 0, 0, 1);
    LabelSplitter labels =
        LabelSplitter.builder().positive(SCREEN, "screen").unknown(SCREEN, "other").build();

    assertThat(head.question(SCREEN, labels).probability(0)).isZero();
  }

  @Test
  void should_count_at_every_threshold_but_none() {
    HeadEvaluation head =
        HeadEvaluation.of(HeadSpec.binary("a"), List.of(Label.POSITIVE, Label.NEGATIVE), 0.7, 0.2);

    assertThat(head.counts(Double.POSITIVE_INFINITY)).isEqualTo(ConfusionCounts.of(0, 0, 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> head.counts(Double.NaN))
        .withMessage("threshold must be a number, but is NaN");
  }

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

  @Test
  void should_score_by_a_metric_of_ones_own() {
    Metric cost = Metric.ofLoss("cost", head -> head.counts().falseNegatives());
    Metric strange = Metric.of("strange", head -> Double.NaN);

    assertThat(BINARY.score(cost)).isEqualTo(1);
    assertThat(BINARY.interval(cost).high()).isEqualTo(3);
    assertThat(cost.higherIsBetter()).isFalse();
    assertUndefined(
        () -> BINARY.score(strange),
        "the metric strange of head \"screen\" is undefined here: it gives NaN for 4 images");
  }

  @Test
  void should_say_why_a_metric_is_undefined() {
    HeadEvaluation negative =
        HeadEvaluation.of(SCREEN, List.of(labels(3, NEGATIVE)), 0.1, 0.2, 0.3);
    HeadEvaluation positive = HeadEvaluation.of(SCREEN, List.of(labels(2, POSITIVE)), 0.1, 0.2);
    HeadEvaluation unknown = HeadEvaluation.of(SCREEN, List.of(UNKNOWN), 0.1);

    assertUndefined(
        () -> negative.score(Metric.AVERAGE_PRECISION),
        "the metric AVERAGE_PRECISION of head \"screen\" is undefined here: none of its 3 images is"
            + " positive");
    assertUndefined(
        () -> positive.interval(Metric.ROC_AUC),
        "the metric ROC_AUC of head \"screen\" is undefined here: none of its 2 images is negative");
    assertUndefined(
        () -> unknown.score(Metric.LOG_LOSS),
        "the metric LOG_LOSS of head \"screen\" is undefined here: no image has a label for it");
  }

  private static void assertUndefined(ThrowingCallable score, String message) {
    assertThatExceptionOfType(DataException.class).isThrownBy(score).withMessage(message);
  }

  @Test
  void should_refuse_metrics_of_the_other_kind_of_head() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CATEGORICAL.score(Metric.F1))
        .withMessage(
            "the metric F1 is for yes/no answers, but those of head \"kind\" are categories: take"
                + " ACCURACY, MACRO_F1 or LOG_LOSS");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BINARY.score(Metric.MACRO_F1))
        .withMessage(
            "the metric MACRO_F1 is for categories, but the answers of head \"screen\" are yes or"
                + " no: take F1, AVERAGE_PRECISION or LOG_LOSS");
  }

  @Test
  void should_say_what_to_ask_a_head_of_the_other_kind_for() {
    assertThatIllegalStateException()
        .isThrownBy(() -> CATEGORICAL.counts(0.3))
        .withMessage(
            "the answers of head \"kind\" are categories, not yes or no: ask for confusionMatrix()");
    assertThatIllegalStateException()
        .isThrownBy(BINARY::confusionMatrix)
        .withMessage(
            "the answers of head \"screen\" are yes or no, not categories: ask for counts()");
  }

  @Test
  void should_refuse_answers_that_do_not_go_together() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadEvaluation.of(SCREEN, List.of(POSITIVE), 0.1, 0.2))
        .withMessage("1 images with 1 probabilities each are 1, but there are 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadEvaluation.of(SCREEN, List.of(POSITIVE), Double.NaN))
        .withMessage("a probability must be from 0 to 1, but of image 0 one is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadEvaluation.of(SCREEN, List.of(Label.category("paper")), 0.5))
        .withMessage(
            "the label of head \"screen\" must be one of [POSITIVE, NEGATIVE, UNKNOWN], but of"
                + " image 0 it is paper");
  }

  @Test
  void should_put_few_images_into_bins() {
    Reliability reliability = BINARY.reliability(2, Binning.EQUAL_WIDTH);

    assertThat(reliability.bins())
        .extracting(Reliability.Bin::images, Reliability.Bin::frequency)
        .containsExactly(tuple(2, 0.5), tuple(2, 0.5));
    assertThat(reliability.expectedCalibrationError()).isCloseTo(0.225, within(1e-15));
  }
}
