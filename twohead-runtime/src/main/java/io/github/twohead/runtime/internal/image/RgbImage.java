package io.github.twohead.runtime.internal.image;

/** An image of 8 bits per channel: red, green, blue, interleaved, row by row from the top. */
public final class RgbImage {
  private final int width;
  private final int height;
  private final byte[] pixels;
  private final Reduction reduction;

  /** Takes the array over, without a copy. */
  public RgbImage(int width, int height, byte[] pixels) {
    this(width, height, pixels, Reduction.of(1, width, height));
  }

  RgbImage(int width, int height, byte[] pixels, Reduction reduction) {
    if (width < 1 || height < 1 || pixels.length != 3L * width * height) {
      throw new IllegalArgumentException(
          pixels.length + " bytes are not " + width + "×" + height + " pixels of 3");
    }
    this.width = width;
    this.height = height;
    this.pixels = pixels;
    this.reduction = reduction;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** Returns the array itself, not a copy: {@code pixels[3 * (y * width + x) + channel]}. */
  public byte[] pixels() {
    return pixels;
  }

  Reduction reduction() {
    return reduction;
  }
}
