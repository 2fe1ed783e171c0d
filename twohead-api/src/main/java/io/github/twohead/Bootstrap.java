package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * How intervals of scores are made: by the percentile bootstrap. As many images as there are, are
 * drawn from them again and again, with repetition, and each such resample is scored; the interval
 * leaves out as many of the lowest scores as of the highest. Immutable.
 *
 * <p>The same images and seed give the same interval on every machine. Resamples on which a metric
 * is undefined, such as one without a positive image, are left out of its interval; where they are
 * more than half, there is no interval, as the others are too special to stand for all.
 *
 * <p>A {@linkplain Metric#calibrationError calibration error} is higher the fewer different images
 * there are, so that resamples alone would give an interval above the error itself. From its ends
 * the bias is subtracted that the resamples show, their mean less the error of all images; the ends
 * stay within 0 and 1. They say how far other images would move the error, which itself remains a
 * little too high.
 *
 * <pre>{@code
 * Interval f1 = evaluation.head("screen").interval(Metric.F1);
 * Interval wide = evaluation.head("screen").interval(
 *     Metric.F1, Bootstrap.standard().level(0.99).resamples(10_000));
 * }</pre>
 *
 * <p>Sources: B. Efron and R. Tibshirani, <i>An Introduction to the Bootstrap</i>, 1993, chapters
 * 10 (bias) and 13 (percentiles); of groups, A. Davison and D. Hinkley, <i>Bootstrap Methods and
 * their Application</i>, 1997, section 3.8; of the bias of calibration errors, A. Kumar, P. Liang
 * and T. Ma, <i>Verified Uncertainty Calibration</i>, 2019, <a
 * href="https://arxiv.org/abs/1909.10155">arXiv:1909.10155</a>.
 */
public final class Bootstrap {
  private static final Bootstrap STANDARD =
      new Bootstrap(
          new Once<>("resamples"), new Once<>("level"), new Once<>("seed"), new Once<>("groupBy"));

  private final Once<Integer> resamples;
  private final Once<Double> level;
  private final Once<Long> seed;
  private final Once<String> group;

  private Bootstrap(
      Once<Integer> resamples, Once<Double> level, Once<Long> seed, Once<String> group) {
    this.resamples = resamples;
    this.level = level;
    this.seed = seed;
    this.group = group;
  }

  /**
   * Returns the usual bootstrap.
   *
   * @return 1,000 resamples, a level of 0.95 and the seed 0
   */
  public static Bootstrap standard() {
    return STANDARD;
  }

  /**
   * Returns a bootstrap of so many resamples.
   *
   * @param count 10 to 1,000,000
   * @return the bootstrap
   */
  public Bootstrap resamples(int count) {
    int checked = Checks.inRange("resamples", count, 10, 1_000_000);
    return new Bootstrap(resamples.with(checked), level, seed, group);
  }

  /**
   * Returns a bootstrap whose intervals hold this share of the resamples.
   *
   * @param share 0.5 to 0.999
   * @return the bootstrap
   */
  public Bootstrap level(double share) {
    double checked = Checks.inRange("level", share, 0.5, 0.999);
    return new Bootstrap(resamples, level.with(checked), seed, group);
  }

  /**
   * Returns a bootstrap that draws otherwise.
   *
   * @param number any number
   * @return the bootstrap
   */
  public Bootstrap seed(long number) {
    return new Bootstrap(resamples, level, seed.with(number), group);
  }

  /**
   * Returns a bootstrap that draws whole groups of images. Photos of one sender or source resemble
   * each other: drawn one by one they give intervals that are too narrow for photos by others.
   *
   * @param column the column that tells the group of a row, such as {@code sender}
   * @return the bootstrap, which refuses answers to tables without the column, and to no table,
   *     with an {@link IllegalArgumentException}
   */
  public Bootstrap groupBy(String column) {
    return new Bootstrap(resamples, level, seed, group.with(Arguments.notNull("column", column)));
  }

  /** How many resamples are drawn. */
  int count() {
    return resamples.orElse(1000);
  }

  /** The intervals of several metrics, from the same resamples. */
  List<Interval> intervals(HeadEvaluation head, List<Metric> metrics) {
    List<Double> estimates = metrics.stream().map(head::score).toList();
    int count = count();
    double[][] scores = new double[metrics.size()][count];
    int[] defined = new int[metrics.size()];
    Resampling sampling = Resampling.of(head, group.optional());
    // its algorithm is specified, so that every machine draws the same
    Random random = new Random(seed.orElse(0L));
    for (int i = 0; i < count; i++) {
      HeadEvaluation resample = sampling.draw(random).get(0);
      for (int m = 0; m < metrics.size(); m++) {
        Metric metric = metrics.get(m);
        double score = orNaN(() -> metric.of(resample));
        if (!Double.isNaN(score)) {
          scores[m][defined[m]++] = score;
        }
      }
    }
    List<Interval> intervals = new ArrayList<>();
    for (int m = 0; m < metrics.size(); m++) {
      double[] own = Arrays.copyOf(scores[m], defined[m]);
      boolean biased = BuiltInMetrics.isBiased(metrics.get(m));
      intervals.add(interval(estimates.get(m), own, biased, List.of(head)));
    }
    return intervals;
  }

  /**
   * The interval of how much higher a score is, on the average, of some answers than of others.
   *
   * @param parts the parts of the images, drawn one by one: of each some answers to it, then others
   * @param some how many of a part are those that may be higher
   */
  Interval difference(List<List<HeadEvaluation>> parts, int some, Metric metric) {
    ToDoubleFunction<List<List<HeadEvaluation>>> difference =
        drawn ->
            drawn.stream()
                .mapToDouble(
                    part ->
                        mean(part.subList(0, some), metric)
                            - mean(part.subList(some, part.size()), metric))
                .average()
                .orElseThrow();
    return interval(parts, difference, false);
  }

  /** The interval of the mean score of answers to the parts of the images. */
  Interval ofMean(List<List<HeadEvaluation>> parts, Metric metric) {
    ToDoubleFunction<List<List<HeadEvaluation>>> mean =
        drawn -> drawn.stream().mapToDouble(part -> mean(part, metric)).average().orElseThrow();
    return interval(parts, mean, BuiltInMetrics.isBiased(metric));
  }

  private static double mean(List<HeadEvaluation> heads, Metric metric) {
    return heads.stream().mapToDouble(head -> head.score(metric)).average().orElseThrow();
  }

  private Interval interval(
      List<List<HeadEvaluation>> parts,
      ToDoubleFunction<List<List<HeadEvaluation>>> score,
      boolean biased) {
    List<Resampling> samplings =
        parts.stream().map(part -> Resampling.of(part, group.optional())).toList();
    double estimate = score.applyAsDouble(parts);
    Random random = new Random(seed.orElse(0L));
    double[] scores = new double[count()];
    int defined = 0;
    for (int i = 0; i < count(); i++) {
      List<List<HeadEvaluation>> drawn =
          samplings.stream().map(sampling -> sampling.draw(random)).toList();
      double one = orNaN(() -> score.applyAsDouble(drawn));
      if (!Double.isNaN(one)) {
        scores[defined++] = one;
      }
    }
    List<HeadEvaluation> images = parts.stream().map(part -> part.get(0)).toList();
    return interval(estimate, Arrays.copyOf(scores, defined), biased, images);
  }

  static double orNaN(DoubleSupplier score) {
    try {
      return score.getAsDouble();
    } catch (DataException undefined) {
      return Double.NaN;
    }
  }

  private Interval interval(
      double estimate, double[] scores, boolean biased, List<HeadEvaluation> of) {
    double share = level.orElse(0.95);
    double low = Double.NaN;
    double high = Double.NaN;
    if (scores.length >= count() / 2.0) {
      Arrays.sort(scores);
      low = quantile(scores, (1 - share) / 2);
      high = quantile(scores, (1 + share) / 2);
      if (biased) {
        double bias = Arrays.stream(scores).average().orElseThrow() - estimate;
        low = Math.max(0, low - bias);
        high = Math.min(1, high - bias);
      }
    }
    int images = of.stream().mapToInt(HeadEvaluation::images).sum();
    OptionalInt positives =
        of.get(0).head().isCategorical()
            ? OptionalInt.empty()
            : OptionalInt.of(of.stream().mapToInt(HeadEvaluation::positives).sum());
    return new Interval(estimate, low, high, share, scores.length, count(), images, positives);
  }

  /**
   * Between the two nearest by a line, to the last bit as NumPy rounds it; where one of them is
   * infinite, that one.
   */
  static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    double part = place - below;
    double low = sorted[below];
    double high = sorted[Math.min(below + 1, sorted.length - 1)];
    if (part == 0 || low == high || Double.isInfinite(low)) {
      return low;
    }
    if (Double.isInfinite(high)) {
      return high;
    }
    return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
  }
}
