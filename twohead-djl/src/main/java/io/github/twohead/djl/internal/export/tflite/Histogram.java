package io.github.twohead.djl.internal.export.tflite;

/**
 * Counts numbers in bins of one width around 0. When a number lies outside, the bins become twice
 * as wide.
 */
final class Histogram {
  private static final int SIDE = 2048;

  private long[] counts = new long[2 * SIDE];
  private long total;
  private float width = Float.MIN_NORMAL;
  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;

  /**
   * Counts numbers.
   *
   * @throws IllegalArgumentException if one is infinite or not a number
   */
  void add(float[] numbers) {
    for (float number : numbers) {
      if (!Float.isFinite(number)) {
        throw new IllegalArgumentException(
            "a number of the network is " + number + ": it cannot be calibrated");
      }
      min = Math.min(min, number);
      max = Math.max(max, number);
    }
    while (Math.max(-min, max) >= width * SIDE) {
      widen();
    }
    for (float number : numbers) {
      counts[bin(number)]++;
    }
    total += numbers.length;
  }

  private int bin(float number) {
    return (int) Math.floor(number / width) + SIDE;
  }

  private void widen() {
    long[] wide = new long[2 * SIDE];
    for (int i = 0; i < counts.length; i++) {
      wide[Math.floorDiv(i - SIDE, 2) + SIDE] += counts[i];
    }
    counts = wide;
    width *= 2;
  }

  /**
   * The range that holds a share of the numbers, as much being cut off on either side.
   *
   * @param share 0 to 1
   */
  Range range(double share) {
    double cut = total * (1 - share) / 2;
    int first = 0;
    for (double below = counts[0]; below <= cut; below += counts[first]) {
      first++;
    }
    int last = counts.length - 1;
    for (double above = counts[last]; above <= cut; above += counts[last]) {
      last--;
    }
    float left = Math.max(min, (first - SIDE) * width);
    float right = Math.min(max, (last + 1 - SIDE) * width);
    return new Range(left, right);
  }
}
