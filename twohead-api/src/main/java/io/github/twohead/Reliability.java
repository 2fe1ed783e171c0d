package io.github.twohead;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far probabilities mean what they say: images in bins by their probability, and how often each
 * bin was right. Immutable.
 *
 * @param bins the bins that hold images, the lowest first
 */
public record Reliability(List<Bin> bins) {

  /** Takes a copy. */
  public Reliability {
    bins = List.copyOf(bins);
  }

  /** How bins are cut. */
  public enum Binning {
    /** Each is as wide as the others; many may hold few images. */
    EQUAL_WIDTH,
    /** Each holds as many images as the others, as far as equal probabilities let it. */
    EQUAL_COUNT
  }

  /**
   * Images of about the same probability.
   *
   * @param low the lowest probability that may be here; that of the first bin is within, others are
   *     the end of the bin before
   * @param high the highest probability that may be here
   * @param images how many there are
   * @param probability the mean of their probabilities
   * @param frequency the share that is positive; of a categorical head, whose category is right
   */
  public record Bin(double low, double high, int images, double probability, double frequency) {}

  static Reliability of(HeadEvaluation head, int bins, Binning binning) {
    HeadAnswers answers = head.answers();
    boolean categorical = head.head().isCategorical();
    double[] probabilities = new double[head.images()];
    boolean[] right = new boolean[head.images()];
    for (int i = 0; i < right.length; i++) {
      int row = head.row(i);
      int told = categorical ? answers.predicted(row) : HeadAnswers.POSITIVE;
      probabilities[i] = answers.probability(row, categorical ? told : 0);
      right[i] = answers.label(row) == told;
    }
    return of(probabilities, right, bins, binning);
  }

  private static Reliability of(
      double[] probabilities, boolean[] right, int bins, Binning binning) {
    double[] edges =
        binning == Binning.EQUAL_WIDTH ? equalWidth(bins) : equalCount(probabilities, bins);
    int[] images = new int[bins];
    double[] sum = new double[bins];
    int[] hits = new int[bins];
    for (int i = 0; i < probabilities.length; i++) {
      int bin = bin(edges, probabilities[i]);
      images[bin]++;
      sum[bin] += probabilities[i];
      hits[bin] += right[i] ? 1 : 0;
    }
    List<Bin> filled = new ArrayList<>();
    for (int i = 0; i < bins; i++) {
      if (images[i] > 0) {
        double frequency = (double) hits[i] / images[i];
        filled.add(new Bin(edges[i], edges[i + 1], images[i], sum[i] / images[i], frequency));
      }
    }
    return new Reliability(filled);
  }

  private static double[] equalWidth(int bins) {
    double[] edges = new double[bins + 1];
    Arrays.setAll(edges, i -> i * (1.0 / bins));
    edges[bins] = 1;
    return edges;
  }

  /** Quantiles; a share is in percent on its way, as an edge may be what an image has. */
  private static double[] equalCount(double[] probabilities, int bins) {
    double[] sorted = probabilities.clone();
    Arrays.sort(sorted);
    double[] edges = new double[bins + 1];
    for (int i = 0; i <= bins && sorted.length > 0; i++) {
      double share = i == bins ? 1 : i * (1.0 / bins) * 100 / 100;
      edges[i] = Bootstrap.quantile(sorted, share);
    }
    return edges;
  }

  /** The first bin whose upper edge is no lower; the last one ends nowhere. */
  private static int bin(double[] edges, double probability) {
    int low = 0;
    int high = edges.length - 2;
    while (low < high) {
      int middle = (low + high) / 2;
      if (probability <= edges[middle + 1]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * Returns the expected calibration error: how far the mean probability of a bin is from what came
   * true, the mean over all images.
   *
   * @return the error, 0 to 1; 0 where probabilities mean what they say
   */
  public double expectedCalibrationError() {
    double error = 0;
    long images = 0;
    for (Bin bin : bins) {
      error += bin.images() * Math.abs(bin.probability() - bin.frequency());
      images += bin.images();
    }
    return images == 0 ? 0 : error / images;
  }
}
