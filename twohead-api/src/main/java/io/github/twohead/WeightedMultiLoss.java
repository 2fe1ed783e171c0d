package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.Once;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weighted sum of every head's loss: a cross-entropy on logits unless {@link Builder#loss}
 * chooses another.
 *
 * <p>Per head, it is the mean over the images of the batch whose label is known; label smoothing s
 * turns the targets 1 and 0 into 1−s/2 and s/2, and those of C categories into 1−s+s/C and s/C. A
 * head that no weight names weighs 1. Immutable.
 *
 * <pre>{@code
 * WeightedMultiLoss loss = WeightedMultiLoss.builder().weight(screen, 2).weight(other, 1).build();
 * }</pre>
 *
 * <p>For a head whose positives are rare, {@link Builder#positiveWeight}, {@link Builder#balanced},
 * {@link Builder#loss} and {@link Sampling} are what the field tries.
 */
public final class WeightedMultiLoss {
  private static final double DEFAULT_SMOOTHING = 0.1;

  private final LossOfHeads heads;
  private final double labelSmoothing;
  private final TaskBalance balance;
  private final Optional<RowWeights> rowWeights;

  private WeightedMultiLoss(Builder builder) {
    heads = builder.heads.copy();
    labelSmoothing = builder.labelSmoothing.orElse(DEFAULT_SMOOTHING);
    balance = builder.balance.orElse(TaskBalance.FIXED);
    rowWeights = builder.rowWeights.optional();
  }

  /** {@return a builder of a loss} */
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
    return heads.weights.getOrDefault(Arguments.notNull("head", head).name(), 1.0);
  }

  /** {@return the label smoothing of heads that have none of their own, 0 to 0.9} */
  public double labelSmoothing() {
    return labelSmoothing;
  }

  /**
   * {@return the label smoothing of a head: its own, or that of all}
   *
   * @param head the head
   */
  public double labelSmoothing(HeadSpec head) {
    return heads.smoothings.getOrDefault(Arguments.notNull("head", head).name(), labelSmoothing);
  }

  /**
   * {@return what a head's answer to an image costs}
   *
   * @param head the head
   */
  public HeadLoss loss(HeadSpec head) {
    return heads.loss(Arguments.notNull("head", head));
  }

  /**
   * Returns what the labels of a head weigh.
   *
   * @param head the head
   * @param counts the images of each label in the training table: positive and negative ones, or
   *     those of each category
   * @return the weight of positives alone, or of each category; empty if none was given
   */
  public List<Double> classWeights(HeadSpec head, List<Integer> counts) {
    ClassWeights own = heads.classWeights.get(Arguments.notNull("head", head).name());
    List<Integer> all = Arguments.copy("counts", counts);
    return own == null ? List.of() : own.of(head, all);
  }

  /** {@return how the losses of heads become one while training goes on} */
  public TaskBalance balance() {
    return balance;
  }

  /**
   * Returns what rows weigh in training.
   *
   * @param rows rows of a table
   * @return a number above 0 for each; empty if all weigh the same
   * @throws DataException if a row has no such number; all are listed
   */
  public double[] rowWeights(List<LabelledImage> rows) {
    List<LabelledImage> all = Arguments.copy("rows", rows);
    return rowWeights.map(column -> column.of(all)).orElseGet(() -> new double[0]);
  }

  /** The column of the rows' weights. */
  Optional<String> rowWeightColumn() {
    return rowWeights.map(RowWeights::column);
  }

  /** The label smoothing of a head's own. */
  Optional<Double> ownSmoothing(HeadSpec head) {
    return Optional.ofNullable(heads.smoothings.get(head.name()));
  }

  /** What the labels of a head weigh. */
  Optional<ClassWeights> classWeights(HeadSpec head) {
    return Optional.ofNullable(heads.classWeights.get(head.name()));
  }

  void checkHeads(List<HeadSpec> ofModel) {
    heads.check(ofModel);
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    parts.add("weights " + heads.weights);
    parts.add("label smoothing " + labelSmoothing);
    parts.addAll(heads.texts());
    if (balance != TaskBalance.FIXED) {
      parts.add("balance " + balance);
    }
    rowWeights.ifPresent(rows -> parts.add("row weights " + rows.column()));
    return String.join(", ", parts);
  }

  /** Builds a {@link WeightedMultiLoss}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final LossOfHeads heads = new LossOfHeads();
    private final Once<Double> labelSmoothing = new Once<>("labelSmoothing");
    private final Once<TaskBalance> balance = new Once<>("balance");
    private final Once<RowWeights> rowWeights = new Once<>("rowWeights");

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
      return put(heads.weights, "the weight", head, weight);
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
     * Sets the label smoothing of a head, in place of that of all.
     *
     * @param head the head
     * @param smoothing 0 (none) to 0.9
     * @return this
     */
    public Builder labelSmoothing(HeadSpec head, double smoothing) {
      Checks.inRange("the label smoothing of " + head, smoothing, 0, 0.9);
      return put(heads.smoothings, "the label smoothing", head, smoothing);
    }

    /**
     * Sets what a head's answer to an image costs; the cross-entropy when not given.
     *
     * @param head the head
     * @param loss the loss; {@link HeadLoss#asymmetric} is for heads that answer yes or no
     * @return this
     */
    public Builder loss(HeadSpec head, HeadLoss loss) {
      return put(heads.losses, "the loss", head, Arguments.notNull("loss", loss));
    }

    /**
     * Sets how much positive images count, of a head that answers yes or no; 1 when not given. The
     * part of the loss towards yes is multiplied by it, as by PyTorch's {@code pos_weight}.
     *
     * @param head the head
     * @param weight above 0, at most 1,000,000; negative images weigh 1
     * @return this
     */
    public Builder positiveWeight(HeadSpec head, double weight) {
      return classWeights(head, ClassWeights.positive(Arguments.notNull("head", head), weight));
    }

    /**
     * Sets how much images of categories count, as PyTorch's {@code CrossEntropyLoss(weight)} does:
     * the mean over a batch is weighted by them.
     *
     * @param head a head that has categories
     * @param weights by category, each above 0, at most 1,000,000; others weigh 1
     * @return this
     */
    public Builder classWeights(HeadSpec head, Map<String, Double> weights) {
      Arguments.notNull("head", head);
      Map<String, Double> copy = Arguments.copy("weights", weights);
      return classWeights(head, ClassWeights.ofCategories(head, copy));
    }

    /**
     * Lets all labels of a head count as much, by the images of the training table that have them:
     * the weight of positives is the negative images by the positive ones, that of a category its
     * share of the images if all were equal by its own share, scikit-learn's {@code balanced}.
     *
     * @param head the head
     * @return this
     */
    public Builder balanced(HeadSpec head) {
      return classWeights(head, ClassWeights.BY_COUNTS);
    }

    Builder classWeights(HeadSpec head, ClassWeights own) {
      return put(heads.classWeights, "the class weights", head, own);
    }

    /**
     * Sets how the losses of heads become one; by their weights when not given.
     *
     * @param how the balance
     * @return this
     */
    public Builder balance(TaskBalance how) {
      balance.set(how);
      return this;
    }

    /**
     * Weighs rows by a column of the training table: of each head, the mean over a batch is
     * weighted by it. The loss on the validation table is not. All rows weigh the same when not
     * given.
     *
     * @param column the name of a column of numbers, 1e-6 to 1e6
     * @return this
     */
    public Builder rowWeights(String column) {
      rowWeights.set(RowWeights.of(column));
      return this;
    }

    private <V> Builder put(Map<String, V> values, String what, HeadSpec head, V value) {
      Once.put(values, what + " of", Arguments.notNull("head", head).name(), value);
      return this;
    }

    /** {@return the loss} */
    @CheckReturnValue
    public WeightedMultiLoss build() {
      return new WeightedMultiLoss(this);
    }
  }
}
