package io.github.twohead;

import io.github.twohead.spi.Arguments;

/**
 * One head's answer about one image.
 *
 * @param head the head
 * @param probability the probability that the answer is yes, 0 to 1
 */
public record HeadPrediction(HeadSpec head, double probability) {

  public HeadPrediction {
    Arguments.notNull("head", head);
  }

  /**
   * Returns the decision.
   *
   * @return whether the probability reaches the head's threshold
   */
  public boolean positive() {
    return probability >= head.threshold();
  }
}
