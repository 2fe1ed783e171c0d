package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRatePointsTest {
  @Test
  void should_not_take_a_loss_that_is_infinite_for_the_lowest() {
    double below = Double.NEGATIVE_INFINITY;
    LearningRateTest test =
        LearningRateTest.of(
            List.of(
                LearningRateTest.Point.of(1e-2, 0.25, 0.5),
                LearningRateTest.Point.of(1e-1, below, below)));

    assertThat(test.lowest().rate()).isEqualTo(1e-2);
    assertThat(test.lowest().loss()).isEqualTo(0.25);
    assertThat(test.lowest()).hasToString("rate 1.0e-02: loss 0.250, smoothed 0.500");
  }
}
