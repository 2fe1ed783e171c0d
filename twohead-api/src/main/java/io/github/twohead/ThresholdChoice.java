package io.github.twohead;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/**
 * A threshold that a {@link ThresholdRule} chose on a table of images, what it gives on them, and
 * how far that can be trusted. Immutable.
 *
 * <p>The threshold lies about half-way between the probabilities of two images, a quarter of the
 * way or more from either, so that other runtimes, whose probabilities differ a little, decide the
 * same about the images of the table. Images whose probabilities are the same as 32-bit numbers are
 * decided alike.
 *
 * <p>{@link #warnings} are there where too few images stand behind the choice:
 *
 * <ul>
 *   <li>fewer than 10 positive or 10 negative ones;
 *   <li>a bound that allows fewer than 5 images to be answered wrongly, so that single images
 *       decide: recall ≥ 0.9 with fewer than 50 positive images. This is the usual condition n·p ≥
 *       5 for what is said of a share;
 *   <li>an interval of what the rule is about that is wider than 0.2;
 *   <li>a bound that more than 5 % of the resamples cannot keep.
 * </ul>
 *
 * <p>All of it says what other images of the same kind would give; images of another kind, such as
 * of a source that the table lacks, may give anything.
 */
public final class ThresholdChoice {
  private static final int FEW_OF_A_KIND = 10;
  private static final int FEW_WRONG = 5;
  private static final double WIDE = 0.2;
  private static final double OFTEN = 0.05;
  private static final double LEVEL = 0.95;
  private static final int MOST_DECIMALS = 8;

  /** More than 1 − 0.9 differs from 0.1. */
  private static final double ROUNDING = 1e-9;

  private final HeadSpec head;
  private final ThresholdRule rule;
  private final double threshold;
  private final Optional<Views> views;
  private final ConfusionCounts counts;
  private final Interval promise;
  private final Interval thresholds;
  private final List<String> warnings;

  private ThresholdChoice(
      HeadEvaluation head, ThresholdRule rule, double threshold, Bootstrap bootstrap) {
    this.head = head.head();
    this.rule = rule;
    this.threshold = threshold;
    views = head.views();
    counts = head.counts(threshold);
    Metric ratio = Metric.of(rule.title(), resample -> ratio(resample.counts(threshold), rule));
    Metric again = Metric.of("threshold", resample -> threshold(resample, rule));
    List<Interval> intervals = head.intervals(List.of(ratio, again), bootstrap);
    promise = intervals.get(0);
    thresholds = intervals.get(1);
    warnings = warnings(bootstrap.count());
  }

  /** Chooses; {@code HeadEvaluation.choose} documents it. */
  static ThresholdChoice of(HeadEvaluation head, ThresholdRule rule, Bootstrap bootstrap) {
    ConfusionCounts all = head.counts(0);
    if (all.positives() == 0 || all.negatives() == 0) {
      throw cannot(
          head,
          "needs positive and negative images, but there are "
              + all.positives()
              + " positive and "
              + all.negatives()
              + " negative ones");
    }
    double threshold = threshold(head, rule);
    if (Double.isNaN(threshold)) {
      throw unreachable(head, rule);
    }
    return new ThresholdChoice(head, rule, threshold, bootstrap);
  }

  private static DataException unreachable(HeadEvaluation head, ThresholdRule rule) {
    ThresholdCurve curve = head.curve();
    int nearest = point(curve, rule::nearness).orElseThrow();
    ConfusionCounts counts = curve.counts(nearest);
    return cannot(
        head,
        String.format(
            Locale.ROOT,
            "cannot keep %s on these %d images: the best there is has a %s of %.3f (at %s, with"
                + " recall %.3f)",
            rule,
            counts.total(),
            rule.title(),
            rule.ratio(counts),
            Checks.text(below(curve, nearest)),
            counts.recall()));
  }

  private static DataException cannot(HeadEvaluation head, String why) {
    return new DataException(List.of("a threshold of head \"" + head.head() + "\" " + why));
  }

  private static double ratio(ConfusionCounts counts, ThresholdRule rule) {
    return rule.base(counts) == 0 ? Double.NaN : rule.ratio(counts);
  }

  /** NaN where no threshold keeps the rule. */
  private static double threshold(HeadEvaluation head, ThresholdRule rule) {
    ThresholdCurve curve = head.curve();
    OptionalInt point = point(curve, rule::goal);
    return point.isPresent() ? below(curve, point.getAsInt()) : Double.NaN;
  }

  /** The first point, which is that of the highest threshold, of those with the highest goal. */
  private static OptionalInt point(ThresholdCurve curve, ToDoubleFunction<ConfusionCounts> goal) {
    OptionalInt best = OptionalInt.empty();
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < curve.size(); i++) {
      ConfusionCounts counts = curve.counts(i);
      if (counts.truePositives() > 0 && next(curve, i) < (float) curve.threshold(i)) {
        double reached = goal.applyAsDouble(counts);
        if (reached > highest) {
          highest = reached;
          best = OptionalInt.of(i);
        }
      }
    }
    return best;
  }

  /** The highest probability that is not answered yes at a point, as a 32-bit number. */
  private static float next(ThresholdCurve curve, int point) {
    return point + 1 == curve.size() ? -Float.MIN_VALUE : (float) curve.threshold(point + 1);
  }

  /**
   * The threshold of a point: the shortest decimal in the middle half of the gap below it, which
   * can be read and typed; where there is none, the middle.
   */
  private static double below(ThresholdCurve curve, int point) {
    boolean last = point + 1 == curve.size();
    double low = last ? 0 : Math.max(curve.threshold(point + 1), next(curve, point));
    double high = Math.min(curve.threshold(point), (float) curve.threshold(point));
    double middle = (low + high) / 2;
    for (int decimals = 2; decimals <= MOST_DECIMALS; decimals++) {
      double rounded =
          new BigDecimal(middle).setScale(decimals, RoundingMode.HALF_EVEN).doubleValue();
      if (Math.abs(rounded - middle) <= (high - low) / 4) {
        return rounded;
      }
    }
    return middle;
  }

  private List<String> warnings(int resamples) {
    List<String> found = new ArrayList<>();
    if (Math.min(counts.positives(), counts.negatives()) < FEW_OF_A_KIND) {
      found.add(
          String.format(
              Locale.ROOT,
              "only %d positive and %d negative images: there should be at least %d of each",
              counts.positives(),
              counts.negatives(),
              FEW_OF_A_KIND));
    }
    int base = rule.base(counts);
    if (rule.hasBound() && base * rule.allowance() < FEW_WRONG - ROUNDING) {
      found.add(rule.allowance() == 0 ? ofNone(base) : ofFew(base));
    }
    if (promise.high() - promise.low() > WIDE) {
      found.add("the interval of " + rule.title() + " is wider than " + WIDE);
    }
    int without = resamples - thresholds.resamples();
    if (without > OFTEN * resamples) {
      found.add(
          String.format(
              Locale.ROOT,
              "on %d %% of the resamples no threshold keeps %s",
              Math.round(100.0 * without / resamples),
              rule));
    }
    return List.copyOf(found);
  }

  private String ofFew(int base) {
    return String.format(
        Locale.ROOT,
        "%s lets fewer than %d of %d %s be answered wrongly, so that single ones decide; it takes"
            + " about %,.0f",
        rule,
        FEW_WRONG,
        base,
        rule.baseTitle(),
        Math.ceil(FEW_WRONG / rule.allowance() - ROUNDING));
  }

  /** Where none is wrong of n, what is wrong in truth is below this share at the level. */
  private String ofNone(int base) {
    return String.format(
        Locale.ROOT,
        "none of %d %s is answered wrongly, which leaves room for %.1f %% of others",
        base,
        rule.baseTitle(),
        100 * (1 - Math.pow(1 - LEVEL, 1.0 / base)));
  }

  /** {@return the head, whose answer is yes or no} */
  public HeadSpec head() {
    return head;
  }

  /** {@return what the threshold was chosen by} */
  public ThresholdRule rule() {
    return rule;
  }

  /** {@return the probability from which on the decision is yes, 0 to 1} */
  public double threshold() {
    return threshold;
  }

  /**
   * {@return what was seen of each image that it was chosen on, as of {@link HeadEvaluation#views};
   * predict with the same}
   */
  public Optional<Views> views() {
    return views;
  }

  /**
   * {@return how the decisions of the threshold meet the labels of the table, with at least one
   * true positive}
   */
  public ConfusionCounts counts() {
    return counts;
  }

  /**
   * {@return what the rule is about, such as the recall, at this threshold, with its interval; a
   * little too good, as the threshold was chosen on the same images}
   */
  public Interval promise() {
    return promise;
  }

  /** {@return the interval of the threshold, of the resamples on which the rule chooses one} */
  public Interval thresholdInterval() {
    return thresholds;
  }

  /**
   * {@return why the choice cannot be trusted, a sentence each; empty if enough images stand behind
   * it}
   */
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ThresholdChoice that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(head, rule, threshold, views, counts, warnings);
  }

  /** Returns a line such as {@code screen recall>=0.9: threshold 0.16, recall 0.905 (95 %: …)}. */
  @Override
  public String toString() {
    String text = head + " " + rule + ": threshold " + Checks.text(threshold);
    String reached = text + ", " + rule.title() + " " + promise;
    return warnings.isEmpty() ? reached : reached + "; " + String.join("; ", warnings);
  }
}
