package io.github.twohead;

import io.github.twohead.spi.Arguments;

/**
 * How an image becomes the network's input: decoded to 8-bit RGB, resized to {@code width × height}
 * pixels without keeping its aspect ratio, scaled to 0..1, and normalised.
 *
 * @param width input width in pixels, 32 to 4096
 * @param height input height in pixels, 32 to 4096
 * @param normalization what the weights expect of the pixels
 * @param colors which colours of an image file the network sees
 */
public record Preprocessing(int width, int height, Normalization normalization, Colors colors) {

  public Preprocessing {
    Checks.inRange("input width", width, 32, 4096);
    Checks.inRange("input height", height, 32, 4096);
    Arguments.notNull("normalization", normalization);
    Arguments.notNull("colors", colors);
  }

  /**
   * Creates the preprocessing of images whose colours are taken as they are stored.
   *
   * @param width input width in pixels, 32 to 4096
   * @param height input height in pixels, 32 to 4096
   * @param normalization what the weights expect of the pixels
   */
  public Preprocessing(int width, int height, Normalization normalization) {
    this(width, height, normalization, Colors.AS_STORED);
  }

  /**
   * Returns the default: 256×256 pixels, ImageNet's statistics, and colours as they are stored.
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
    return new Preprocessing(side, side, normalization, colors);
  }

  /**
   * Returns the same with another normalisation.
   *
   * @param expected what the weights expect of the pixels
   * @return a changed copy
   */
  public Preprocessing normalization(Normalization expected) {
    return new Preprocessing(width, height, Arguments.notNull("normalization", expected), colors);
  }

  /**
   * Returns the same with other colours.
   *
   * @param seen which colours of an image file the network sees
   * @return a changed copy
   */
  public Preprocessing colors(Colors seen) {
    return new Preprocessing(width, height, normalization, Arguments.notNull("colors", seen));
  }
}
