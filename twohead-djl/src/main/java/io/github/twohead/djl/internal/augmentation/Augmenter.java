package io.github.twohead.djl.internal.augmentation;

import io.github.twohead.Augmentation;
import io.github.twohead.Preprocessing;
import io.github.twohead.runtime.internal.image.Normalizer;
import io.github.twohead.spi.ImageChange;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Turns a resized image into the network's input: colours jittered, then rotated, cropped and
 * mirrored in one step, then normalised, channels last; what else there is to change goes on bytes
 * before they are normalised.
 *
 * <p>The nearest pixel is taken, as Pillow and torchvision do by default when they rotate. What
 * lies outside of the image is black. The crop is cut out of the rotated image. Safe for use by
 * several threads, which may write to different parts of one buffer.
 */
public final class Augmenter {
  private static final Box.Range ERASED = new Box.Range(0.02, 0.33, 0.3, 1 / 0.3);

  private final int width;
  private final int height;
  private final Augmentation augmentation;
  private final float[][] normalized;
  private final ColorJitter jitter;
  private final Changes changes;
  private final double erasing;
  private final ThreadLocal<Scratch> scratch;

  public Augmenter(Preprocessing preprocessing, Augmentation augmentation) {
    this.augmentation = augmentation;
    width = preprocessing.width();
    height = preprocessing.height();
    normalized = Normalizer.table(preprocessing.normalization());
    jitter = new ColorJitter(augmentation);
    changes = new Changes(augmentation);
    erasing = augmentation.amount(ImageChange.RANDOM_ERASING).orElse(0);
    scratch = ThreadLocal.withInitial(() -> new Scratch(width, height));
  }

  /**
   * Augments and normalises an image.
   *
   * @param rgb interleaved pixels of the input size, which are only read
   * @param random decides what is drawn
   * @param out receives red, green and blue of each pixel in turn; its position does not matter
   * @param at where the image begins
   */
  public void augment(byte[] rgb, RandomGenerator random, FloatBuffer out, int at) {
    checkSize(rgb);
    Scratch mine = scratch.get();
    if (changes.isEmpty()) {
      turn(rgb, random, mine);
    } else {
      change(rgb, random, mine);
    }
    if (erasing > 0 && random.nextDouble() < erasing) {
      Box.draw(ERASED, width, height, random).ifPresent(box -> erase(mine.values, box));
    }
    out.put(at, mine.values);
  }

  private void turn(byte[] rgb, RandomGenerator random, Scratch mine) {
    byte[] source = rgb;
    if (jitter.isOn()) {
      source = mine.pixels(rgb.length);
      jitter.apply(rgb, random, source);
    }
    AffineMap map = AffineMap.draw(augmentation, width, height, random);
    if (map.isIdentity()) {
      copy(source, mine.values);
    } else {
      sample(source, map, mine.values);
    }
  }

  private void change(byte[] rgb, RandomGenerator random, Scratch mine) {
    Canvas canvas = mine.canvas();
    if (jitter.isOn()) {
      jitter.apply(rgb, random, canvas.pixels());
    } else {
      canvas.load(rgb);
    }
    changes.apply(canvas, random);
    copy(canvas.pixels(), mine.values);
  }

  /** What becomes 0 is the mean colour, where the normalisation takes it off. */
  private void erase(float[] values, Box box) {
    for (int row = box.top(); row < box.top() + box.height(); row++) {
      int start = 3 * (row * width + box.left());
      Arrays.fill(values, start, start + 3 * box.width(), 0);
    }
  }

  private void checkSize(byte[] rgb) {
    if (rgb.length != 3 * width * height) {
      throw new IllegalArgumentException(
          rgb.length + " bytes are not " + width + "×" + height + " pixels of 3");
    }
  }

  private void copy(byte[] rgb, float[] out) {
    float[] red = normalized[0];
    float[] green = normalized[1];
    float[] blue = normalized[2];
    for (int i = 0; i < out.length; i += 3) {
      out[i] = red[rgb[i] & 0xFF];
      out[i + 1] = green[rgb[i + 1] & 0xFF];
      out[i + 2] = blue[rgb[i + 2] & 0xFF];
    }
  }

  private void sample(byte[] rgb, AffineMap map, float[] out) {
    float[] red = normalized[0];
    float[] green = normalized[1];
    float[] blue = normalized[2];
    for (int y = 0, i = 0; y < height; y++) {
      int sourceX = map.rowX(y);
      int sourceY = map.rowY(y);
      for (int end = i + 3 * width; i < end; i += 3) {
        int column = sourceX >> AffineMap.FRACTION_BITS;
        int row = sourceY >> AffineMap.FRACTION_BITS;
        if (column >= 0 && column < width && row >= 0 && row < height) {
          int in = 3 * (row * width + column);
          out[i] = red[rgb[in] & 0xFF];
          out[i + 1] = green[rgb[in + 1] & 0xFF];
          out[i + 2] = blue[rgb[in + 2] & 0xFF];
        } else {
          out[i] = red[0];
          out[i + 1] = green[0];
          out[i + 2] = blue[0];
        }
        sourceX += map.stepX();
        sourceY += map.stepY();
      }
    }
  }

  /** A thread's arrays. */
  private static final class Scratch {
    final float[] values;
    private final int width;
    private final int height;
    private byte[] pixels = {};
    private @Nullable Canvas canvas;

    Scratch(int width, int height) {
      this.width = width;
      this.height = height;
      values = new float[3 * width * height];
    }

    Canvas canvas() {
      if (canvas == null) {
        canvas = new Canvas(width, height);
      }
      return canvas;
    }

    byte[] pixels(int length) {
      if (pixels.length != length) {
        pixels = Arrays.copyOf(pixels, length);
      }
      return pixels;
    }
  }

  /**
   * Changes brightness, then contrast, then saturation by random factors, as torchvision's {@code
   * ColorJitter} defines them, though always in this order.
   */
  static final class ColorJitter {
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
}
