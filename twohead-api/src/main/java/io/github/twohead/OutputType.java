package io.github.twohead;

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
  LOGITS
}
