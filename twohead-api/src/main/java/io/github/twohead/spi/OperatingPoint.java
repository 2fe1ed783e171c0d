package io.github.twohead.spi;

import io.github.twohead.Calibration;
import java.util.Objects;

/**
 * How a head's probabilities are made of its logits and become decisions: a setting of a model or a
 * predictor, not of the network. Immutable.
 */
public final class OperatingPoint {
  private static final OperatingPoint STANDARD = new OperatingPoint(0.5, Calibration.none());

  private final double threshold;
  private final Calibration calibration;

  private OperatingPoint(double threshold, Calibration calibration) {
    this.threshold = threshold;
    this.calibration = calibration;
  }

  /**
   * Returns what holds where nothing was set.
   *
   * @return a threshold of 0.5 without calibration
   */
  public static OperatingPoint standard() {
    return STANDARD;
  }

  /**
   * Returns the probability from which on the decision is yes.
   *
   * @return the threshold, 0 to 1; without meaning for a categorical head
   */
  public double threshold() {
    return threshold;
  }

  /**
   * Returns what is done to logits.
   *
   * @return the calibration
   */
  public Calibration calibration() {
    return calibration;
  }

  /**
   * Returns a point with another threshold.
   *
   * @param probability 0 to 1
   * @return the point
   * @throws IllegalArgumentException if it is out of that range
   */
  public OperatingPoint threshold(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("threshold must be from 0 to 1, but is " + probability);
    }
    return new OperatingPoint(probability + 0.0, calibration); // -0 is 0
  }

  /**
   * Returns a point with another calibration.
   *
   * @param scaling what is done to logits
   * @return the point
   */
  public OperatingPoint calibration(Calibration scaling) {
    return new OperatingPoint(threshold, Arguments.notNull("scaling", scaling));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OperatingPoint that
        && threshold == that.threshold
        && calibration.equals(that.calibration);
  }

  @Override
  public int hashCode() {
    return Objects.hash(threshold, calibration);
  }

  /** Returns a text such as {@code threshold 0.5, calibration none}. */
  @Override
  public String toString() {
    return "threshold " + threshold + ", calibration " + calibration;
  }
}
