package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfusionCountsTest {

  @ParameterizedTest
  @CsvSource({"PRECISION, 0.75", "RECALL, 0.6", "F1, 0.66666666666666667", "ACCURACY, 0.7"})
  void should_score_decisions(Metric metric, double expected) {
    ConfusionCounts counts = ConfusionCounts.of(3, 1, 2, 4);

    assertThat(metric.of(counts)).isCloseTo(expected, within(1e-12));
    assertThat(counts.total()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"F1", "precision", "Recall", " ACCURACY "})
  void should_be_0_where_nothing_was_counted(Metric metric) {
    assertThat(metric.of(ConfusionCounts.of(0, 0, 0, 0))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"F1", "precision", "Recall", " ACCURACY "})
  void should_be_1_where_every_answer_is_right(Metric metric) {
    assertThat(metric.of(ConfusionCounts.of(5, 0, 0, 7))).isEqualTo(1);
  }

  @Test
  void should_score_more_images_than_half_an_int_can_count() {
    ConfusionCounts counts = ConfusionCounts.of(1_500_000_000, 0, 500_000_000, 0);

    assertThat(counts.f1()).isCloseTo(6.0 / 7, within(1e-12));
  }

  @Test
  void should_read_metrics_by_name() {
    assertThat(Metric.parse("recall")).isSameAs(Metric.RECALL).hasToString("RECALL");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metric.parse("auc"))
        .withMessage("metric must be one of [F1, PRECISION, RECALL, ACCURACY], but is \"auc\"");
  }
}
