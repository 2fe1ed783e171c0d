package io.github.twohead.examples.scenes;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.image.BufferedImage;

/** A shape without a sharp edge, for shadows and for glow; drawn small, then enlarged. */
final class SoftShape {

  private static final int REDUCTION = 4;

  private final int width;
  private final int height;
  private final float[] mask;

  /** The shape in frame coordinates, blurred by about the given number of pixels. */
  SoftShape(BufferedImage frame, Shape shape, double blur) {
    width = frame.getWidth() / REDUCTION + 2;
    height = frame.getHeight() / REDUCTION + 2;
    BufferedImage small = Images.transparent(width, height);
    Graphics2D g = Images.graphics(small);
    g.scale(1.0 / REDUCTION, 1.0 / REDUCTION);
    g.setColor(Color.WHITE);
    g.fill(shape);
    g.dispose();
    int[] pixels = Images.pixels(small);
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels[i] & 0xff;
    }
    int radius = Math.max(1, (int) Math.round(blur / REDUCTION));
    mask = blurred(blurred(values, radius), radius);
  }

  /** Mixes a colour into the frame where the shape, shifted, is. */
  void mixInto(BufferedImage frame, Color color, double strength, double dx, double dy) {
    int[] pixels = Images.pixels(frame);
    float[] row = new float[width];
    for (int y = 0; y < frame.getHeight(); y++) {
      readRow((y - dy) / REDUCTION, (float) strength, row);
      for (int x = 0; x < frame.getWidth(); x++) {
        double column = Math.max(0, Math.min(width - 1.001, (x - dx) / REDUCTION));
        int left = (int) column;
        int weight = (int) (row[left] + (row[left + 1] - row[left]) * (column - left));
        if (weight > 0) {
          int i = y * frame.getWidth() + x;
          pixels[i] = toward(pixels[i], color, weight);
        }
      }
    }
  }

  /** One line of the mask at any height, times a factor. */
  private void readRow(double y, float factor, float[] row) {
    double inside = Math.max(0, Math.min(height - 1.001, y));
    int top = (int) inside;
    float share = (float) (inside - top);
    for (int x = 0; x < width; x++) {
      float upper = mask[top * width + x];
      float lower = mask[(top + 1) * width + x];
      row[x] = factor * (upper + (lower - upper) * share);
    }
  }

  private static int toward(int pixel, Color color, int weight) {
    int red = toward(pixel >> 16 & 0xff, color.getRed(), weight);
    int green = toward(pixel >> 8 & 0xff, color.getGreen(), weight);
    int blue = toward(pixel & 0xff, color.getBlue(), weight);
    return red << 16 | green << 8 | blue;
  }

  private static int toward(int from, int to, int weight) {
    return from + (to - from) * weight / 256;
  }

  private float[] blurred(float[] values, int radius) {
    float[] rows = new float[values.length];
    for (int y = 0; y < height; y++) {
      blurLine(values, rows, y * width, 1, width, radius);
    }
    float[] result = new float[values.length];
    for (int x = 0; x < width; x++) {
      blurLine(rows, result, x, width, height, radius);
    }
    return result;
  }

  private static void blurLine(
      float[] from, float[] to, int start, int step, int count, int radius) {
    float sum = from[start] * radius;
    for (int i = 0; i < radius; i++) {
      sum += from[start + Math.min(i, count - 1) * step];
    }
    for (int i = 0; i < count; i++) {
      sum += from[start + Math.min(i + radius, count - 1) * step];
      to[start + i * step] = sum / (2 * radius + 1);
      sum -= from[start + Math.max(i - radius, 0) * step];
    }
  }
}
