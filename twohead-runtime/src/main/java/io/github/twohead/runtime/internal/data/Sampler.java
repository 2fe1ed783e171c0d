package io.github.twohead.runtime.internal.data;

import io.github.twohead.LabelledImage;
import io.github.twohead.Sampling;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which rows of a data set an epoch shows, and in which order; both follow from a seed alone.
 * Immutable.
 */
public final class Sampler {
  private final int rows;
  private final int length;

  /** Per row the sum of the weights up to it; empty where rows are not drawn, but shuffled. */
  private final double[] sums;

  private Sampler(int rows, int length, double[] sums) {
    this.rows = rows;
    this.length = length;
    this.sums = sums;
  }

  /** Every row once. */
  static Sampler shuffled(int rows) {
    return new Sampler(rows, rows, new double[0]);
  }

  /** What a sampling says of rows. */
  static Sampler of(Sampling sampling, List<LabelledImage> rows) {
    int length = sampling.epochLength().orElse(rows.size());
    double[] sums = sampling.isShuffled() ? new double[0] : sampling.weights(rows);
    Arrays.parallelPrefix(sums, Double::sum);
    return new Sampler(rows.size(), length, sums);
  }

  /** The rows of an epoch. */
  int length() {
    return length;
  }

  /** Whether an epoch may show a row several times. */
  boolean repeats() {
    return sums.length > 0 || length > rows;
  }

  /** The rows of an epoch in their order. */
  int[] order(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return sums.length == 0 ? passes(random) : draws(random);
  }

  /** One pass in random order after the other, until there are enough rows. */
  private int[] passes(SplittableRandom random) {
    int[] first = pass(random);
    int[] order = Arrays.copyOf(first, length);
    for (int from = rows; from < length; from += rows) {
      System.arraycopy(pass(random), 0, order, from, Math.min(rows, length - from));
    }
    return order;
  }

  private int[] pass(SplittableRandom random) {
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Draws with replacement: a row as often as its part of all weights says. */
  private int[] draws(SplittableRandom random) {
    double all = sums[rows - 1];
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      int place = Arrays.binarySearch(sums, random.nextDouble() * all);
      order[i] = Math.min(rows - 1, place < 0 ? -place - 1 : place + 1);
    }
    return order;
  }
}
