package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Objects;

/**
 * Images that show which values flow through a network, so that 8-bit activations cover them.
 *
 * <p>Some hundred images like those to come are enough; labels do not matter. Immutable.
 */
public final class CalibrationSet {
  private final ImageTable images;
  private final double percentile;

  private CalibrationSet(ImageTable images, double percentile) {
    this.images = images;
    this.percentile = percentile;
  }

  /**
   * Returns ranges from the least to the greatest value.
   *
   * @param images the calibration set
   * @return the calibration
   */
  public static CalibrationSet minMax(ImageTable images) {
    return percentile(images, 100);
  }

  /**
   * Returns ranges that leave out rare values at both ends, so that the frequent ones are finer.
   *
   * @param images the calibration set
   * @param percentile the share of values to cover in percent, such as 99.99: above 50, at most 100
   * @return the calibration
   * @throws IllegalArgumentException if the percentile is out of its range
   */
  public static CalibrationSet percentile(ImageTable images, double percentile) {
    Arguments.notNull("images", images);
    if (!(percentile > 50 && percentile <= 100)) {
      throw new IllegalArgumentException(
          "percentile must be above 50 and at most 100, but is " + percentile);
    }
    return new CalibrationSet(images, percentile);
  }

  /**
   * Returns the calibration set.
   *
   * @return the images
   */
  public ImageTable images() {
    return images;
  }

  /**
   * Returns the share of values that each range covers; rarer ones are clipped.
   *
   * @return percent, above 50, at most 100
   */
  public double percentile() {
    return percentile;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CalibrationSet that
        && images.equals(that.images)
        && percentile == that.percentile;
  }

  @Override
  public int hashCode() {
    return Objects.hash(images, percentile);
  }

  /** Returns a text such as {@code 99.99 % of the values}. */
  @Override
  public String toString() {
    return percentile + " % of the values";
  }
}
