package io.github.twohead;

import java.util.List;
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
  private final int drawn;

  Interval(
      double estimate,
      double low,
      double high,
      double level,
      int resamples,
      int drawn,
      int images,
      OptionalInt positives) {
    this.estimate = estimate;
    this.low = low;
    this.high = high;
    this.level = level;
    this.resamples = resamples;
    this.drawn = drawn;
    this.images = images;
    this.positives = positives;
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
   * @return a score; NaN where {@link #hasEnds} says that there is none
   */
  public double low() {
    return low;
  }

  /**
   * Returns the upper end.
   *
   * @return a score; NaN where {@link #hasEnds} says that there is none
   */
  public double high() {
    return high;
  }

  /**
   * Says whether resamples tell how far the score can be trusted: the metric must be defined on at
   * least half of them.
   *
   * @return whether there are a lower and an upper end
   */
  public boolean hasEnds() {
    return !Double.isNaN(low);
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
   * @return the resamples; fewer than were drawn where the metric is undefined on some
   */
  public int resamples() {
    return resamples;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Interval that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(estimate, low, high, level, images, positives, resamples, drawn);
  }

  /**
   * Returns a text such as {@code 0.912 (95 %: 0.871 to 0.950; 312 images, 57 positive)}. It says
   * the number of resamples where the metric is undefined on some.
   */
  @Override
  public String toString() {
    String ends = hasEnds() ? format("%s %%: %.3f to %.3f", percent(), low, high) : "no interval";
    String positive = positives.isPresent() ? format(", %,d positive", positives.getAsInt()) : "";
    String fewer =
        resamples < drawn ? format("; defined on %,d of %,d resamples", resamples, drawn) : "";
    return format("%.3f (%s; %,d images%s%s)", estimate, ends, images, positive, fewer);
  }

  private String percent() {
    return Checks.text(Math.round(1000 * level) / 10.0);
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
