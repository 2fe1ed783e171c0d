package io.github.twohead;

/**
 * How one head's decisions meet the labels; images whose label is unknown are not counted.
 *
 * <p>A ratio whose denominator is 0 is 0.
 *
 * @param truePositives yes, rightly
 * @param falsePositives yes, wrongly
 * @param falseNegatives no, wrongly
 * @param trueNegatives no, rightly
 */
public record ConfusionCounts(
    int truePositives, int falsePositives, int falseNegatives, int trueNegatives) {

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
}
