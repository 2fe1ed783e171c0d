package io.github.twohead.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
}
