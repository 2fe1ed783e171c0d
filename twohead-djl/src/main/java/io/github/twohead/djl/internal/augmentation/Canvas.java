package io.github.twohead.djl.internal.augmentation;

import io.github.twohead.djl.internal.augmentation.Camera.Jpeg;
import org.jspecify.annotations.Nullable;

/** An image that is being changed, on one thread: its bytes, and as many to write the next to. */
final class Canvas {
  private final int width;
  private final int height;
  private byte[] pixels;
  private byte[] spare;
  private int[] sums = {};
  private @Nullable Jpeg jpeg;

  Canvas(int width, int height) {
    this.width = width;
    this.height = height;
    pixels = new byte[3 * width * height];
    spare = new byte[pixels.length];
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Interleaved red, green and blue, row by row. */
  byte[] pixels() {
    return pixels;
  }

  /** Where a change writes what it makes of {@link #pixels}. */
  byte[] spare() {
    return spare;
  }

  /** Makes what was written to {@link #spare} the image. */
  void swap() {
    byte[] written = spare;
    spare = pixels;
    pixels = written;
  }

  /** Takes an image over, which is only read. */
  void load(byte[] rgb) {
    System.arraycopy(rgb, 0, pixels, 0, pixels.length);
  }

  /** As many numbers, of any value. */
  int[] sums() {
    if (sums.length == 0) {
      sums = new int[pixels.length];
    }
    return sums;
  }

  /** This thread's encoder. */
  Jpeg jpeg() {
    if (jpeg == null) {
      jpeg = new Jpeg();
    }
    return jpeg;
  }

  /** Replaces every value of a channel by that of a table, red's first. */
  void look(byte[]... tables) {
    byte[] red = tables[0];
    byte[] green = tables[tables.length > 1 ? 1 : 0];
    byte[] blue = tables[tables.length > 2 ? 2 : 0];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = red[pixels[i] & 0xFF];
      pixels[i + 1] = green[pixels[i + 1] & 0xFF];
      pixels[i + 2] = blue[pixels[i + 2] & 0xFF];
    }
  }

  /** The luma of the pixel whose red is at an index, as Pillow's mode L has it (ITU-R 601-2). */
  int luma(int i) {
    return (19595 * (pixels[i] & 0xFF)
            + 38470 * (pixels[i + 1] & 0xFF)
            + 7471 * (pixels[i + 2] & 0xFF)
            + 0x8000)
        >> 16;
  }
}
