package io.github.twohead.djl.internal.augmentation;

import java.util.function.IntUnaryOperator;

/**
 * Changes of colours and sharpness, to the bit as Pillow's {@code ImageEnhance} and {@code
 * ImageOps} make them, through which torchvision changes pictures.
 */
final class Tones {
  private static final int LEVELS = 256;

  private Tones() {}

  /** {@code ImageEnhance.Brightness}: 0 is black, 1 the image. */
  static void brightness(Canvas image, double factor) {
    image.look(table(value -> blend(0, value, (float) factor)));
  }

  /** {@code ImageEnhance.Contrast}: 0 is the mean luma, 1 the image. */
  static void contrast(Canvas image, double factor) {
    long sum = 0;
    int length = image.pixels().length;
    for (int i = 0; i < length; i += 3) {
      sum += image.luma(i);
    }
    int mean = (int) (sum / (length / 3.0) + 0.5);
    image.look(table(value -> blend(mean, value, (float) factor)));
  }

  /** {@code ImageEnhance.Color}: 0 is grey, 1 the image. */
  static void saturation(Canvas image, double factor) {
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i += 3) {
      int luma = image.luma(i);
      for (int at = i; at < i + 3; at++) {
        pixels[at] = (byte) blend(luma, pixels[at] & 0xFF, (float) factor);
      }
    }
  }

  /** {@code ImageEnhance.Sharpness}: 0 is smooth, 1 the image; the border stays. */
  static void sharpness(Canvas image, double factor) {
    byte[] from = image.pixels();
    byte[] to = image.spare();
    int stride = 3 * image.width();
    System.arraycopy(from, 0, to, 0, from.length);
    for (int row = stride; row < from.length - stride; row += stride) {
      for (int i = row + 3; i < row + stride - 3; i++) {
        int sum = around(from, i, stride) + 4 * (from[i] & 0xFF);
        to[i] = (byte) blend((2 * sum + 13) / 26, from[i] & 0xFF, (float) factor);
      }
    }
    image.swap();
  }

  /** The sum of a value and its eight neighbours. */
  private static int around(byte[] from, int i, int stride) {
    int sum = 0;
    for (int at = i - stride; at <= i + stride; at += stride) {
      sum += (from[at - 3] & 0xFF) + (from[at] & 0xFF) + (from[at + 3] & 0xFF);
    }
    return sum;
  }

  /** {@code Image.blend} of one value, which cuts off what is behind the point. */
  private static int blend(int none, int value, float factor) {
    float mixed = none + factor * (value - none);
    return (int) Math.max(0, Math.min(255, mixed));
  }

  /** {@code ImageOps.posterize}: only the upper bits stay. */
  static void posterize(Canvas image, int bits) {
    int mask = 0xFF << (8 - bits) & 0xFF;
    image.look(table(value -> value & mask));
  }

  /** {@code ImageOps.solarize}: what is as bright as a threshold becomes its negative. */
  static void solarize(Canvas image, double threshold) {
    image.look(table(value -> value < threshold ? value : 255 - value));
  }

  /** {@code ImageOps.autocontrast}: each channel reaches from 0 to 255. */
  static void autocontrast(Canvas image) {
    int[][] counts = histograms(image);
    byte[][] tables = new byte[3][];
    for (int channel = 0; channel < 3; channel++) {
      int low = 0;
      int high = LEVELS - 1;
      while (low < high && counts[channel][low] == 0) {
        low++;
      }
      while (high > low && counts[channel][high] == 0) {
        high--;
      }
      tables[channel] = stretched(low, high);
    }
    image.look(tables);
  }

  private static byte[] stretched(int low, int high) {
    if (high <= low) {
      return table(value -> value);
    }
    double scale = 255.0 / (high - low);
    double offset = -low * scale;
    return table(value -> (int) Math.max(0, Math.min(255, value * scale + offset)));
  }

  /** {@code ImageOps.equalize}: each level of a channel becomes about as frequent. */
  static void equalize(Canvas image) {
    int[][] counts = histograms(image);
    image.look(equalized(counts[0]), equalized(counts[1]), equalized(counts[2]));
  }

  private static byte[] equalized(int[] counts) {
    int pixels = 0;
    int last = 0;
    for (int count : counts) {
      pixels += count;
      last = count > 0 ? count : last;
    }
    int step = (pixels - last) / 255;
    if (step == 0) {
      return table(value -> value);
    }
    byte[] table = new byte[LEVELS];
    int below = step / 2;
    for (int value = 0; value < LEVELS; value++) {
      table[value] = (byte) Math.min(255, below / step);
      below += counts[value];
    }
    return table;
  }

  private static int[][] histograms(Canvas image) {
    int[][] counts = new int[3][LEVELS];
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i += 3) {
      counts[0][pixels[i] & 0xFF]++;
      counts[1][pixels[i + 1] & 0xFF]++;
      counts[2][pixels[i + 2] & 0xFF]++;
    }
    return counts;
  }

  /** Red, green and blue become the luma. */
  static void grey(Canvas image) {
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i += 3) {
      byte luma = (byte) image.luma(i);
      pixels[i] = luma;
      pixels[i + 1] = luma;
      pixels[i + 2] = luma;
    }
  }

  private static byte[] table(IntUnaryOperator level) {
    byte[] table = new byte[LEVELS];
    for (int value = 0; value < LEVELS; value++) {
      table[value] = (byte) level.applyAsInt(value);
    }
    return table;
  }

  /** The hue, through Pillow's HSV of 8 bits each. */
  static final class Hue {
    private Hue() {}

    /**
     * Turns the hue.
     *
     * @param turn −0.5 to 0.5 of the colour wheel
     */
    static void turn(Canvas image, double turn) {
      int shift = (int) (turn * 255);
      byte[] pixels = image.pixels();
      for (int i = 0; i < pixels.length; i += 3) {
        int red = pixels[i] & 0xFF;
        int green = pixels[i + 1] & 0xFF;
        int blue = pixels[i + 2] & 0xFF;
        int high = Math.max(red, Math.max(green, blue));
        int range = high - Math.min(red, Math.min(green, blue));
        int saturation = range == 0 ? 0 : (int) ((float) range / high * 255.0);
        if (saturation > 0) {
          int hue = hue(red, green, blue, high, range) + shift & 0xFF;
          write(pixels, i, hue, saturation / 255f, high);
        } else {
          pixels[i] = pixels[i + 1] = pixels[i + 2] = (byte) high;
        }
      }
    }

    private static int hue(int red, int green, int blue, int high, float range) {
      float fromRed = (high - red) / range;
      float fromGreen = (high - green) / range;
      float fromBlue = (high - blue) / range;
      float sixths;
      if (red == high) {
        sixths = fromBlue - fromGreen;
      } else if (green == high) {
        sixths = 2 + fromRed - fromBlue;
      } else {
        sixths = 4 + fromGreen - fromRed;
      }
      double turns = sixths / 6.0 + 1;
      return (int) ((float) (turns - (int) turns) * 255.0);
    }

    private static void write(byte[] pixels, int i, int hue, float saturation, int high) {
      float sixths = (float) (hue * 6.0 / 255.0);
      int sector = (int) sixths;
      float rest = sixths - sector;
      int low = rounded(high * (1 - saturation));
      int falling = rounded(high * (1 - saturation * rest));
      int rising = rounded(high * (1 - saturation * (1 - rest)));
      switch (sector % 6) {
        case 0 -> put(pixels, i, high, rising, low);
        case 1 -> put(pixels, i, falling, high, low);
        case 2 -> put(pixels, i, low, high, rising);
        case 3 -> put(pixels, i, low, falling, high);
        case 4 -> put(pixels, i, rising, low, high);
        default -> put(pixels, i, high, low, falling);
      }
    }

    private static int rounded(float value) {
      return (int) (value + 0.5f);
    }

    private static void put(byte[] pixels, int i, int red, int green, int blue) {
      pixels[i] = (byte) red;
      pixels[i + 1] = (byte) green;
      pixels[i + 2] = (byte) blue;
    }
  }
}
