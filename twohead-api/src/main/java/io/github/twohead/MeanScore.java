package io.github.twohead;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The mean of a score over the folds and seeds of a cross-validation, and how far it scatters.
 * Immutable.
 *
 * @see CrossValidationResult#score
 */
public final class MeanScore {
  /** Of the rounds in the order of their seeds and folds, NaN where undefined. */
  private final List<Double> scores;

  private final int folds;

  private MeanScore(List<Double> scores, int folds) {
    this.scores = scores;
    this.folds = folds;
  }

  static MeanScore of(List<Double> scores, int folds) {
    return new MeanScore(List.copyOf(scores), folds);
  }

  /**
   * {@return the mean over all folds and seeds} Those on which the score is undefined, such as a
   * precision without a yes, are left out; NaN if none is left.
   */
  public double mean() {
    return mean(IntStream.range(0, scores.size()));
  }

  /**
   * {@return the standard deviation from fold to fold, each with the mean of its seeds: how much
   * depends on the images} NaN of less than two folds on which the score is defined.
   */
  public double overFolds() {
    return deviation(
        IntStream.range(0, folds)
            .mapToDouble(fold -> mean(IntStream.range(0, seeds()).map(seed -> seed * folds + fold)))
            .toArray());
  }

  /**
   * {@return the standard deviation from seed to seed, each with the mean of its folds: how much
   * depends on chance} NaN with one seed.
   */
  public double overSeeds() {
    return deviation(
        IntStream.range(0, seeds())
            .mapToDouble(seed -> mean(IntStream.range(seed * folds, (seed + 1) * folds)))
            .toArray());
  }

  /** {@return in how many rounds the score is defined} */
  public int defined() {
    return (int) scores.stream().filter(score -> !score.isNaN()).count();
  }

  /** {@return how many rounds there are: one for each fold and seed} */
  public int rounds() {
    return scores.size();
  }

  private int seeds() {
    return scores.size() / folds;
  }

  private double mean(IntStream places) {
    return places
        .mapToDouble(scores::get)
        .filter(score -> !Double.isNaN(score))
        .average()
        .orElse(Double.NaN);
  }

  /** The standard deviation of a sample; NaN of less than two numbers. */
  private static double deviation(double[] numbers) {
    double[] defined = Arrays.stream(numbers).filter(number -> !Double.isNaN(number)).toArray();
    DoubleSummaryStatistics all = Arrays.stream(defined).summaryStatistics();
    double squares =
        Arrays.stream(defined).map(number -> Math.pow(number - all.getAverage(), 2)).sum();
    return defined.length < 2 ? Double.NaN : Math.sqrt(squares / (defined.length - 1));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MeanScore that && folds == that.folds && scores.equals(that.scores);
  }

  @Override
  public int hashCode() {
    return Objects.hash(folds, scores);
  }

  /** Returns a text such as {@code 0.612 ± 0.041, seeds ± 0.012}. */
  @Override
  public String toString() {
    double overSeeds = overSeeds();
    return String.format(Locale.ROOT, "%.3f ± %.3f", mean(), overFolds())
        + (Double.isNaN(overSeeds) ? "" : String.format(Locale.ROOT, ", seeds ± %.3f", overSeeds))
        + (defined() < rounds() ? ", defined in " + defined() + " of " + rounds() + " rounds" : "");
  }
}
