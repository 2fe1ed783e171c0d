package io.github.twohead;

import io.github.twohead.Reliability.Binning;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.OperatingPoint;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A head's probabilities on a table of images, beside their labels; every score is a function of
 * it. Images whose label is unknown are left out: there are {@link #images} of them, numbered from
 * 0 in the table's order. Immutable.
 *
 * <pre>{@code
 * HeadEvaluation screen = evaluation.head("screen");
 * screen.counts(0.3).recall();
 * screen.score(Metric.AVERAGE_PRECISION);
 * screen.interval(Metric.F1);             // 0.912 (95 %: 0.871 to 0.950; 312 images, 57 positive)
 * }</pre>
 *
 * <p>Categories that share a name are one category, whose probability is their sum, in every score
 * and in the confusion matrix.
 *
 * <p>Asked for what only the other kind of head has, it throws an {@link IllegalStateException}
 * that says what to ask for.
 */
public final class HeadEvaluation extends LabelledAnswers {
  HeadEvaluation(HeadAnswers answers, int[] rows, OperatingPoint point) {
    super(answers, rows, point);
  }

  /** Of all rows whose label is known. */
  static HeadEvaluation of(HeadAnswers answers, OperatingPoint point) {
    return new HeadEvaluation(answers, answers.known(), point);
  }

  /**
   * {@return an evaluation of answers from elsewhere, of one view each, with the threshold 0.5 and
   * no calibration; {@link Evaluation#builder} makes one with others}
   *
   * @param head the head
   * @param labels one for each image
   * @param probabilities as many, of yes; of a categorical head, those of each image's categories
   *     in their order, image by image
   * @throws IllegalArgumentException if the numbers do not go together, a probability is not from 0
   *     to 1, or a label is none of the head's
   */
  public static HeadEvaluation of(HeadSpec head, List<Label> labels, double... probabilities) {
    Arguments.notNull("head", head);
    List<Label> given = Arguments.copy("labels", labels);
    double[] own = Arguments.notNull("probabilities", probabilities).clone();
    List<HeadAnswers> answers =
        HeadAnswers.of(
            List.of(head),
            own,
            given.size(),
            (only, image) -> given.get(image),
            List.of(),
            Optional.of(Views.one()));
    return of(answers.get(0), OperatingPoint.standard());
  }

  /** {@return how the model's decisions meet the labels} */
  public ConfusionCounts counts() {
    return counts(threshold());
  }

  /**
   * {@return how the decisions of another threshold would meet the labels}
   *
   * @param probability from which on the decision is yes; infinity where it never is, as on the
   *     {@link #curve}
   * @throws IllegalArgumentException if it is not a number
   */
  public ConfusionCounts counts(double probability) {
    requireBinary("confusionMatrix()");
    if (Double.isNaN(probability)) {
      throw new IllegalArgumentException("threshold must be a number, but is NaN");
    }
    int[] counts = new int[4];
    for (int row : rows()) {
      boolean yes = answers().probability(row) >= probability;
      counts[2 * answers().label(row) + (yes ? 1 : 0)]++;
    }
    return ConfusionCounts.of(counts[3], counts[1], counts[2], counts[0]);
  }

  /** {@return what the decisions are at every threshold: the ROC and precision-recall curves} */
  public ThresholdCurve curve() {
    requireBinary("confusionMatrix()");
    return ThresholdCurve.of(ranked());
  }

  /** {@return how often each category was taken for each other one} */
  public ConfusionMatrix confusionMatrix() {
    requireCategorical("counts()");
    return ConfusionMatrix.of(this);
  }

  /** How decisions meet the labels; those for each category against the rest, all together. */
  ConfusionCounts anyCounts() {
    return head().isCategorical() ? CategoryCounts.of(this).together() : counts();
  }

  /**
   * {@return how far probabilities mean what they say: of yes; of a categorical head, those of the
   * most probable category}
   *
   * @param bins into how many parts images are put by their probability, 1 to 10,000
   * @param binning whether parts are of equal width or hold equally many images
   */
  public Reliability reliability(int bins, Binning binning) {
    int count = Checks.inRange("bins", bins, 1, 10_000);
    return Reliability.of(this, count, Arguments.notNull("binning", binning));
  }

  /**
   * {@return a score}
   *
   * @param metric what is scored
   * @throws IllegalArgumentException if the metric is for the other kind of head
   * @throws DataException if it is undefined on these images, which says why
   */
  public double score(Metric metric) {
    return BuiltInMetrics.score(Arguments.notNull("metric", metric), this);
  }

  /**
   * {@return a score with its interval, of {@link Bootstrap#standard}; exceptions as of its score}
   *
   * @param metric what is scored
   */
  public Interval interval(Metric metric) {
    return interval(metric, Bootstrap.standard());
  }

  /**
   * {@return a score with its interval; exceptions as of its score}
   *
   * @param metric what is scored
   * @param bootstrap how it is made
   */
  public Interval interval(Metric metric, Bootstrap bootstrap) {
    return intervals(List.of(Arguments.notNull("metric", metric)), bootstrap).get(0);
  }

  /**
   * {@return several scores with their intervals, in the order of the metrics, from the same
   * resamples: faster than one by one; exceptions as of {@link #score}}
   *
   * @param metrics what is scored
   * @param bootstrap how the intervals are made
   */
  public List<Interval> intervals(List<Metric> metrics, Bootstrap bootstrap) {
    List<Metric> given = Arguments.copy("metrics", metrics);
    return Arguments.notNull("bootstrap", bootstrap).intervals(this, given);
  }

  /**
   * {@return how much higher a score is than of other answers to the same images, with its
   * interval: both are scored on the same resamples; exceptions as of {@link #score}}
   *
   * @param baseline the other answers, such as another model's, in the same order
   * @param metric what is scored
   * @param bootstrap how the interval is made
   */
  public Interval difference(HeadEvaluation baseline, Metric metric, Bootstrap bootstrap) {
    var both = List.of(List.of(this, Arguments.notNull("baseline", baseline)));
    return Arguments.notNull("bootstrap", bootstrap).difference(both, 1, metric);
  }

  /**
   * {@return a yes/no question that is read off this categorical head, of the images whose category
   * says yes or no: its probability is the share of the positive categories in those that say
   * anything, as of {@link HeadPrediction#question}, its threshold 0.5}
   *
   * @param question the question
   * @param labels what each category, as an image's class, says about it
   * @throws IllegalArgumentException if no category says anything about the question
   */
  public HeadEvaluation question(HeadSpec question, LabelSplitter labels) {
    Arguments.notNull("question", question);
    Arguments.notNull("labels", labels);
    requireCategorical("this evaluation itself");
    return of(answers().question(rows(), question, labels), OperatingPoint.standard());
  }

  /**
   * {@return a threshold that is chosen, with intervals of {@link Bootstrap#standard}}
   *
   * @param rule what it is chosen by
   * @throws DataException if all images are positive or all negative, or no threshold keeps the
   *     rule; it says the best there is
   */
  public ThresholdChoice choose(ThresholdRule rule) {
    return choose(rule, Bootstrap.standard());
  }

  /**
   * {@return a threshold that is chosen; exceptions as of {@link #choose(ThresholdRule)}}
   *
   * @param rule what it is chosen by
   * @param bootstrap how the intervals are made
   */
  public ThresholdChoice choose(ThresholdRule rule, Bootstrap bootstrap) {
    requireBinary("question(question, labels)");
    return ThresholdChoice.of(
        this, Arguments.notNull("rule", rule), Arguments.notNull("bootstrap", bootstrap));
  }

  /**
   * Fits a calibration to the labels, by maximum likelihood.
   *
   * <p>It is fitted to the network's own logits: a {@link #calibration} that is already on is
   * undone first, and what is returned takes its place. Take images that training did not see.
   *
   * <p>A temperature is fitted with the target (n + 1) / (n + 2) and not 1 for an image's own
   * class, of n images, and Platt scaling with (P + 1) / (P + 2) and 1 / (N + 2), of P positive and
   * N negative ones, as Platt does. So a head that answers all of them rightly gets a finite slope.
   *
   * @param method a temperature, or Platt scaling
   * @return the calibration, to be set on the model
   * @throws IllegalArgumentException if the head is categorical and the method not a temperature,
   *     or two of its categories share a name
   * @throws IllegalStateException if the probabilities are of several {@link #views}, or of
   *     different ones, each of which would be calibrated
   * @throws DataException if there are too few images, or on these the probabilities are no better
   *     than chance or hardly differ
   */
  public Calibration fit(Calibration.Method method) {
    requireOneView();
    return CalibrationFit.of(this, Arguments.notNull("method", method));
  }

  /**
   * {@return the same images and threshold with the probabilities of another calibration}
   *
   * @param other in place of {@link #calibration}
   * @throws IllegalArgumentException if the head is categorical and the calibration has an offset
   * @throws IllegalStateException if the probabilities are of several {@link #views}, or of
   *     different ones, each of which would be calibrated
   */
  public HeadEvaluation calibrated(Calibration other) {
    requireOneView();
    Arguments.notNull("other", other).requireFit(head());
    HeadAnswers changed = answers().calibrated(calibration(), other);
    return new HeadEvaluation(changed, rows(), point().calibration(other));
  }

  /**
   * {@return the same images and probabilities with another threshold}
   *
   * @param probability from which on the decision is yes, 0 to 1
   */
  public HeadEvaluation threshold(double probability) {
    requireBinary("calibrated(calibration)");
    return new HeadEvaluation(answers(), rows(), point().threshold(probability));
  }

  /** With the highest probability first; of categories, in the same order. */
  HeadEvaluation ranked() {
    return head().isCategorical() ? this : ofRows(rankedRows());
  }

  /** Of given rows, whose labels are known. */
  HeadEvaluation ofRows(int[] known) {
    return new HeadEvaluation(answers(), known, point());
  }

  /** Of some rows of the table. */
  HeadEvaluation slice(int[] tableRows) {
    return of(answers().slice(tableRows), point());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeadEvaluation that && isSame(that);
  }

  @Override
  public int hashCode() {
    return Objects.hash(head(), views(), images(), point());
  }

  /** Returns a text such as {@code screen F1 0.981} or {@code kind accuracy 0.953}. */
  @Override
  public String toString() {
    return head().isCategorical()
        ? String.format(Locale.ROOT, "%s accuracy %.3f", head(), CategoryCounts.of(this).accuracy())
        : String.format(Locale.ROOT, "%s F1 %.3f", head(), counts().f1());
  }
}
