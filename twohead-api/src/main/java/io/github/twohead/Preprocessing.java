package io.github.twohead;

import io.github.twohead.spi.Arguments;

/**
 * How an image becomes the network's input: resized to {@code width × height} pixels without
 * keeping its aspect ratio, scaled to 0..1, and normalised.
 *
 * @param width input width in pixels, 32 to 4096
 * @param height input height in pixels, 32 to 4096
 * @param normalization what the weights expect of the pixels
 */
public record Preprocessing(int width, int height, Normalization normalization) {

  public Preprocessing {
    Checks.inRange("input width", width, 32, 4096);
    Checks.inRange("input height", height, 32, 4096);
    Arguments.notNull("normalization", normalization);
  }

  /**
   * Returns the default: 256×256 pixels and ImageNet's statistics.
   *
   * @return the default
   */
  public static Preprocessing standard() {
    return new Preprocessing(256, 256, Normalization.IMAGENET);
  }

  /**
   * Returns the same with a square input.
   *
   * @param side width and height in pixels, 32 to 4096
   * @return a changed copy
   */
  public Preprocessing size(int side) {
    return new Preprocessing(side, side, normalization);
  }

  /**
   * Returns the same with another normalisation.
   *
   * @param expected what the weights expect of the pixels
   * @return a changed copy
   */
  public Preprocessing normalization(Normalization expected) {
    return new Preprocessing(width, height, Arguments.notNull("normalization", expected));
  }
}
