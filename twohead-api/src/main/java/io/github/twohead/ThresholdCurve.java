package io.github.twohead;

import java.util.Arrays;

/**
 * What a head's decisions are at every threshold: the points of its ROC curve, {@link
 * #falsePositiveRate} and {@link #recall}, and of its precision-recall curve, {@link #recall} and
 * {@link #precision}. Immutable.
 *
 * <p>There is a point for each distinct probability, the highest first, and before them all one at
 * {@link Double#POSITIVE_INFINITY}, where no answer is yes. From one point to the next recall and
 * the false-positive rate grow or stay. Images of the same probability are answered alike, so that
 * ties are one point.
 *
 * <pre>{@code
 * ThresholdCurve curve = evaluation.head("screen").curve();
 * for (int i = 0; i < curve.size(); i++) {
 *   plot(curve.falsePositiveRate(i), curve.recall(i));
 * }
 * }</pre>
 */
public final class ThresholdCurve {
  private final double[] thresholds;
  private final int[] truePositives;
  private final int[] falsePositives;

  private ThresholdCurve(double[] thresholds, int[] truePositives, int[] falsePositives) {
    this.thresholds = thresholds;
    this.truePositives = truePositives;
    this.falsePositives = falsePositives;
  }

  /**
   * The curve of images in the order of their probabilities.
   *
   * @param ranked the highest first
   */
  static ThresholdCurve of(HeadEvaluation ranked) {
    int images = ranked.images();
    double[] thresholds = new double[images + 1];
    int[] truePositives = new int[images + 1];
    int[] falsePositives = new int[images + 1];
    thresholds[0] = Double.POSITIVE_INFINITY;
    int last = 0;
    for (int i = 0; i < images; i++) {
      double probability = ranked.probability(i);
      if (probability != thresholds[last]) {
        last++;
        thresholds[last] = probability;
        truePositives[last] = truePositives[last - 1];
        falsePositives[last] = falsePositives[last - 1];
      }
      if (ranked.isPositive(i)) {
        truePositives[last]++;
      } else {
        falsePositives[last]++;
      }
    }
    return new ThresholdCurve(
        Arrays.copyOf(thresholds, last + 1),
        Arrays.copyOf(truePositives, last + 1),
        Arrays.copyOf(falsePositives, last + 1));
  }

  /**
   * Returns the number of points.
   *
   * @return one more than there are distinct probabilities
   */
  public int size() {
    return thresholds.length;
  }

  /**
   * Returns the threshold of a point.
   *
   * @param point from 0, the highest first
   * @return a probability that an image has; positive infinity of point 0
   */
  public double threshold(int point) {
    return thresholds[point];
  }

  /**
   * Returns how the decisions of a point meet the labels.
   *
   * @param point from 0
   * @return the counts
   */
  public ConfusionCounts counts(int point) {
    return ConfusionCounts.of(
        truePositives[point],
        falsePositives[point],
        positives() - truePositives[point],
        negatives() - falsePositives[point]);
  }

  /**
   * Returns the share of right answers among those that are yes.
   *
   * @param point from 0
   * @return precision, 0 to 1; 1 of point 0, as the curve is drawn
   */
  public double precision(int point) {
    int yes = truePositives[point] + falsePositives[point];
    return yes == 0 ? 1 : (double) truePositives[point] / yes;
  }

  /**
   * Returns the share of positive images that are found: the true-positive rate.
   *
   * @param point from 0
   * @return recall, 0 to 1; 0 where there is no positive image
   */
  public double recall(int point) {
    return positives() == 0 ? 0 : (double) truePositives[point] / positives();
  }

  /**
   * Returns the share of negative images that are answered yes.
   *
   * @param point from 0
   * @return the false-positive rate, 0 to 1; 0 where there is no negative image
   */
  public double falsePositiveRate(int point) {
    return negatives() == 0 ? 0 : (double) falsePositives[point] / negatives();
  }

  private int positives() {
    return truePositives[truePositives.length - 1];
  }

  private int negatives() {
    return falsePositives[falsePositives.length - 1];
  }

  /** The mean of precision over recall: the area under steps, not under a line between points. */
  double averagePrecision() {
    double area = 0;
    for (int i = 1; i < size(); i++) {
      area += (recall(i) - recall(i - 1)) * precision(i);
    }
    return area;
  }

  /** The area under the ROC curve, by trapezoids. */
  double area() {
    double twice = 0;
    for (int i = 1; i < size(); i++) {
      double width = (double) falsePositives[i] - falsePositives[i - 1];
      twice += width * ((double) truePositives[i] + truePositives[i - 1]);
    }
    return twice / 2 / positives() / negatives();
  }

  /** The highest recall of a point whose precision is no lower. */
  double recallAtPrecision(double lowest) {
    double best = 0;
    for (int i = 0; i < size(); i++) {
      best = precision(i) >= lowest ? Math.max(best, recall(i)) : best;
    }
    return best;
  }

  /** The highest precision of a point whose recall is no lower. */
  double precisionAtRecall(double lowest) {
    double best = 0;
    for (int i = 0; i < size(); i++) {
      best = recall(i) >= lowest ? Math.max(best, precision(i)) : best;
    }
    return best;
  }

  /** The highest recall of a point whose false-positive rate is no higher. */
  double recallAtFalsePositiveRate(double highest) {
    double best = 0;
    for (int i = 0; i < size(); i++) {
      best = falsePositiveRate(i) <= highest ? Math.max(best, recall(i)) : best;
    }
    return best;
  }
}
