package io.github.twohead.runtime.internal.image;

/** The four components of a JPEG, which libjpeg converts, but ImageIO does not. */
final class Ycck {
  private static final int BITS = 16;
  private static final int HALF = 1 << (BITS - 1);

  private Ycck() {}

  /**
   * Turns samples as they are coded into cyan, magenta, yellow and black, where 0 is no ink.
   *
   * <p>They are taken to be inverted, as Adobe's programs write them and Pillow reads them.
   *
   * @param samples four of each pixel, which are replaced
   * @param ycc whether the first three are coded as brightness and differences (YCCK)
   */
  static void toCmyk(byte[] samples, boolean ycc) {
    for (int i = 0; i < samples.length; i += 4) {
      if (ycc) {
        toRgb(samples, i);
      } else {
        samples[i] = (byte) ~samples[i];
        samples[i + 1] = (byte) ~samples[i + 1];
        samples[i + 2] = (byte) ~samples[i + 2];
      }
      samples[i + 3] = (byte) ~samples[i + 3];
    }
  }

  /** Converts as libjpeg does (jdcolor.c); inverted ink is what red, green and blue are. */
  private static void toRgb(byte[] samples, int at) {
    int brightness = samples[at] & 0xFF;
    int blue = (samples[at + 1] & 0xFF) - 128;
    int red = (samples[at + 2] & 0xFF) - 128;
    samples[at] = sum(brightness, fixed(1.402) * red);
    samples[at + 1] = sum(brightness, -fixed(0.34414) * blue - fixed(0.71414) * red);
    samples[at + 2] = sum(brightness, fixed(1.772) * blue);
  }

  private static int fixed(double factor) {
    return (int) (factor * (1 << BITS) + 0.5);
  }

  private static byte sum(int brightness, int fixed) {
    int value = brightness + ((fixed + HALF) >> BITS);
    return (byte) Math.max(0, Math.min(255, value));
  }
}
