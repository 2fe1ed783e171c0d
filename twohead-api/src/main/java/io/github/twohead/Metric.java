package io.github.twohead;

import io.github.twohead.BuiltInMetrics.Needs;
import io.github.twohead.Reliability.Binning;
import io.github.twohead.spi.Arguments;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A score of one head on a table of images.
 *
 * <p>Those here agree with scikit-learn's of the same name. A ratio whose denominator is 0 is 0, as
 * with its {@code zero_division=0}; what is undefined otherwise, such as the area under the ROC
 * curve without a positive image, throws a {@link DataException} that says why. A metric for heads
 * of one kind throws an {@link IllegalArgumentException} for the other. All throw a {@link
 * DataException} where no image has a label.
 *
 * <p>One's own is a lambda; implementations may be called from any thread, and for resamples that
 * repeat images.
 *
 * <pre>{@code
 * Metric cost = Metric.ofLoss("cost", head -> {
 *   ConfusionCounts counts = head.counts();
 *   return 10.0 * counts.falseNegatives() + counts.falsePositives();
 * });
 * model.trainer().keepBestBy(screen, cost);
 * }</pre>
 */
public interface Metric {
  /** The harmonic mean of precision and recall, at the model's threshold. */
  Metric F1 = BuiltInMetrics.ofCounts("F1", ConfusionCounts::f1);

  /** The share of right answers among those that are yes, at the model's threshold. */
  Metric PRECISION = BuiltInMetrics.ofCounts("PRECISION", ConfusionCounts::precision);

  /** The share of positive images that were found, at the model's threshold. */
  Metric RECALL = BuiltInMetrics.ofCounts("RECALL", ConfusionCounts::recall);

  /** The share of right answers, of heads of either kind. */
  Metric ACCURACY =
      BuiltInMetrics.ofEither("ACCURACY", ConfusionCounts::accuracy, CategoryCounts::accuracy);

  /**
   * The mean of recall over yes and no, or over the categories, that an image has; of heads of
   * either kind.
   */
  Metric BALANCED_ACCURACY =
      BuiltInMetrics.ofEither(
          "BALANCED_ACCURACY", ConfusionCounts::balancedAccuracy, CategoryCounts::balancedAccuracy);

  /** Matthews' correlation coefficient, −1 to 1; of heads of either kind. */
  Metric MCC = BuiltInMetrics.ofEither("MCC", ConfusionCounts::mcc, CategoryCounts::mcc);

  /** The mean of precision over recall, at all thresholds: the area under steps. */
  Metric AVERAGE_PRECISION =
      BuiltInMetrics.ofCurve("AVERAGE_PRECISION", Needs.POSITIVE, ThresholdCurve::averagePrecision);

  /** The area under the ROC curve: how often a positive image is above a negative one. */
  Metric ROC_AUC = BuiltInMetrics.ofCurve("ROC_AUC", Needs.BOTH, ThresholdCurve::area);

  /**
   * The mean of −ln of the probability that the label had, at least 2⁻⁵²; of heads of either kind,
   * less is better.
   */
  Metric LOG_LOSS = BuiltInMetrics.ofError("LOG_LOSS", BuiltInMetrics::logLoss);

  /**
   * The mean of (probability − label)², 0 to 1; of a categorical head their sum over the
   * categories, 0 to 2. Less is better.
   */
  Metric BRIER = BuiltInMetrics.ofError("BRIER", BuiltInMetrics::brier);

  /**
   * The {@linkplain Reliability#expectedCalibrationError expected calibration error} of 15 bins of
   * equal width, 0 to 1; of heads of either kind, less is better.
   */
  Metric ECE = calibrationError(15, Binning.EQUAL_WIDTH);

  /** The expected calibration error of 15 bins that hold equally many images, as {@link #ECE}. */
  Metric ECE_EQUAL_COUNT = calibrationError(15, Binning.EQUAL_COUNT);

  /** The mean of precision over the categories that an image has or was given. */
  Metric MACRO_PRECISION =
      BuiltInMetrics.ofCategories(
          "MACRO_PRECISION", counts -> counts.macro(ConfusionCounts::precision));

  /** The mean of recall over the categories that an image has or was given. */
  Metric MACRO_RECALL =
      BuiltInMetrics.ofCategories("MACRO_RECALL", counts -> counts.macro(ConfusionCounts::recall));

  /** The mean of F1 over the categories that an image has or was given. */
  Metric MACRO_F1 =
      BuiltInMetrics.ofCategories("MACRO_F1", counts -> counts.macro(ConfusionCounts::f1));

  /** The precision of all categories' decisions together; as each image has one, the accuracy. */
  Metric MICRO_PRECISION = BuiltInMetrics.ofCategories("MICRO_PRECISION", CategoryCounts::accuracy);

  /** The recall of all categories' decisions together; as each image has one, the accuracy. */
  Metric MICRO_RECALL = BuiltInMetrics.ofCategories("MICRO_RECALL", CategoryCounts::accuracy);

  /** The F1 of all categories' decisions together; as each image has one, the accuracy. */
  Metric MICRO_F1 = BuiltInMetrics.ofCategories("MICRO_F1", CategoryCounts::accuracy);

  /**
   * Returns the metrics that reports, run folders and trackers give of a head.
   *
   * @param head yes/no or of categories
   * @return those of its kind, all of which {@link #parse} knows
   */
  static List<Metric> usual(HeadSpec head) {
    return UsualMetrics.of(Arguments.notNull("head", head));
  }

  /**
   * Returns the few of the {@linkplain #usual usual} metrics that tables for people show.
   *
   * @param head yes/no or of categories
   * @return four or five, of its kind
   */
  static List<Metric> brief(HeadSpec head) {
    return UsualMetrics.brief(Arguments.notNull("head", head));
  }

  /**
   * Returns the name under which saved models remember this metric.
   *
   * @return the text that {@link #parse} reads, of those here
   */
  String name();

  /**
   * Returns the score of a head. {@link HeadEvaluation#score} also refuses NaN.
   *
   * @param head its answers on a table
   * @return the score; NaN where it is undefined
   */
  double of(HeadEvaluation head);

  /**
   * Says which of two scores is better.
   *
   * @return whether it is the higher one
   */
  default boolean higherIsBetter() {
    return true;
  }

  /**
   * Returns a metric of one's own, of which more is better.
   *
   * @param name what reports and saved models call it
   * @param score gives the score of a head
   * @return the metric
   */
  static Metric of(String name, ToDoubleFunction<HeadEvaluation> score) {
    return BuiltInMetrics.ofUser(name, true, score);
  }

  /**
   * Returns a metric of one's own, of which less is better.
   *
   * @param name what reports and saved models call it
   * @param score gives the score of a head
   * @return the metric
   */
  static Metric ofLoss(String name, ToDoubleFunction<HeadEvaluation> score) {
    return BuiltInMetrics.ofUser(name, false, score);
  }

  /**
   * Returns the weighted harmonic mean of precision and recall, at the model's threshold.
   *
   * @param beta how much more recall weighs than precision, above 0, at most 1,000; 1 is F1
   * @return the metric, {@code F2} for 2
   */
  static Metric fBeta(double beta) {
    Checks.aboveZero("beta", beta, 1000);
    return beta == 1
        ? F1
        : BuiltInMetrics.ofCounts("F" + Checks.text(beta), counts -> counts.fBeta(beta));
  }

  /**
   * Returns the highest recall of a threshold whose precision is no lower than asked; 0 where no
   * threshold reaches it.
   *
   * @param precision 0 to 1
   * @return the metric, such as {@code recall@precision>=0.9}
   */
  static Metric recallAtPrecision(double precision) {
    Checks.inRange("precision", precision, 0, 1);
    return BuiltInMetrics.ofCurve(
        "recall@precision>=" + Checks.text(precision),
        Needs.POSITIVE,
        curve -> curve.recallAtPrecision(precision));
  }

  /**
   * Returns the highest precision of a threshold whose recall is no lower than asked.
   *
   * @param recall 0 to 1
   * @return the metric, such as {@code precision@recall>=0.9}
   */
  static Metric precisionAtRecall(double recall) {
    Checks.inRange("recall", recall, 0, 1);
    return BuiltInMetrics.ofCurve(
        "precision@recall>=" + Checks.text(recall),
        Needs.POSITIVE,
        curve -> curve.precisionAtRecall(recall));
  }

  /**
   * Returns the highest recall, which is the true-positive rate, of a threshold whose
   * false-positive rate is no higher than asked.
   *
   * @param rate 0 to 1
   * @return the metric, such as {@code recall@fpr<=0.01}
   */
  static Metric recallAtFalsePositiveRate(double rate) {
    Checks.inRange("rate", rate, 0, 1);
    return BuiltInMetrics.ofCurve(
        "recall@fpr<=" + Checks.text(rate),
        Needs.BOTH,
        curve -> curve.recallAtFalsePositiveRate(rate));
  }

  /**
   * Returns the share of images whose category is among the most probable ones.
   *
   * @param categories how many, at least 1; 1 is the accuracy
   * @return the metric, such as {@code top5}
   */
  static Metric topK(int categories) {
    Checks.positive("categories", categories);
    return BuiltInMetrics.ofTop(categories);
  }

  /**
   * Returns the {@linkplain Reliability#expectedCalibrationError expected calibration error}.
   *
   * <p>Of few images it is too high, as each bin's frequency is off by chance; that of resamples
   * even more. {@link Bootstrap} says what its intervals make of that.
   *
   * @param bins how many bins, 1 to 10,000; 15 are {@link #ECE} and {@link #ECE_EQUAL_COUNT}
   * @param binning how they are cut
   * @return the metric, such as {@code ECE10} or {@code ECE_EQUAL_COUNT10}
   */
  static Metric calibrationError(int bins, Binning binning) {
    Checks.inRange("bins", bins, 1, 10_000);
    Arguments.notNull("binning", binning);
    String name = binning == Binning.EQUAL_WIDTH ? "ECE" : "ECE_EQUAL_COUNT";
    return BuiltInMetrics.ofCalibrationError(bins == 15 ? name : name + bins, bins, binning);
  }

  /**
   * Reads a metric from text.
   *
   * @param text the name of one of the constants, or one such as {@code F2}, {@code top5}, {@code
   *     ECE10} or {@code recall@precision>=0.9}; in capital letters or not
   * @return the metric
   * @throws IllegalArgumentException if there is none of that name
   */
  static Metric parse(String text) {
    return MetricNames.parse(
        Arguments.notNull("text", text),
        List.of(
            F1,
            PRECISION,
            RECALL,
            ACCURACY,
            BALANCED_ACCURACY,
            MCC,
            AVERAGE_PRECISION,
            ROC_AUC,
            LOG_LOSS,
            BRIER,
            ECE,
            ECE_EQUAL_COUNT,
            MACRO_PRECISION,
            MACRO_RECALL,
            MACRO_F1,
            MICRO_PRECISION,
            MICRO_RECALL,
            MICRO_F1));
  }
}
