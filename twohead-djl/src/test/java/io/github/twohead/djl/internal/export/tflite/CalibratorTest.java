package io.github.twohead.djl.internal.export.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.djl.internal.export.tflite.Calibrator.Range;
import io.github.twohead.djl.internal.graph.Value;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibratorTest {
  private final Value value = Value.vector(3);
  private final Calibrator calibration = new Calibrator();

  @Test
  void should_find_the_least_and_the_greatest_number_of_all_images() {
    calibration.observe(value, new float[] {1, -0.5f, 0.25f});
    calibration.observe(value, new float[] {1000, 2, 3});
    calibration.observe(value, new float[] {-7, 1e-9f, 0});

    assertThat(calibration.minMax()).containsEntry(value, new Range(-7, 1000)).hasSize(1);
  }

  @Test
  void should_keep_values_apart() {
    Value other = Value.vector(3);
    calibration.observe(value, new float[] {1, 2, 3});
    calibration.observe(other, new float[] {4, 5, 6});

    assertThat(calibration.minMax())
        .containsEntry(value, new Range(1, 3))
        .containsEntry(other, new Range(4, 6));
  }

  @Test
  void should_cut_off_as_many_numbers_on_either_side() {
    float[] numbers = new float[100_000];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i / 1000f - 20; // −20 to 80
    }
    calibration.observe(value, numbers);

    Range range = calibration.percentile(98).get(value);

    assertThat(range.min()).isCloseTo(-19, within(0.1f));
    assertThat(range.max()).isCloseTo(79, within(0.1f));
  }

  @Test
  void should_not_mind_a_few_outliers() {
    Random random = new Random(1);
    for (int image = 0; image < 10; image++) {
      float[] numbers = new float[10_000];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = random.nextFloat();
      }
      numbers[0] = 40;
      calibration.observe(value, numbers);
    }

    assertThat(calibration.minMax().get(value).max()).isEqualTo(40);
    assertThat(calibration.percentile(99.9).get(value).max()).isCloseTo(1, within(0.05f));
  }

  @Test
  void should_keep_zero_as_the_end_of_numbers_that_are_mostly_zero() {
    float[] numbers = new float[1000];
    numbers[500] = 3;
    calibration.observe(value, numbers);

    assertThat(calibration.percentile(90).get(value).min()).isZero();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void should_refuse_what_is_no_number(float number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> calibration.observe(value, new float[] {0, number}))
        .withMessageContaining("" + number);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 100.1, Double.NaN})
  void should_refuse_what_is_no_percentile(double percent) {
    assertThatIllegalArgumentException().isThrownBy(() -> calibration.percentile(percent));
  }
}
