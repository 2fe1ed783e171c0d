package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Locale;
import java.util.Objects;

/** One head's answer about one image. Immutable. */
public final class HeadPrediction {
  private final HeadSpec head;
  private final double probability;

  private HeadPrediction(HeadSpec head, double probability) {
    this.head = head;
    this.probability = probability;
  }

  /**
   * Returns the answer to a yes/no question.
   *
   * @param head the head
   * @param probability the probability that the answer is yes, 0 to 1
   * @return the answer
   */
  public static HeadPrediction of(HeadSpec head, double probability) {
    return new HeadPrediction(Arguments.notNull("head", head), probability);
  }

  /**
   * Returns the head.
   *
   * @return the head, with its threshold
   */
  public HeadSpec head() {
    return head;
  }

  /**
   * Returns the probability that the answer is yes.
   *
   * @return the probability, 0 to 1
   */
  public double probability() {
    return probability;
  }

  /**
   * Returns the decision.
   *
   * @return whether the probability reaches the head's threshold
   */
  public boolean positive() {
    return probability >= head.threshold();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeadPrediction that
        && head.equals(that.head)
        && Double.compare(probability, that.probability) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(head, probability);
  }

  /** Returns a text such as {@code screen 0.981}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %.3f", head, probability);
  }
}
