package io.github.twohead.runtime.internal.image;

import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Turns a resized image into the input of a network that takes floats, channels last: each value is
 * divided by 255 and normalised. Safe for use by several threads, which may write to different
 * parts of one buffer.
 */
public final class Normalizer implements PixelWriter {
  private final int width;
  private final int height;
  private final float[][] normalized;

  public Normalizer(Preprocessing preprocessing) {
    width = preprocessing.width();
    height = preprocessing.height();
    normalized = table(preprocessing.normalization());
  }

  /** What every value of every channel becomes: three times 256 numbers. */
  public static float[][] table(Normalization normalization) {
    float[][] table = new float[3][256];
    for (int channel = 0; channel < 3; channel++) {
      for (int value = 0; value < 256; value++) {
        table[channel][value] =
            (value / 255f - normalization.mean(channel)) / normalization.std(channel);
      }
    }
    return table;
  }

  @Override
  public void write(byte[] rgb, ByteBuffer batch, int index) {
    normalize(rgb, batch.asFloatBuffer(), index * 3 * width * height);
  }

  /**
   * Normalises an image.
   *
   * @param rgb interleaved pixels of the input size, which are only read
   * @param out receives red, green and blue of each pixel in turn; its position does not matter
   * @param at where the image begins
   */
  public void normalize(byte[] rgb, FloatBuffer out, int at) {
    if (rgb.length != 3 * width * height) {
      throw new IllegalArgumentException(
          rgb.length + " bytes are not " + width + "×" + height + " pixels of 3");
    }
    float[] row = new float[3 * width];
    for (int start = 0; start < rgb.length; start += row.length) {
      normalize(rgb, start, row);
      out.put(at + start, row);
    }
  }

  private void normalize(byte[] rgb, int start, float[] row) {
    float[] red = normalized[0];
    float[] green = normalized[1];
    float[] blue = normalized[2];
    for (int i = 0, in = start; i < row.length; i += 3, in += 3) {
      row[i] = red[rgb[in] & 0xFF];
      row[i + 1] = green[rgb[in + 1] & 0xFF];
      row[i + 2] = blue[rgb[in + 2] & 0xFF];
    }
  }
}
