package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Once;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the training table, and what the validation table says after it. Training makes it;
 * a builder makes one for the test of a {@link TrainingListener}. Immutable.
 */
public final class EpochReport {
  private static final Evaluation NONE = Evaluation.builder().build();

  private final int epoch;
  private final double loss;
  private final double validationLoss;
  private final double seconds;
  private final double imagesPerSecond;
  private final Map<String, ConfusionCounts> counts;

  /** The evaluation as text. */
  private final String scores;

  private final @Nullable Evaluation evaluation;

  private EpochReport(Builder builder) {
    epoch = builder.epoch.orElse(1);
    loss = builder.loss.orElse(0.0);
    validationLoss = builder.validationLoss.orElse(0.0);
    seconds = builder.seconds.orElse(0.0);
    imagesPerSecond = builder.imagesPerSecond.orElse(0.0);
    Evaluation given = builder.evaluation.orElse(NONE);
    Map<String, ConfusionCounts> byHead = new LinkedHashMap<>();
    given.heads().forEach((name, head) -> byHead.put(name, head.anyCounts()));
    counts = Collections.unmodifiableMap(byHead);
    scores = given.toString();
    evaluation = given;
  }

  /** All of a report but its evaluation. */
  private EpochReport(EpochReport of) {
    epoch = of.epoch;
    loss = of.loss;
    validationLoss = of.validationLoss;
    seconds = of.seconds;
    imagesPerSecond = of.imagesPerSecond;
    counts = of.counts;
    scores = of.scores;
    evaluation = null;
  }

  /**
   * Starts a report.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the number of the epoch.
   *
   * @return the number, from 1
   */
  public int epoch() {
    return epoch;
  }

  /**
   * Returns the training loss, the mean over the images.
   *
   * @return the loss
   */
  public double loss() {
    return loss;
  }

  /**
   * Returns the loss on the validation table.
   *
   * @return the loss
   */
  public double validationLoss() {
    return validationLoss;
  }

  /**
   * Returns the duration of the pass up to the end of its last batch; neither what comes before the
   * first epoch, reading and decoding the tables, nor validation is counted.
   *
   * @return seconds
   */
  public double seconds() {
    return seconds;
  }

  /**
   * Returns the images of the pass divided by its seconds, as {@link BatchReport#imagesPerSecond}
   * says it of each part of the pass.
   *
   * @return training images per second
   */
  public double imagesPerSecond() {
    return imagesPerSecond;
  }

  /**
   * Returns how the decisions meet the labels of the validation table; every report has them.
   *
   * @return by the head's name; of a categorical head those of {@link ConfusionMatrix#counts()}
   */
  public Map<String, ConfusionCounts> counts() {
    return counts;
  }

  /**
   * Returns what the model says of the validation table after the epoch. It holds the probabilities
   * of every image, 48 bytes of each with two yes/no heads, for as long as this report is kept. So
   * a {@link TrainingReport} has those of the best epoch and of the last one alone; what is wanted
   * of the others is taken in {@link TrainingListener#onEpoch}.
   *
   * @return the evaluation
   * @throws IllegalStateException if this report does not have it
   */
  public Evaluation evaluation() {
    if (evaluation == null) {
      throw new IllegalStateException(
          "the report of epoch "
              + epoch
              + " has only counts: those of the best and of the last epoch keep their evaluation,"
              + " and a listener sees that of each");
    }
    return evaluation;
  }

  /**
   * Says whether there is an {@link #evaluation}.
   *
   * @return whether this report has it
   */
  public boolean hasEvaluation() {
    return evaluation != null;
  }

  /**
   * Returns this report without its {@link #evaluation}, as a listener may keep it of many epochs.
   *
   * @return the report with {@link #counts} alone
   */
  public EpochReport withoutEvaluation() {
    return new EpochReport(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EpochReport that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(
        epoch,
        loss,
        validationLoss,
        seconds,
        imagesPerSecond,
        counts,
        Optional.ofNullable(evaluation));
  }

  /** Returns a line such as {@code epoch 2: loss 0.512, validation loss 0.498, screen F1 0.981}. */
  @Override
  public String toString() {
    String losses =
        String.format(
            Locale.ROOT, "epoch %d: loss %.3f, validation loss %.3f", epoch, loss, validationLoss);
    return counts.isEmpty() ? losses : losses + ", " + scores;
  }

  /** Builds an {@link EpochReport}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<Integer> epoch = new Once<>("epoch");
    private final Once<Double> loss = new Once<>("loss");
    private final Once<Double> validationLoss = new Once<>("validationLoss");
    private final Once<Double> seconds = new Once<>("seconds");
    private final Once<Double> imagesPerSecond = new Once<>("imagesPerSecond");
    private final Once<Evaluation> evaluation = new Once<>("evaluation");

    private Builder() {}

    /**
     * Sets the number of the epoch; 1 when not given.
     *
     * @param number from 1
     * @return this
     */
    public Builder epoch(int number) {
      epoch.set(Checks.positive("epoch", number));
      return this;
    }

    /**
     * Sets the training loss, the mean over the images; 0 when not given.
     *
     * @param mean the mean over the images
     * @return this
     */
    public Builder loss(double mean) {
      loss.set(mean);
      return this;
    }

    /**
     * Sets the loss on the validation table; 0 when not given.
     *
     * @param mean the mean over the images
     * @return this
     */
    public Builder validationLoss(double mean) {
      validationLoss.set(mean);
      return this;
    }

    /**
     * Sets the duration of the pass; 0 when not given.
     *
     * @param duration seconds, up to the end of the last batch
     * @return this
     */
    public Builder seconds(double duration) {
      seconds.set(duration);
      return this;
    }

    /**
     * Sets the images of the pass divided by its seconds; 0 when not given.
     *
     * @param speed training images per second
     * @return this
     */
    public Builder imagesPerSecond(double speed) {
      imagesPerSecond.set(speed);
      return this;
    }

    /**
     * Sets what the model says of the validation table; of no image when not given.
     *
     * @param ofValidation the evaluation
     * @return this
     */
    public Builder evaluation(Evaluation ofValidation) {
      evaluation.set(ofValidation);
      return this;
    }

    /**
     * Returns the report.
     *
     * @return the report
     */
    @CheckReturnValue
    public EpochReport build() {
      return new EpochReport(this);
    }
  }
}
