package io.github.twohead.djl.internal.augmentation;

import io.github.twohead.Augmentation;
import java.util.random.RandomGenerator;

/**
 * Where each pixel of the result comes from, in fixed point.
 *
 * <p>Each row starts from an exact position, so the error stays below a sixteenth of a pixel at the
 * largest size and is nothing for mirroring and quarter turns.
 */
final class AffineMap {
  static final int FRACTION_BITS = 16;
  private static final double ONE = 1 << FRACTION_BITS;

  private final double xx;
  private final double xy;
  private final double yx;
  private final double yy;
  private final double originX;
  private final double originY;
  private final boolean identity;

  /**
   * Creates the map of a turned, cropped, mirrored image.
   *
   * @param degrees angle of the rotation around the centre
   * @param flip whether left and right are swapped
   * @param share sides of the crop as a share of the image's
   * @param left where the crop lies, as a share of the space that it leaves, 0 to 1
   * @param top the same, from the top
   */
  AffineMap(
      int width, int height, double degrees, boolean flip, double share, double left, double top) {
    double cos = cos(degrees);
    double sin = cos(degrees - 90);
    double across = flip ? -share : share;
    xx = cos * across;
    xy = -sin * share;
    yx = sin * across;
    yy = cos * share;
    double cropX = left * (1 - share) * width + (flip ? share * width : 0) - width / 2.0;
    double cropY = top * (1 - share) * height - height / 2.0;
    originX = cos * cropX - sin * cropY + width / 2.0;
    originY = sin * cropX + cos * cropY + height / 2.0;
    identity = degrees == 0 && !flip && share == 1;
  }

  private AffineMap(double xy, double yx, double originX, double originY) {
    xx = 1;
    yy = 1;
    this.xy = xy;
    this.yx = yx;
    this.originX = originX;
    this.originY = originY;
    identity = xy == 0 && yx == 0 && originX == 0 && originY == 0;
  }

  /** The map that moves each row, or each column, by so much of its distance from the corner. */
  static AffineMap sheared(double across, double down) {
    return new AffineMap(across, down, 0, 0);
  }

  /** The map that moves an image by whole pixels to the right and down. */
  static AffineMap moved(int right, int down) {
    return new AffineMap(0, 0, -right, -down);
  }

  /** Draws what the augmentation asks for. */
  static AffineMap draw(Augmentation augmentation, int width, int height, RandomGenerator random) {
    double degrees = 0;
    if (augmentation.rotation() > 0) {
      degrees = augmentation.rotation() * (2 * random.nextDouble() - 1);
    }
    boolean flip = augmentation.horizontalFlip() && random.nextBoolean();
    double share = 1;
    double left = 0;
    double top = 0;
    if (augmentation.smallestCrop() < 1) {
      share = 1 - random.nextDouble() * (1 - augmentation.smallestCrop());
      left = random.nextDouble();
      top = random.nextDouble();
    }
    return new AffineMap(width, height, degrees, flip, share, left, top);
  }

  /** Exact for quarter turns, where {@link Math#cos} is not. */
  private static double cos(double degrees) {
    return degrees % 180 == 90 || degrees % 180 == -90 ? 0 : Math.cos(Math.toRadians(degrees));
  }

  boolean isIdentity() {
    return identity;
  }

  /** Changes an image, by the nearest pixels; what lies outside becomes black. */
  void apply(Canvas image) {
    byte[] from = image.pixels();
    byte[] to = image.spare();
    int width = image.width();
    int height = image.height();
    int out = 0;
    for (int y = 0; y < height; y++) {
      int sourceX = rowX(y);
      int sourceY = rowY(y);
      for (int x = 0; x < width; x++, out += 3) {
        int column = sourceX >> FRACTION_BITS;
        int row = sourceY >> FRACTION_BITS;
        boolean inside = column >= 0 && column < width && row >= 0 && row < height;
        int in = 3 * (row * width + column);
        to[out] = inside ? from[in] : 0;
        to[out + 1] = inside ? from[in + 1] : 0;
        to[out + 2] = inside ? from[in + 2] : 0;
        sourceX += stepX();
        sourceY += stepY();
      }
    }
    image.swap();
  }

  /** Returns the source column of a row's first pixel. */
  int rowX(int y) {
    return fixed(xx / 2 + xy * (y + 0.5) + originX);
  }

  /** Returns the source row of a row's first pixel. */
  int rowY(int y) {
    return fixed(yx / 2 + yy * (y + 0.5) + originY);
  }

  /** Returns what the source column grows by from one pixel to the next. */
  int stepX() {
    return fixed(xx);
  }

  /** Returns what the source row grows by from one pixel to the next. */
  int stepY() {
    return fixed(yx);
  }

  private static int fixed(double pixels) {
    return (int) Math.round(pixels * ONE);
  }
}
