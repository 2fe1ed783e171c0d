package io.github.twohead.examples.table;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Probabilities as text. */
public final class Probability {
  private Probability() {}

  /**
   * Rounds a probability to some digits, or to as many more as show on which side of a threshold it
   * lies: 0.49996 is no 0.500 where 0.5 is a yes.
   *
   * @param digits after the point, at least
   */
  public static String text(double probability, double threshold, int digits) {
    BigDecimal exact = new BigDecimal(probability);
    BigDecimal shown = exact.setScale(digits, RoundingMode.HALF_EVEN);
    while (shown.doubleValue() >= threshold != probability >= threshold) {
      shown = exact.setScale(shown.scale() + 1, RoundingMode.HALF_EVEN);
    }
    return shown.toPlainString();
  }
}
