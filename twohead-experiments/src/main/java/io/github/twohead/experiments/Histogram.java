package io.github.twohead.experiments;

import io.github.twohead.spi.Arguments;
import java.util.Arrays;

/**
 * How often numbers lie where: bins of equal width from the least number to the greatest.
 * Immutable.
 */
public final class Histogram {
  private static final int BINS = 64;

  private final double[] edges;
  private final long[] counts;

  private Histogram(double[] edges, long[] counts) {
    this.edges = edges;
    this.counts = counts;
  }

  /**
   * Returns what was counted elsewhere, whose bins may be of any width.
   *
   * @param edges where bins begin, in order, and where the last one ends: one more than there are
   *     counts
   * @param counts how many numbers lie in each bin
   * @return the histogram
   * @throws IllegalArgumentException if there is another number of edges
   */
  public static Histogram of(double[] edges, long[] counts) {
    Arguments.notNull("edges", edges);
    if (edges.length != Arguments.notNull("counts", counts).length + 1) {
      throw new IllegalArgumentException(
          "a histogram of " + counts.length + " bins does not have " + edges.length + " edges");
    }
    return new Histogram(edges.clone(), counts.clone());
  }

  /**
   * Counts numbers in 64 bins; equal numbers in one.
   *
   * @param values the numbers, of which those that are not finite are left out
   * @return the histogram; without bins where there is no finite number
   */
  public static Histogram of(float[] values) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (float value : Arguments.notNull("values", values)) {
      if (Float.isFinite(value)) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
    }
    if (least > greatest) {
      return new Histogram(new double[1], new long[0]);
    }
    int bins = least == greatest ? 1 : BINS;
    double[] edges = new double[bins + 1];
    double range = (double) greatest - least;
    for (int i = 0; i <= bins; i++) {
      edges[i] = least + range * i / bins;
    }
    edges[bins] = greatest;
    return new Histogram(edges, counts(values, least, range, bins));
  }

  private static long[] counts(float[] values, float least, double range, int bins) {
    long[] counts = new long[bins];
    for (float value : values) {
      if (Float.isFinite(value)) {
        int bin = range == 0 ? 0 : (int) (((double) value - least) / range * bins);
        counts[Math.min(bin, bins - 1)]++;
      }
    }
    return counts;
  }

  /** {@return where bins begin, in order, and where the last one ends; a copy} */
  public double[] edges() {
    return edges.clone();
  }

  /** {@return how many numbers lie in each bin, one less than there are edges; a copy} */
  public long[] counts() {
    return counts.clone();
  }

  /** {@return how many numbers were counted: the sum of the counts} */
  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Histogram that
        && Arrays.equals(edges, that.edges)
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(edges) + Arrays.hashCode(counts);
  }

  /** Returns a text such as {@code 648 numbers from -0.5 to 0.4 in 64 bins}. */
  @Override
  public String toString() {
    return counts.length == 0
        ? "0 numbers"
        : total()
            + " numbers from "
            + edges[0]
            + " to "
            + edges[counts.length]
            + " in "
            + counts.length
            + (counts.length == 1 ? " bin" : " bins");
  }
}
