package io.github.twohead.djl.internal.augmentation;

import io.github.twohead.runtime.internal.image.Resampler;
import io.github.twohead.runtime.internal.image.RgbImage;
import java.util.random.RandomGenerator;

/** Changes of where things are seen, as torchvision and Pillow make them. */
final class Geometry {
  private static final double LEAST_SHAPE = 3.0 / 4;
  private static final double MOST_SHAPE = 4.0 / 3;

  private Geometry() {}

  /** {@code RandomResizedCrop} of at least a share of the area. */
  static void resizedCrop(Canvas image, double leastArea, RandomGenerator random) {
    int width = image.width();
    int height = image.height();
    Box.Range range = new Box.Range(leastArea, 1, LEAST_SHAPE, MOST_SHAPE);
    crop(image, Box.draw(range, width, height, random).orElseGet(() -> middle(width, height)));
  }

  /** The largest rectangle in the middle that is of an allowed shape. */
  private static Box middle(int width, int height) {
    int across = (int) Math.min(width, Math.rint(height * MOST_SHAPE));
    int down = (int) Math.min(height, Math.rint(width / LEAST_SHAPE));
    return new Box((width - across) / 2, (height - down) / 2, across, down);
  }

  /** {@code resized_crop}: a part becomes the image. */
  static void crop(Canvas image, Box box) {
    byte[] part = new byte[(int) (3 * box.area())];
    for (int row = 0; row < box.height(); row++) {
      int from = 3 * ((box.top() + row) * image.width() + box.left());
      System.arraycopy(image.pixels(), from, part, 3 * row * box.width(), 3 * box.width());
    }
    RgbImage cut = new RgbImage(box.width(), box.height(), part);
    image.load(Resampler.resize(cut, image.width(), image.height()).pixels());
  }

  /** The first row becomes the last. */
  static void flipVertically(Canvas image) {
    int stride = 3 * image.width();
    byte[] from = image.pixels();
    for (int row = 0; row < image.height(); row++) {
      int at = (image.height() - 1 - row) * stride;
      System.arraycopy(from, row * stride, image.spare(), at, stride);
    }
    image.swap();
  }

  /** {@code RandomPerspective}: each corner moves inwards by up to half of a share of the sides. */
  static void perspective(Canvas image, double distortion, RandomGenerator random) {
    int width = image.width();
    int height = image.height();
    int halfWidth = width / 2;
    int halfHeight = height / 2;
    int across = (int) (distortion * halfWidth);
    int down = (int) (distortion * halfHeight);
    double[] corners = new double[8];
    for (int corner = 0; corner < 4; corner++) {
      boolean isRight = corner == 1 || corner == 2;
      boolean isLow = corner >= 2;
      int x = random.nextInt(across + 1);
      int y = random.nextInt(down + 1);
      corners[2 * corner] = isRight ? width - 1 - x : x;
      corners[2 * corner + 1] = isLow ? height - 1 - y : y;
    }
    new Projection(width, height, corners).apply(image);
  }

  /**
   * Where each pixel comes from when the corners of an image move: {@code x' = (ax + by + c) / (gx
   * + hy + 1)}, and y' alike; between pixels values are interpolated.
   */
  static final class Projection {
    private final double[] a;

    /**
     * Creates a projection.
     *
     * @param corners x and y of where upper left, upper right, lower right and lower left go
     */
    Projection(int width, int height, double[] corners) {
      double[] from = {0, 0, width - 1, 0, width - 1, height - 1, 0, height - 1};
      double[][] equations = new double[8][];
      for (int i = 0; i < 8; i += 2) {
        double x = corners[i];
        double y = corners[i + 1];
        double u = from[i];
        double v = from[i + 1];
        equations[i] = new double[] {x, y, 1, 0, 0, 0, -u * x, -u * y, u};
        equations[i + 1] = new double[] {0, 0, 0, x, y, 1, -v * x, -v * y, v};
      }
      a = solve(equations);
    }

    /** Gauss and Jordan's elimination, with the largest pivots. */
    private static double[] solve(double[][] rows) {
      int n = rows.length;
      for (int column = 0; column < n; column++) {
        int pivot = column;
        for (int row = column + 1; row < n; row++) {
          pivot = Math.abs(rows[row][column]) > Math.abs(rows[pivot][column]) ? row : pivot;
        }
        double[] chosen = rows[pivot];
        rows[pivot] = rows[column];
        rows[column] = chosen;
        for (int row = 0; row < n; row++) {
          double factor = row == column ? 0 : rows[row][column] / chosen[column];
          for (int i = column; factor != 0 && i <= n; i++) {
            rows[row][i] -= factor * chosen[i];
          }
        }
      }
      double[] solution = new double[n];
      for (int i = 0; i < n; i++) {
        solution[i] = rows[i][n] / rows[i][i];
      }
      return solution;
    }

    void apply(Canvas image) {
      int out = 0;
      for (int row = 0; row < image.height(); row++) {
        double y = row + 0.5;
        for (int column = 0; column < image.width(); column++, out += 3) {
          double x = column + 0.5;
          double w = a[6] * x + a[7] * y + 1;
          float fromX = (float) ((a[0] * x + a[1] * y + a[2]) / w);
          float fromY = (float) ((a[3] * x + a[4] * y + a[5]) / w);
          interpolate(image, fromX, fromY, out);
        }
      }
      image.swap();
    }

    private static void interpolate(Canvas image, float x, float y, int out) {
      byte[] to = image.spare();
      if (!(x >= 0 && x < image.width() && y >= 0 && y < image.height())) {
        to[out] = to[out + 1] = to[out + 2] = 0;
        return;
      }
      int left = (int) (x + 0.5f) - 1; // floor, for x − 0.5 may be negative
      int top = (int) (y + 0.5f) - 1;
      float right = x - 0.5f - left;
      float below = y - 0.5f - top;
      int upper = Math.max(0, top) * image.width();
      int lower = Math.min(image.height() - 1, top + 1) * image.width();
      int first = Math.max(0, left);
      int second = Math.min(image.width() - 1, left + 1);
      byte[] from = image.pixels();
      for (int channel = 0; channel < 3; channel++) {
        float above = mix(from, upper + first, upper + second, channel, right);
        float under = mix(from, lower + first, lower + second, channel, right);
        to[out + channel] = (byte) (int) (above + (under - above) * below);
      }
    }

    private static float mix(byte[] from, int one, int other, int channel, float share) {
      int value = from[3 * one + channel] & 0xFF;
      return value + ((from[3 * other + channel] & 0xFF) - value) * share;
    }
  }
}
