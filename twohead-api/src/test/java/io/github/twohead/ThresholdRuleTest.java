package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdRuleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f1",
        "youden",
        "recall>=0.9",
        "precision>=0.95",
        "fpr<=0.01",
        "fpr<=0",
        "recall>=1"
      })
  void should_read_what_it_writes(String text) {
    assertThat(ThresholdRule.parse(text)).hasToString(text);
    assertThat(ThresholdRule.parse(text.toUpperCase(Locale.ROOT)))
        .isEqualTo(ThresholdRule.parse(text));
  }

  @Test
  void should_read_spaces() {
    assertThat(ThresholdRule.parse(" Recall >= .9 ")).isEqualTo(ThresholdRule.recallAtLeast(0.9));
    assertThat(ThresholdRule.parse("fpr <= 1e-2"))
        .isEqualTo(ThresholdRule.falsePositiveRateAtMost(0.01));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "recall",
        "recall>=",
        "recall>0.9",
        "recall<=0.9",
        "f1>=0.9",
        "best",
        "fpr<=x"
      })
  void should_refuse_what_is_no_rule(String text) {
    assertThatThrownBy(() -> ThresholdRule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a rule must be f1, youden, or, with your own number, recall>=0.9, precision>=0.95 or"
                + " fpr<=0.01, but is \"%s\"",
            text);
  }

  @ParameterizedTest
  @CsvSource({
    "recall>=0, 'recall must be above 0 and at most 1, but is 0'",
    "recall>=90, 'recall must be above 0 and at most 1, but is 90'",
    "precision>=1.5, 'precision must be above 0 and at most 1, but is 1.5'",
    "fpr<=-0.1, 'false-positive rate must be from 0 to 1, but is -0.1'",
  })
  void should_refuse_a_bound_out_of_its_range(String text, String message) {
    assertThatThrownBy(() -> ThresholdRule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
