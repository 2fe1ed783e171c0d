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
}
