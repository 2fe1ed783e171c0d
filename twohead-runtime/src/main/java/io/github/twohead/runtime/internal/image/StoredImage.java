package io.github.twohead.runtime.internal.image;

/**
 * An image as its file stores it, but for transparency, which lies on white.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels 1 grey, 3 red, green and blue, or 4 cyan, magenta, yellow and black, where 0 is
 *     no ink
 * @param samples of each pixel in turn, row by row from the top
 * @param reduction how much smaller it was made
 */
public record StoredImage(
    int width, int height, int channels, byte[] samples, Reduction reduction) {

  StoredImage(int width, int height, int channels, byte[] samples) {
    this(width, height, channels, samples, Reduction.of(1, width, height));
  }

  /** Converts grey and CMYK without regard to what the colours look like, as Pillow does. */
  public RgbImage toRgb() {
    return rgb(
        switch (channels) {
          case 1 -> fromGrey();
          case 3 -> samples;
          default -> fromCmyk();
        });
  }

  /** The same image of other samples. */
  RgbImage rgb(byte[] pixels) {
    return new RgbImage(width, height, pixels, reduction);
  }

  private byte[] fromGrey() {
    byte[] rgb = new byte[Math.multiplyExact(3, samples.length)];
    int out = 0;
    for (byte grey : samples) {
      rgb[out++] = grey;
      rgb[out++] = grey;
      rgb[out++] = grey;
    }
    return rgb;
  }

  private byte[] fromCmyk() {
    byte[] rgb = new byte[samples.length / 4 * 3];
    for (int in = 0, out = 0; in < samples.length; in += 4) {
      int light = 255 - (samples[in + 3] & 0xFF);
      for (int channel = 0; channel < 3; channel++) {
        rgb[out++] = (byte) (light - by255((samples[in + channel] & 0xFF) * light));
      }
    }
    return rgb;
  }

  /** Divides by 255 and rounds. */
  private static int by255(int value) {
    int rounded = value + 128;
    return ((rounded >> 8) + rounded) >> 8;
  }
}
