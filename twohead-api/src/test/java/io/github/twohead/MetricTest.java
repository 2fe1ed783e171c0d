package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Reliability.Binning;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTest {

  /** Every constant, and metrics with a number. */
  static Stream<Metric> all() throws IllegalAccessException {
    List<Metric> all =
        new ArrayList<>(
            List.of(
                Metric.fBeta(2),
                Metric.fBeta(0.5),
                Metric.fBeta(0.0001),
                Metric.topK(5),
                Metric.calibrationError(10, Binning.EQUAL_WIDTH),
                Metric.calibrationError(10, Binning.EQUAL_COUNT),
                Metric.recallAtPrecision(1),
                Metric.recallAtPrecision(0.95),
                Metric.precisionAtRecall(0.9),
                Metric.recallAtFalsePositiveRate(1e-5)));
    for (Field constant : Metric.class.getFields()) {
      if (!constant.isSynthetic()) { // tools that measure tests add some
        all.add((Metric) constant.get(null));
      }
    }
    return all.stream();
  }

  /** As scikit-learn's log_loss does. */
  @Test
  void should_keep_the_log_loss_of_sure_answers_finite() {
    HeadSpec screen = HeadSpec.binary("screen");

    assertThat(HeadEvaluation.of(screen, List.of(Label.POSITIVE), 1).score(Metric.LOG_LOSS))
        .isCloseTo(2.220446049250313e-16, within(1e-24));
    assertThat(HeadEvaluation.of(screen, List.of(Label.POSITIVE), 0).score(Metric.LOG_LOSS))
        .isEqualTo(36.04365338911715);
  }

  @Test
  void should_have_usual_ones_for_heads_of_either_kind() {
    assertThat(Metric.usual(HeadSpec.binary("screen")))
        .contains(Metric.F1, Metric.ROC_AUC, Metric.ECE)
        .doesNotContain(Metric.MACRO_F1)
        .allMatch(metric -> Metric.parse(metric.name()).equals(metric));
    assertThat(Metric.usual(HeadSpec.categorical("kind", "a", "b")))
        .contains(Metric.MACRO_F1, Metric.LOG_LOSS)
        .doesNotContain(Metric.F1)
        .allMatch(metric -> Metric.parse(metric.name()).equals(metric));
  }

  @Test
  void should_be_brief_with_some_of_the_usual_ones() {
    for (HeadSpec head : List.of(HeadSpec.binary("screen"), HeadSpec.categorical("k", "a", "b"))) {
      assertThat(Metric.usual(head)).containsAll(Metric.brief(head));
      assertThat(Metric.brief(head)).hasSizeBetween(4, 5);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void should_be_read_by_its_name(Metric metric) {
    assertThat(Metric.parse(metric.name())).isEqualTo(metric).hasToString(metric.name());
    assertThat(Metric.parse(" " + metric.name().toLowerCase(Locale.ROOT) + " ")).isEqualTo(metric);
  }

  @ParameterizedTest
  @CsvSource({
    "f1, F1",
    "F1.0, F1",
    "f2, F2",
    "roc-auc, ROC_AUC",
    "ECE15, ECE",
    "TOP5, top5",
    "Recall@Precision>=1.0, recall@precision>=1",
    "recall@fpr<=0.010, recall@fpr<=0.01"
  })
  void should_have_one_name_for_each_way_to_write_it(String text, String name) {
    assertThat(Metric.parse(text).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "F",
        "auc",
        "top",
        "top1.5",
        "F1.2.3",
        "recall@precision=0.9",
        "top99999999999"
      })
  void should_say_what_it_reads(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metric.parse(text))
        .withMessageStartingWith("metric must be one of [F1, PRECISION, RECALL, ACCURACY, ")
        .withMessageEndingWith("recall@fpr<=0.01, but is \"" + text + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "recall@precision>=1.5, 'precision must be from 0 to 1, but is 1.5'",
    "F0, 'beta must be above 0 and at most 1000, but is 0'",
    "top0, 'categories must be at least 1, but is 0'",
    "ece0, 'bins must be from 1 to 10000, but is 0'"
  })
  void should_name_the_range_of_its_number(String text, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> Metric.parse(text)).withMessage(message);
  }

  @Test
  void should_say_which_of_two_scores_is_better() throws IllegalAccessException {
    assertThat(all().filter(metric -> !metric.higherIsBetter()))
        .extracting(Metric::name)
        .containsExactlyInAnyOrder(
            "LOG_LOSS", "BRIER", "ECE", "ECE_EQUAL_COUNT", "ECE10", "ECE_EQUAL_COUNT10");
  }

  @Test
  void should_be_better_the_higher_it_is_where_a_type_of_ones_own_says_nothing() {
    HeadSpec screen = HeadSpec.binary("screen");
    Metric own =
        new Metric() {
          @Override
          public String name() {
            return "mine";
          }

          @Override
          public double of(HeadEvaluation head) {
            return 1;
          }
        };

    assertThat(EpochSelection.by(screen, own).isBetter(0.6, 0.5)).isTrue();
    assertThat(EpochSelection.by(screen, own).isBetter(0.5, 0.6)).isFalse();
  }

  @Test
  void should_be_of_ones_own() {
    Metric mine = Metric.of("F1", head -> 1);

    assertThat(mine).hasToString("F1").isNotEqualTo(Metric.F1);
    assertThat(mine.higherIsBetter()).isTrue();
    ToDoubleFunction<HeadEvaluation> two = head -> 2;
    assertThat(Metric.of("mine", two)).isEqualTo(Metric.of("mine", two));
    assertThat(Metric.of("mine", two)).isNotEqualTo(Metric.of("mine", head -> 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metric.of(" ", head -> 1))
        .withMessage("the name of a metric is blank");
  }
}
