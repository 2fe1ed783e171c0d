package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Locale;

/**
 * What the numbers are that come out of a {@code .tflite} or {@code .onnx} file from elsewhere, for
 * {@link MultiHeadPredictor.Builder#outputs}.
 */
public enum OutputType {
  /**
   * Probabilities from 0 to 1. An output of one number is the head's own; of two, for no and yes,
   * the second.
   */
  PROBABILITIES,

  /**
   * Logits, of any size: probabilities come out of a sigmoid of an output's one number, or a
   * softmax of its two, for no and yes.
   */
  LOGITS;

  /**
   * Reads a type by its name.
   *
   * @param name {@code probabilities} or {@code logits}
   * @return the type
   * @throws IllegalArgumentException if the name is neither
   */
  public static OutputType parse(String name) {
    String wanted = Arguments.notNull("name", name).strip().toLowerCase(Locale.ROOT);
    for (OutputType type : values()) {
      if (type.toString().equals(wanted)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "outputs must be probabilities or logits, but is \"" + name + "\"");
  }

  /** Returns the name that {@link #parse} reads. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
