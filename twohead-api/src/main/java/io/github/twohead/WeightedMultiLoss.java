package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.Once;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weighted sum of every head's binary cross-entropy on logits.
 *
 * <p>Per head, the cross-entropy is the mean over the images of the batch whose label is known;
 * label smoothing s turns the targets 1 and 0 into 1−s/2 and s/2. A head that no weight names
 * weighs 1. Immutable.
 *
 * <pre>{@code
 * WeightedMultiLoss loss = WeightedMultiLoss.builder().weight(screen, 2).weight(other, 1).build();
 * }</pre>
 */
public final class WeightedMultiLoss {
  private static final double DEFAULT_SMOOTHING = 0.1;

  private final Map<String, Double> weights;
  private final double labelSmoothing;

  private WeightedMultiLoss(Map<String, Double> weights, double labelSmoothing) {
    this.weights = new LinkedHashMap<>(weights);
    this.labelSmoothing = labelSmoothing;
  }

  /**
   * Starts a loss.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the article's loss: the first head weighs twice as much as each of the others.
   *
   * @param heads at least one head, the main one first
   * @return the default loss of a model with these heads
   * @throws IllegalArgumentException if there is no head, or two share a name
   */
  public static WeightedMultiLoss mainHeadTwice(List<HeadSpec> heads) {
    return builder().weight(ModelConfig.checkedHeads(heads).get(0), 2).build();
  }

  /**
   * Returns the weight of a head.
   *
   * @param head the head
   * @return the weight, above 0; 1 when none was given
   */
  public double weight(HeadSpec head) {
    return weights.getOrDefault(Arguments.notNull("head", head).name(), 1.0);
  }

  /**
   * Returns the label smoothing.
   *
   * @return s, 0 to 0.9
   */
  public double labelSmoothing() {
    return labelSmoothing;
  }

  void checkHeads(List<HeadSpec> heads) {
    List<String> names = heads.stream().map(HeadSpec::name).toList();
    for (String name : weights.keySet()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "the loss weighs head \"" + name + "\", but the model has the heads " + names);
      }
    }
  }

  @Override
  public String toString() {
    return "weights " + weights + ", label smoothing " + labelSmoothing;
  }

  /** Builds a {@link WeightedMultiLoss}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Map<String, Double> weights = new LinkedHashMap<>();
    private final Once<Double> labelSmoothing = new Once<>("labelSmoothing");

    private Builder() {}

    /**
     * Sets how much a head counts.
     *
     * @param head the head
     * @param weight above 0, at most 1,000,000; relative to the other heads
     * @return this
     */
    public Builder weight(HeadSpec head, double weight) {
      Arguments.notNull("head", head);
      Checks.aboveZero("the weight of " + head, weight, 1e6);
      Double earlier = weights.putIfAbsent(head.name(), weight);
      if (earlier != null) {
        throw new IllegalStateException("the weight of " + head + " was already set to " + earlier);
      }
      return this;
    }

    /**
     * Sets the label smoothing; 0.1 when not given.
     *
     * @param smoothing 0 (none) to 0.9
     * @return this
     */
    public Builder labelSmoothing(double smoothing) {
      labelSmoothing.set(Checks.inRange("labelSmoothing", smoothing, 0, 0.9));
      return this;
    }

    /**
     * Returns the loss.
     *
     * @return the loss
     */
    @CheckReturnValue
    public WeightedMultiLoss build() {
      return new WeightedMultiLoss(weights, labelSmoothing.orElse(DEFAULT_SMOOTHING));
    }
  }
}
