package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.HeadSpec;
import io.github.twohead.TwoheadException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbabilityCheckTest {
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "a", "b");

  /** The step of floats is that of all numbers together, of bytes that of each. */
  @ParameterizedTest
  @CsvSource({"3, 1.0, 0.0003", "1001, 1.0004, 1e-6", "1001, 0.62, 0.0039", "10, 0.98, 0.0039"})
  void should_accept_what_rounding_explains(int count, double sum, double step) {
    assertThatCode(() -> ProbabilityCheck.checkSum(KIND, numbers(count, sum), step))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "300, 0, 0.0039",
    "1001, 4.9, 0.0039",
    "300, 0, 3e-6",
    "100, 0.95, 1e-5",
    "10, 0.9, 0.0039",
    "3, NaN, 0.0039"
  })
  void should_refuse_what_no_rounding_explains(int count, double sum, double step) {
    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> ProbabilityCheck.checkSum(KIND, numbers(count, sum), step))
        .withMessageContaining("gives probabilities that add up to " + (float) sum + ", not 1");
  }

  private static double[] numbers(int count, double sum) {
    double[] numbers = new double[count];
    Arrays.fill(numbers, sum / count);
    return numbers;
  }
}
