package io.github.twohead.runtime.internal.formats;

/**
 * What an output's numbers are, as far as the last step of the network that computes numbers shows
 * it: a change of shape or type, or a choice among numbers, is none.
 *
 * @param kind what they are
 * @param label what messages call that step
 * @param together how many of its numbers belong together: those of one softmax, or all logits
 */
public record FinalActivation(Kind kind, String label, long together) {

  /** What numbers are. */
  public enum Kind {
    /** What a linear layer gives. */
    LOGITS,
    /** Every number is a probability of its own. */
    SIGMOID,
    /** Probabilities that add up to 1. */
    SOFTMAX,
    /** What cannot be seen. */
    UNKNOWN
  }
}
