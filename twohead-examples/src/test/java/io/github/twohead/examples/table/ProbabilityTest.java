package io.github.twohead.examples.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.examples.ContactSheet.Probability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbabilityTest {

  @ParameterizedTest
  @CsvSource({
    "0.12345, 0.5, 0.123",
    "0.5, 0.5, 0.500",
    "0.50004, 0.5, 0.500",
    "0.49996, 0.5, 0.49996",
    "0.4996, 0.5, 0.4996",
    "0.49994, 0.5, 0.4999",
    "0.49999999999999994, 0.5, 0.4999999999999999",
    "0.1, 0.1, 0.100",
    "0.70049, 0.7004, 0.7005",
    "0.70001, 0.70001, 0.70001",
    "0.99999, 1, 0.99999",
    "1, 1, 1.000",
    "0, 0, 0.000",
    "1e-9, 1e-9, 0.000000001",
    "1e-9, 0.5, 0.000",
  })
  void should_show_on_which_side_of_the_threshold_it_lies(
      double probability, double threshold, String text) {
    assertThat(Probability.text(probability, threshold, 3)).isEqualTo(text);
    assertThat(Double.parseDouble(text) >= threshold).isEqualTo(probability >= threshold);
  }

  @Test
  void should_round_to_the_digits_that_are_asked_for() {
    assertThat(Probability.text(0.678, 0.5, 2)).isEqualTo("0.68");
    assertThat(Probability.text(0.4973, 0.5, 2)).isEqualTo("0.497");
  }
}
