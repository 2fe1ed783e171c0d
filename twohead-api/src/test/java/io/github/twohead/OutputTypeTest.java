package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class OutputTypeTest {
  @Test
  void should_be_read_by_name() {
    for (OutputType type : OutputType.values()) {
      assertThat(OutputType.parse(type.toString())).isEqualTo(type);
    }
    assertThat(OutputType.parse(" Logits")).isEqualTo(OutputType.LOGITS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OutputType.parse("sigmoid"))
        .withMessage("outputs must be probabilities or logits, but is \"sigmoid\"");
  }

  @Test
  void should_be_said_once() {
    MultiHeadPredictor.Builder builder =
        MultiHeadPredictor.builder().outputs(OutputType.LOGITS).acceptChanged();

    assertThatIllegalStateException()
        .isThrownBy(() -> builder.outputs(OutputType.PROBABILITIES))
        .withMessage("outputs was already set to logits");
    assertThatIllegalStateException().isThrownBy(builder::acceptChanged);
  }
}
