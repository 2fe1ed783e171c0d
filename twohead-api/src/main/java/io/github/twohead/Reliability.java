package io.github.twohead;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How far probabilities mean what they say: images in bins by their probability, and how often each
 * bin was right. Immutable.
 */
public final class Reliability {
  private final List<Bin> bins;

  private Reliability(List<Bin> bins) {
    this.bins = bins;
  }

  /** How bins are cut. */
  public enum Binning {
    /** Each is as wide as the others; many may hold few images. */
    EQUAL_WIDTH,
    /** Each holds as many images as the others, as far as equal probabilities let it. */
    EQUAL_COUNT
  }

  /** Images of about the same probability. Immutable. */
  public static final class Bin {
    private final double low;
    private final double high;
    private final int images;
    private final double probability;
    private final double frequency;

    private Bin(double low, double high, int images, double probabilities, int right) {
      this.low = low;
      this.high = high;
      this.images = images;
      probability = probabilities / images;
      frequency = (double) right / images;
    }

    /** {@return what probabilities are above; that of the first bin may be here itself} */
    public double low() {
      return low;
    }

    /** {@return the highest probability that may be here} */
    public double high() {
      return high;
    }

    /** {@return how many images there are, at least 1} */
    public int images() {
      return images;
    }

    /** {@return the mean of their probabilities} */
    public double probability() {
      return probability;
    }

    /** {@return the share that is positive; of a categorical head, whose category is right} */
    public double frequency() {
      return frequency;
    }

    /** Returns a text such as {@code 12 images, probability 0.812, frequency 0.750}. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,d images, probability %.3f, frequency %.3f",
          images,
          probability,
          frequency);
    }
  }

  /** {@return the bins that hold images, the lowest first} */
  public List<Bin> bins() {
    return bins;
  }

  static Reliability of(HeadEvaluation head, int bins, Binning binning) {
    HeadAnswers answers = head.answers();
    boolean categorical = head.head().isCategorical();
    double[] probabilities = new double[head.images()];
    boolean[] right = new boolean[head.images()];
    for (int i = 0; i < right.length; i++) {
      int row = head.row(i);
      int told = categorical ? answers.predicted(row) : LabelNumbers.POSITIVE;
      probabilities[i] = categorical ? answers.named(row, told) : answers.probability(row);
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
        filled.add(new Bin(edges[i], edges[i + 1], images[i], sum[i], hits[i]));
      }
    }
    return new Reliability(List.copyOf(filled));
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
