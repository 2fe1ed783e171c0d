package io.github.twohead;

import java.util.List;

/**
 * How one head's decisions meet the labels; images whose label is unknown are not counted.
 * Immutable.
 *
 * <p>A ratio whose denominator is 0 is 0.
 */
public final class ConfusionCounts {
  private final int truePositives;
  private final int falsePositives;
  private final int falseNegatives;
  private final int trueNegatives;

  private ConfusionCounts(
      int truePositives, int falsePositives, int falseNegatives, int trueNegatives) {
    this.truePositives = truePositives;
    this.falsePositives = falsePositives;
    this.falseNegatives = falseNegatives;
    this.trueNegatives = trueNegatives;
  }

  /**
   * Returns the counts of a yes/no question.
   *
   * @param truePositives yes, rightly
   * @param falsePositives yes, wrongly
   * @param falseNegatives no, wrongly
   * @param trueNegatives no, rightly
   * @return the counts
   */
  public static ConfusionCounts of(
      int truePositives, int falsePositives, int falseNegatives, int trueNegatives) {
    return new ConfusionCounts(truePositives, falsePositives, falseNegatives, trueNegatives);
  }

  /**
   * Returns how many images were answered yes, rightly.
   *
   * @return the images
   */
  public int truePositives() {
    return truePositives;
  }

  /**
   * Returns how many images were answered yes, wrongly.
   *
   * @return the images
   */
  public int falsePositives() {
    return falsePositives;
  }

  /**
   * Returns how many images were answered no, wrongly.
   *
   * @return the images
   */
  public int falseNegatives() {
    return falseNegatives;
  }

  /**
   * Returns how many images were answered no, rightly.
   *
   * @return the images
   */
  public int trueNegatives() {
    return trueNegatives;
  }

  /**
   * Returns the share of right answers among those that are yes.
   *
   * @return precision, 0 to 1
   */
  public double precision() {
    return ratio(truePositives, truePositives + falsePositives);
  }

  /**
   * Returns the share of positive images that were found.
   *
   * @return recall, 0 to 1
   */
  public double recall() {
    return ratio(truePositives, truePositives + falseNegatives);
  }

  /**
   * Returns the harmonic mean of precision and recall.
   *
   * @return F1, 0 to 1
   */
  public double f1() {
    return ratio(2L * truePositives, 2L * truePositives + falsePositives + falseNegatives);
  }

  /**
   * Returns the weighted harmonic mean of precision and recall.
   *
   * @param beta how much more recall weighs than precision, above 0
   * @return Fβ, 0 to 1
   */
  public double fBeta(double beta) {
    double square = beta * beta;
    double hits = (1 + square) * truePositives;
    double all = hits + square * falseNegatives + falsePositives;
    return all == 0 ? 0 : hits / all;
  }

  /**
   * Returns the share of negative images that were answered yes.
   *
   * @return the false-positive rate, 0 to 1
   */
  public double falsePositiveRate() {
    return ratio(falsePositives, negatives());
  }

  /**
   * Returns the mean of the shares of positive and of negative images that were answered rightly;
   * where all images are of one kind, the share of that kind.
   *
   * @return balanced accuracy, 0 to 1
   */
  public double balancedAccuracy() {
    double ofNegatives = ratio(trueNegatives, negatives());
    if (positives() == 0 || negatives() == 0) {
      return positives() == 0 ? ofNegatives : recall();
    }
    return (recall() + ofNegatives) / 2;
  }

  /**
   * Returns Matthews' correlation coefficient of decisions and labels.
   *
   * @return MCC, −1 to 1; 0 where all decisions or all labels are the same
   */
  public double mcc() {
    double yes = (double) truePositives + falsePositives;
    double no = (double) trueNegatives + falseNegatives;
    double spread = Math.sqrt(yes * no) * Math.sqrt((double) positives() * negatives());
    double together =
        (double) truePositives * trueNegatives - (double) falsePositives * falseNegatives;
    return spread == 0 ? 0 : together / spread;
  }

  /**
   * Returns the number of images that are positive.
   *
   * @return true positives and false negatives
   */
  public int positives() {
    return truePositives + falseNegatives;
  }

  /**
   * Returns the number of images that are negative.
   *
   * @return true negatives and false positives
   */
  public int negatives() {
    return trueNegatives + falsePositives;
  }

  /**
   * Returns the share of right answers.
   *
   * @return accuracy, 0 to 1
   */
  public double accuracy() {
    return ratio(truePositives + trueNegatives, total());
  }

  /**
   * Returns the number of images with a known label.
   *
   * @return the sum of the four counts
   */
  public int total() {
    return truePositives + falsePositives + falseNegatives + trueNegatives;
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfusionCounts that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(truePositives, falsePositives, falseNegatives, trueNegatives);
  }

  /** Returns a text such as {@code 3 TP, 1 FP, 2 FN, 4 TN}. */
  @Override
  public String toString() {
    return truePositives
        + " TP, "
        + falsePositives
        + " FP, "
        + falseNegatives
        + " FN, "
        + trueNegatives
        + " TN";
  }
}
