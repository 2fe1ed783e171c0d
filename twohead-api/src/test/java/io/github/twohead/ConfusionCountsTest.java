package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConfusionCountsTest {

  @Test
  void should_score_decisions() {
    ConfusionCounts counts = ConfusionCounts.of(3, 1, 2, 4);

    assertThat(counts.precision()).isEqualTo(0.75);
    assertThat(counts.recall()).isEqualTo(0.6);
    assertThat(counts.f1()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(counts.fBeta(1)).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(counts.fBeta(2)).isCloseTo(0.625, within(1e-12));
    assertThat(counts.accuracy()).isEqualTo(0.7);
    assertThat(counts.falsePositiveRate()).isEqualTo(0.2);
    assertThat(counts.balancedAccuracy()).isCloseTo(0.7, within(1e-12));
    assertThat(counts.mcc()).isCloseTo(10 / Math.sqrt(600), within(1e-12));
    assertThat(counts.positives()).isEqualTo(5);
    assertThat(counts.negatives()).isEqualTo(5);
    assertThat(counts.total()).isEqualTo(10);
  }

  @Test
  void should_be_0_where_nothing_was_counted() {
    assertThat(scores(ConfusionCounts.of(0, 0, 0, 0))).containsOnly(0);
  }

  @Test
  void should_be_1_where_every_answer_is_right() {
    assertThat(scores(ConfusionCounts.of(5, 0, 0, 7))).containsOnly(1);
  }

  private static double[] scores(ConfusionCounts counts) {
    return new double[] {
      counts.f1(),
      counts.fBeta(2),
      counts.precision(),
      counts.recall(),
      counts.accuracy(),
      counts.balancedAccuracy(),
      counts.mcc()
    };
  }

  @Test
  void should_score_more_images_than_half_an_int_can_count() {
    ConfusionCounts counts = ConfusionCounts.of(1_500_000_000, 0, 500_000_000, 0);

    assertThat(counts.f1()).isCloseTo(6.0 / 7, within(1e-12));
  }
}
