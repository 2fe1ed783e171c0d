package io.github.twohead;

import static io.github.twohead.Label.NEGATIVE;
import static io.github.twohead.Label.POSITIVE;
import static io.github.twohead.Label.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class HeadEvaluationTest {
  static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "paper", "screen", "other");

  static final HeadEvaluation BINARY =
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

  static Label[] labels(int images, Label label) {
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
  void should_rank_images_in_whatever_order_they_come() {
    HeadEvaluation rising =
        HeadEvaluation.of(SCREEN, List.of(NEGATIVE, POSITIVE, NEGATIVE, POSITIVE), .1, .2, .3, .4);
    HeadEvaluation falling =
        HeadEvaluation.of(SCREEN, List.of(POSITIVE, NEGATIVE, POSITIVE, NEGATIVE), .4, .3, .2, .1);

    assertThat(rising.score(Metric.ROC_AUC)).isEqualTo(0.75);
    assertThat(falling.score(Metric.ROC_AUC)).isEqualTo(0.75);
    assertThat(rising.curve().counts(1)).isEqualTo(ConfusionCounts.of(1, 0, 1, 2));
  }

  @Test
  void should_take_the_first_of_equally_probable_categories() {
    ConfusionMatrix matrix = CATEGORICAL.confusionMatrix();

    assertThat(matrix.count("screen", "paper")).isEqualTo(1);
    assertThat(matrix.count("other", "screen")).isEqualTo(1);
    assertThat(matrix.count("paper", "paper")).isEqualTo(1);
    assertThat(matrix.images()).isEqualTo(3);
    assertThat(matrix.counts()).isEqualTo(ConfusionCounts.of(1, 2, 2, 4));
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
    List<Label> labels =
        IntStream.range(0, images).mapToObj(i -> Label.category("c" + i % 2)).toList();
    HeadEvaluation all = HeadEvaluation.of(many, labels, probabilities);
    int[] again = IntStream.range(0, 3_000_000).map(i -> i % images).toArray();

    ConfusionCounts counts = all.ofRows(again).confusionMatrix().counts();

    assertThat(counts.total()).isEqualTo(Integer.MAX_VALUE);
    assertThat(counts.truePositives()).isEqualTo(1_500_000);
    assertThat(counts.trueNegatives()).isEqualTo(Integer.MAX_VALUE - 4_500_000);
    assertThat(counts.f1()).isEqualTo(0.5);
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
    for (ThrowingCallable ask :
        List.<ThrowingCallable>of(
            () -> CATEGORICAL.counts(0.3), CATEGORICAL::curve, CATEGORICAL::positives)) {
      assertThatIllegalStateException()
          .isThrownBy(ask)
          .withMessageEndingWith("categories, not yes or no: ask for confusionMatrix()");
    }
    for (ThrowingCallable ask :
        List.<ThrowingCallable>of(
            CATEGORICAL::threshold,
            () -> CATEGORICAL.threshold(0.3),
            () -> CATEGORICAL.probability(0),
            () -> BINARY.probability(0, 0),
            () -> BINARY.question(SCREEN, LabelSplitter.builder().positive(SCREEN, 1).build()))) {
      assertThatIllegalStateException().isThrownBy(ask);
    }
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
        .isThrownBy(() -> HeadEvaluation.of(KIND, List.of(UNKNOWN, UNKNOWN), 0, 0, 1, 0, 1, 2))
        .withMessage("a probability must be from 0 to 1, but of image 1 one is 2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadEvaluation.of(SCREEN, List.of(Label.category("paper")), 0.5))
        .withMessage(
            "the label of head \"screen\" must be one of [POSITIVE, NEGATIVE, UNKNOWN], but of"
                + " image 0 it is paper");
  }
}
