package io.github.twohead.djl.internal.augmentation;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** A rectangle of pixels. */
record Box(int left, int top, int width, int height) {
  private static final int ATTEMPTS = 10;

  /** What is drawn evenly: shares of the area, and widths in heights on a logarithmic scale. */
  record Range(double leastArea, double mostArea, double leastShape, double mostShape) {}

  /** A rectangle within an image as torchvision draws it; empty if ten of them were too large. */
  static Optional<Box> draw(Range range, int width, int height, RandomGenerator random) {
    double narrow = Math.log(range.leastShape());
    double wide = Math.log(range.mostShape());
    for (int i = 0; i < ATTEMPTS; i++) {
      double share = between(range.leastArea(), range.mostArea(), random);
      double area = share * width * height;
      double shape = Math.exp(between(narrow, wide, random));
      int across = (int) Math.rint(Math.sqrt(area * shape));
      int down = (int) Math.rint(Math.sqrt(area / shape));
      if (across > 0 && across <= width && down > 0 && down <= height) {
        int top = random.nextInt(height - down + 1);
        int left = random.nextInt(width - across + 1);
        return Optional.of(new Box(left, top, across, down));
      }
    }
    return Optional.empty();
  }

  static double between(double low, double high, RandomGenerator random) {
    return low + (high - low) * random.nextDouble();
  }

  long area() {
    return (long) width * height;
  }
}
