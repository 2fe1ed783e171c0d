package io.github.twohead;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * A score of a head, how far it can be trusted, and how many images stand behind it. A {@link
 * Bootstrap} makes it. Immutable.
 *
 * <p>It says what other images of the same kind could have given; images of another kind, such as
 * of a source that the table lacks, it knows nothing of.
 */
public final class Interval {
  private final double estimate;
  private final double low;
  private final double high;
  private final double level;
  private final int images;
  private final OptionalInt positives;
  private final int resamples;

  Interval(
      double estimate, double low, double high, double level, int resamples, HeadEvaluation head) {
    this.estimate = estimate;
    this.low = low;
    this.high = high;
    this.level = level;
    this.resamples = resamples;
    images = head.images();
    positives =
        head.head().isCategorical() ? OptionalInt.empty() : OptionalInt.of(head.positives());
  }

  /**
   * Returns the score on the table itself.
   *
   * @return the score
   */
  public double estimate() {
    return estimate;
  }

  /**
   * Returns the lower end.
   *
   * @return a score
   */
  public double low() {
    return low;
  }

  /**
   * Returns the upper end.
   *
   * @return a score
   */
  public double high() {
    return high;
  }

  /**
   * Returns the share of resamples whose score lies within.
   *
   * @return the level, such as 0.95
   */
  public double level() {
    return level;
  }

  /**
   * Returns the number of images with a known label.
   *
   * @return the images
   */
  public int images() {
    return images;
  }

  /**
   * Returns the number of those that are positive.
   *
   * @return the images; empty for a categorical head
   */
  public OptionalInt positives() {
    return positives;
  }

  /**
   * Returns the number of resamples behind the two ends: those on which the metric is defined.
   *
   * @return the resamples, at least 1
   */
  public int resamples() {
    return resamples;
  }

  /** Returns a text such as {@code 0.912 (95 %: 0.871 to 0.950; 312 images, 57 positive)}. */
  @Override
  public String toString() {
    String ends =
        String.format(
            Locale.ROOT,
            "%.3f (%s %%: %.3f to %.3f; %,d images",
            estimate,
            Checks.text(Math.round(1000 * level) / 10.0),
            low,
            high,
            images);
    return ends
        + (positives.isPresent()
            ? String.format(Locale.ROOT, ", %,d positive)", positives.getAsInt())
            : ")");
  }
}
