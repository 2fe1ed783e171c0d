package io.github.twohead.djl.internal.augmentation;

import io.github.twohead.Augmentation;
import java.util.random.RandomGenerator;

/**
 * Changes brightness, then contrast, then saturation by random factors, as torchvision's {@code
 * ColorJitter} defines them, though always in this order.
 */
final class ColorJitter {
  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  private final Augmentation augmentation;

  ColorJitter(Augmentation augmentation) {
    this.augmentation = augmentation;
  }

  boolean isOn() {
    return augmentation.brightness() > 0
        || augmentation.contrast() > 0
        || augmentation.saturation() > 0;
  }

  /** Draws the three factors and writes the changed pixels to another array. */
  void apply(byte[] rgb, RandomGenerator random, byte[] out) {
    float brightness = draw(augmentation.brightness(), random);
    float contrast = draw(augmentation.contrast(), random);
    float saturation = draw(augmentation.saturation(), random);
    apply(rgb, brightness, contrast, saturation, out);
  }

  private static float draw(double range, RandomGenerator random) {
    return range == 0 ? 1 : (float) (1 + range * (2 * random.nextDouble() - 1));
  }

  static void apply(byte[] rgb, float brightness, float contrast, float saturation, byte[] out) {
    int[] table = new int[256];
    for (int value = 0; value < 256; value++) {
      table[value] = clamp(brightness * value);
    }
    if (contrast != 1) {
      float mean = meanGrey(rgb, table);
      for (int value = 0; value < 256; value++) {
        table[value] = clamp(contrast * table[value] + (1 - contrast) * mean);
      }
    }
    if (saturation == 1) {
      for (int i = 0; i < rgb.length; i++) {
        out[i] = (byte) table[rgb[i] & 0xFF];
      }
    } else {
      saturate(rgb, table, saturation, out);
    }
  }

  private static void saturate(byte[] rgb, int[] table, float saturation, byte[] out) {
    for (int i = 0; i < rgb.length; i += 3) {
      int red = table[rgb[i] & 0xFF];
      int green = table[rgb[i + 1] & 0xFF];
      int blue = table[rgb[i + 2] & 0xFF];
      float grey = (1 - saturation) * (RED * red + GREEN * green + BLUE * blue);
      out[i] = (byte) clamp(saturation * red + grey);
      out[i + 1] = (byte) clamp(saturation * green + grey);
      out[i + 2] = (byte) clamp(saturation * blue + grey);
    }
  }

  private static float meanGrey(byte[] rgb, int[] table) {
    long red = 0;
    long green = 0;
    long blue = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      red += table[rgb[i] & 0xFF];
      green += table[rgb[i + 1] & 0xFF];
      blue += table[rgb[i + 2] & 0xFF];
    }
    return (RED * red + GREEN * green + BLUE * blue) / (rgb.length / 3f);
  }

  private static int clamp(float value) {
    return Math.max(0, Math.min(255, (int) (value + 0.5f)));
  }
}
