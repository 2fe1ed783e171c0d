package io.github.twohead.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.twohead.Calibration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatingPointTest {
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void should_take_thresholds_up_to_both_ends(double threshold) {
    OperatingPoint point = OperatingPoint.standard().threshold(threshold);

    assertThat(point.threshold()).isEqualTo(threshold);
    assertThat(point).hasToString("threshold " + threshold + ", calibration none");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void should_refuse_thresholds_that_are_no_probabilities(double threshold) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OperatingPoint.standard().threshold(threshold))
        .withMessage("threshold must be from 0 to 1, but is " + threshold);
  }

  @Test
  void should_take_zeros_of_either_sign_for_one() {
    assertThat(OperatingPoint.standard().threshold(-0.0))
        .isEqualTo(OperatingPoint.standard().threshold(0))
        .hasSameHashCodeAs(OperatingPoint.standard().threshold(0));
    assertThat(Calibration.platt(1, -0.0))
        .isEqualTo(Calibration.none())
        .hasSameHashCodeAs(Calibration.none());
  }
}
