package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
  private final Map<String, Double> headWeights;
  private final EpochScores scores;

  private EpochReport(Builder builder) {
    epoch = builder.epoch.orElse(1);
    loss = builder.loss.orElse(0.0);
    validationLoss = builder.validationLoss.orElse(0.0);
    seconds = builder.seconds.orElse(0.0);
    imagesPerSecond = builder.imagesPerSecond.orElse(0.0);
    headWeights =
        Collections.unmodifiableMap(
            new LinkedHashMap<>(builder.headWeights.orElseGet(LinkedHashMap::new)));
    scores =
        builder
            .counts
            .optional()
            .map(EpochScores::of)
            .orElseGet(() -> EpochScores.of(builder.evaluation.orElse(NONE)));
  }

  /** All of a report but its evaluation. */
  private EpochReport(EpochReport of) {
    epoch = of.epoch;
    loss = of.loss;
    validationLoss = of.validationLoss;
    seconds = of.seconds;
    imagesPerSecond = of.imagesPerSecond;
    headWeights = of.headWeights;
    scores = of.scores.withoutEvaluation();
  }

  /** {@return a builder of a report} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the number of the epoch, from 1} */
  public int epoch() {
    return epoch;
  }

  /** {@return the training loss, the mean over the images} */
  public double loss() {
    return loss;
  }

  /** {@return the loss on the validation table} */
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
   * {@return by head what its loss counted when the pass ended} It changes while training goes on
   * where {@link WeightedMultiLoss.Builder#balance} says so.
   */
  public Map<String, Double> headWeights() {
    return headWeights;
  }

  /**
   * Returns how the decisions meet the labels of the validation table; every report has them.
   *
   * @return by the head's name; of a categorical head those of {@link ConfusionMatrix#counts()}
   */
  public Map<String, ConfusionCounts> counts() {
    return scores.counts();
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
    return scores
        .evaluation()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the report of epoch "
                        + epoch
                        + " has only counts: those of the best and of the last epoch keep"
                        + " their evaluation, and a listener sees that of each"));
  }

  /** {@return whether there is an {@link #evaluation}} */
  public boolean hasEvaluation() {
    return scores.evaluation().isPresent();
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
        headWeights,
        scores.counts(),
        scores.evaluation());
  }

  /** Returns a line such as {@code epoch 2: loss 0.512, validation loss 0.498, screen F1 0.981}. */
  @Override
  public String toString() {
    String losses =
        String.format(
            Locale.ROOT, "epoch %d: loss %.3f, validation loss %.3f", epoch, loss, validationLoss);
    return scores.counts().isEmpty() ? losses : losses + ", " + scores.text();
  }

  /** Builds an {@link EpochReport}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<Integer> epoch = new Once<>("epoch");
    private final Once<Double> loss = new Once<>("loss");
    private final Once<Double> validationLoss = new Once<>("validationLoss");
    private final Once<Double> seconds = new Once<>("seconds");
    private final Once<Double> imagesPerSecond = new Once<>("imagesPerSecond");
    private final Once<Map<String, Double>> headWeights = new Once<>("headWeights");
    private final Once<Evaluation> evaluation = new Once<>("evaluation");
    private final Once<Map<HeadSpec, ConfusionCounts>> counts = new Once<>("counts");

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
     * Sets what the heads' losses counted when the pass ended; nothing when not given.
     *
     * @param byHead the weight of each head
     * @return this
     */
    public Builder headWeights(Map<String, Double> byHead) {
      headWeights.set(Arguments.copy("headWeights", byHead));
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
     * Sets the decisions on the validation table, of a report that does not keep its evaluation.
     *
     * @param byHead of a categorical head those of {@link ConfusionMatrix#counts()}
     * @return this
     */
    public Builder counts(Map<HeadSpec, ConfusionCounts> byHead) {
      counts.set(Arguments.copy("counts", byHead));
      return this;
    }

    /**
     * Returns the report.
     *
     * @return the report
     * @throws IllegalStateException if both counts and an evaluation were given
     */
    @CheckReturnValue
    public EpochReport build() {
      if (counts.optional().isPresent() && evaluation.optional().isPresent()) {
        throw new IllegalStateException("give counts or an evaluation, which has counts too");
      }
      return new EpochReport(this);
    }
  }
}
