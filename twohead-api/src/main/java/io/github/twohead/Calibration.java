package io.github.twohead;

import io.github.twohead.spi.Arguments;

/**
 * Images that show which values flow through a network, so that 8-bit activations cover them.
 *
 * <p>Some hundred images like those to come are enough; labels do not matter.
 *
 * @param images the calibration set
 * @param percentile the share of values, in percent, that each range covers: above 50, at most 100;
 *     rarer ones are clipped
 */
public record Calibration(ImageTable images, double percentile) {

  public Calibration {
    Arguments.notNull("images", images);
    if (!(percentile > 50 && percentile <= 100)) {
      throw new IllegalArgumentException(
          "percentile must be above 50 and at most 100, but is " + percentile);
    }
  }

  /**
   * Returns ranges from the least to the greatest value.
   *
   * @param images the calibration set
   * @return the calibration
   */
  public static Calibration minMax(ImageTable images) {
    return new Calibration(images, 100);
  }

  /**
   * Returns ranges that leave out rare values at both ends, so that the frequent ones are finer.
   *
   * @param images the calibration set
   * @param percentile the share of values to cover, such as 99.99
   * @return the calibration
   */
  public static Calibration percentile(ImageTable images, double percentile) {
    return new Calibration(images, percentile);
  }
}
