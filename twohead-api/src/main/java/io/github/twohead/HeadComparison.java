package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Once;
import java.util.List;
import java.util.Locale;

/** How the answers of one head in an exported file compare with the model's. Immutable. */
public final class HeadComparison {
  private static final ConfusionCounts NONE = ConfusionCounts.of(0, 0, 0, 0);

  private final double largestDifference;
  private final int clear;
  private final double agreement;
  private final ConfusionCounts model;
  private final ConfusionCounts exported;

  private HeadComparison(Builder builder) {
    largestDifference = builder.largestDifference.orElse(0.0);
    clear = builder.clear.orElse(0);
    agreement = builder.agreement.orElse(1.0);
    model = builder.model.orElse(NONE);
    exported = builder.exported.orElse(NONE);
  }

  /**
   * Starts a comparison.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the largest difference in probability.
   *
   * @return the difference, 0 to 1
   */
  public double largestDifference() {
    return largestDifference;
  }

  /**
   * Returns the number of images whose probability, as the model has it, is clear of the threshold:
   * further away than 0.05, or than the tolerance or half the way from the threshold to 0 or 1
   * where that is less.
   *
   * @return the images
   */
  public int clear() {
    return clear;
  }

  /**
   * Returns the share of the clear images with the same decision.
   *
   * @return the share, 0 to 1; 1 where there are none
   */
  public double agreement() {
    return agreement;
  }

  /**
   * Returns the model's decisions where the label is known.
   *
   * @return the counts
   */
  public ConfusionCounts model() {
    return model;
  }

  /**
   * Returns the file's decisions where the label is known.
   *
   * @return the counts
   */
  public ConfusionCounts exported() {
    return exported;
  }

  /**
   * Returns what the export did to F1.
   *
   * @return the file's F1 minus the model's; 0 where no label is known
   */
  public double f1Change() {
    return exported.f1() - model.f1();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeadComparison that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(largestDifference, clear, agreement, model, exported);
  }

  /**
   * Returns a text such as {@code differs by up to 3.0e-07, 100.0 % of 90 clear decisions agree}.
   */
  @Override
  public String toString() {
    String decisions =
        clear == 0
            ? "no decision is clear"
            : String.format(
                Locale.ROOT, "%.1f %% of %d clear decisions agree", 100 * agreement, clear);
    String f1 = model.total() == 0 ? "" : String.format(Locale.ROOT, ", F1 %+.4f", f1Change());
    return String.format(Locale.ROOT, "differs by up to %.1e, ", largestDifference)
        + decisions
        + f1;
  }

  /** Builds a {@link HeadComparison}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<Double> largestDifference = new Once<>("largestDifference");
    private final Once<Integer> clear = new Once<>("clear");
    private final Once<Double> agreement = new Once<>("agreement");
    private final Once<ConfusionCounts> model = new Once<>("model");
    private final Once<ConfusionCounts> exported = new Once<>("exported");

    private Builder() {}

    /**
     * Sets the largest difference in probability; 0 when not given.
     *
     * @param difference 0 to 1
     * @return this
     */
    public Builder largestDifference(double difference) {
      largestDifference.set(difference);
      return this;
    }

    /**
     * Sets how many images are clear of the threshold; 0 when not given.
     *
     * @param images the number of images that are clear of the threshold
     * @return this
     */
    public Builder clear(int images) {
      clear.set(images);
      return this;
    }

    /**
     * Sets the share of the clear images with the same decision; 1 when not given.
     *
     * @param share 0 to 1
     * @return this
     */
    public Builder agreement(double share) {
      agreement.set(share);
      return this;
    }

    /**
     * Sets the model's decisions where the label is known; none when not given.
     *
     * @param counts the model's decisions
     * @return this
     */
    public Builder model(ConfusionCounts counts) {
      model.set(counts);
      return this;
    }

    /**
     * Sets the file's decisions where the label is known; none when not given.
     *
     * @param counts the file's decisions
     * @return this
     */
    public Builder exported(ConfusionCounts counts) {
      exported.set(counts);
      return this;
    }

    /**
     * Returns the comparison.
     *
     * @return the comparison
     */
    @CheckReturnValue
    public HeadComparison build() {
      return new HeadComparison(this);
    }
  }
}
