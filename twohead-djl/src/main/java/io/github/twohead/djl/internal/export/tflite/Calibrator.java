package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Value;
import java.util.HashMap;
import java.util.Map;

/**
 * Gathers the ranges of values while a network computes the images of a calibration set: some
 * hundred images like those that it will meet.
 */
public final class Calibrator {
  private final Map<Value, Histogram> histograms = new HashMap<>();

  /**
   * Takes note of the numbers that a value had for an image.
   *
   * @throws IllegalArgumentException if one is infinite or not a number
   */
  public void observe(Value value, float[] numbers) {
    histograms.computeIfAbsent(value, v -> new Histogram()).add(numbers);
  }

  /** By value the least and the greatest number. */
  public Map<Value, Range> minMax() {
    return percentile(100);
  }

  /**
   * By value the range without its outermost numbers, which become the nearest in the range.
   *
   * @param percent of the numbers that the range holds, above 0 to 100; half of the others lie on
   *     either side
   */
  public Map<Value, Range> percentile(double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException("no percentile: " + percent);
    }
    Map<Value, Range> ranges = new HashMap<>();
    histograms.forEach((value, histogram) -> ranges.put(value, histogram.range(percent / 100)));
    return ranges;
  }

  /**
   * Counts numbers in bins of one width around 0. When a number lies outside, the bins become twice
   * as wide.
   */
  private static final class Histogram {
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

  /**
   * The numbers that a value takes.
   *
   * @param min the least
   * @param max the greatest
   */
  public record Range(float min, float max) {
    public Range {
      if (!(min <= max) || !Float.isFinite(min) || !Float.isFinite(max)) {
        throw new IllegalArgumentException("a range of " + min + " to " + max + " is none");
      }
    }

    /** The least range that holds both. */
    Range union(Range other) {
      return new Range(Math.min(min, other.min), Math.max(max, other.max));
    }

    /** The range of its numbers after those beyond a magnitude became the nearest that is not. */
    Range clipped(float magnitude) {
      return new Range(clip(min, magnitude), clip(max, magnitude));
    }

    private static float clip(float number, float magnitude) {
      return Math.max(-magnitude, Math.min(magnitude, number));
    }
  }
}
