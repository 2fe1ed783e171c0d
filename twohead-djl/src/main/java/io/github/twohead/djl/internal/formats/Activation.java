package io.github.twohead.djl.internal.formats;

/** What computes an output, as far as it decides how to read it. */
public enum Activation {
  /** Neither of the others: the output holds logits. */
  NONE,
  /** A sigmoid: every number of the output is a probability of its own. */
  SIGMOID,
  /** A softmax: the numbers of the output are probabilities that add up to 1. */
  SOFTMAX
}
