package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a training run did. Immutable. */
public final class TrainingReport {
  /** Why a training run ended. */
  public enum Ending {
    /** All epochs were trained. */
    COMPLETED,
    /** A {@link TrainingListener} ended it early. */
    LISTENER,
    /** {@link Trainer#stopEarly} ended it early. */
    EARLY_STOP,
    /** An interrupt of its thread ended it early. */
    INTERRUPT,
    /** An exception ended it; a {@link TrainingException} holds this report. */
    FAILURE
  }

  private final List<EpochReport> epochs;
  private final int bestEpoch;
  private final Ending ending;
  private final Optional<EarlyStopping> earlyStopping;
  private final int unlabelled;
  private final int skipped;
  private final Map<String, Calibration> calibrations;
  private final Map<String, ThresholdChoice> thresholds;

  private TrainingReport(Builder builder) {
    epochs = builder.epochs.orElse(List.of());
    bestEpoch = builder.bestEpoch.orElse(0);
    ending = builder.ending.orElse(Ending.COMPLETED);
    earlyStopping = builder.earlyStopping.optional();
    unlabelled = builder.unlabelled.orElse(0);
    skipped = builder.skipped.orElse(0);
    calibrations = builder.calibrations.orElse(Map.of());
    thresholds = builder.thresholds.orElse(Map.of());
    Checks.inRange("bestEpoch", bestEpoch, 0, epochs.size());
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
   * Returns every epoch that was finished. Only the best and the last one keep their {@link
   * EpochReport#evaluation}; all have {@link EpochReport#counts}.
   *
   * @return the epochs, in order
   */
  public List<EpochReport> epochs() {
    return epochs;
  }

  /**
   * Returns the number of the epoch whose weights the model now holds.
   *
   * @return the number, from 1; 0 if no epoch was finished
   */
  public int bestEpoch() {
    return bestEpoch;
  }

  /**
   * Returns why training ended.
   *
   * @return the reason
   */
  public Ending ending() {
    return ending;
  }

  /**
   * Returns the rule that ended training.
   *
   * @return the rule; empty unless training ended by {@link Ending#EARLY_STOP}
   */
  public Optional<EarlyStopping> earlyStopping() {
    return earlyStopping;
  }

  /**
   * Returns the training images left out because no head knows their label.
   *
   * @return the number of images
   */
  public int unlabelled() {
    return unlabelled;
  }

  /**
   * Returns the images left out because they could not be decoded.
   *
   * @return the number of images
   */
  public int skipped() {
    return skipped;
  }

  /**
   * Returns the calibrations that were fitted in the end.
   *
   * @return by the head's name; empty without {@link Trainer#calibrate}
   */
  public Map<String, Calibration> calibrations() {
    return calibrations;
  }

  /**
   * Returns the thresholds that were chosen in the end.
   *
   * @return by the head's name; empty without {@link Trainer#chooseThreshold}
   */
  public Map<String, ThresholdChoice> thresholds() {
    return thresholds;
  }

  /**
   * Says whether an interrupt ended training early.
   *
   * @return whether it was interrupted
   */
  public boolean interrupted() {
    return ending == Ending.INTERRUPT;
  }

  /**
   * Returns the epoch whose weights the model now holds.
   *
   * @return the best epoch
   * @throws IllegalStateException if no epoch was finished
   */
  public EpochReport best() {
    if (bestEpoch == 0) {
      throw new IllegalStateException("training ended before its first epoch did");
    }
    return epochs.get(bestEpoch - 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrainingReport that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(
        epochs, bestEpoch, ending, earlyStopping, unlabelled, skipped, calibrations, thresholds);
  }

  /** Returns a line such as {@code COMPLETED, epochs finished: 9, best: epoch 7: loss 0.512, …}. */
  @Override
  public String toString() {
    String best = bestEpoch == 0 ? "" : ", best: " + best();
    String rule = earlyStopping.map(stopped -> " by " + stopped).orElse("");
    return ending + rule + ", epochs finished: " + epochs.size() + best;
  }

  /** Builds a {@link TrainingReport}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<List<EpochReport>> epochs = new Once<>("epochs");
    private final Once<Integer> bestEpoch = new Once<>("bestEpoch");
    private final Once<Ending> ending = new Once<>("ending");
    private final Once<EarlyStopping> earlyStopping = new Once<>("earlyStopping");
    private final Once<Integer> unlabelled = new Once<>("unlabelled");
    private final Once<Integer> skipped = new Once<>("skipped");
    private final Once<Map<String, Calibration>> calibrations = new Once<>("calibrations");
    private final Once<Map<String, ThresholdChoice>> thresholds = new Once<>("thresholds");

    private Builder() {}

    /**
     * Sets every epoch that was finished; none when not given.
     *
     * @param finished the epochs, in order
     * @return this
     */
    public Builder epochs(List<EpochReport> finished) {
      epochs.set(Arguments.copy("epochs", finished));
      return this;
    }

    /**
     * Sets the number of the epoch whose weights the model now holds; 0 when not given.
     *
     * @param number from 1 to the number of epochs; 0 for none
     * @return this
     */
    public Builder bestEpoch(int number) {
      bestEpoch.set(number);
      return this;
    }

    /**
     * Sets why training ended; {@link Ending#COMPLETED} when not given.
     *
     * @param why the reason
     * @return this
     */
    public Builder ending(Ending why) {
      ending.set(why);
      return this;
    }

    /**
     * Sets the rule that ended training with {@link Ending#EARLY_STOP}; none when not given.
     *
     * @param rule the rule
     * @return this
     */
    public Builder earlyStopping(EarlyStopping rule) {
      earlyStopping.set(rule);
      return this;
    }

    /**
     * Sets the training images left out because no head knows their label; 0 when not given.
     *
     * @param count the number of images
     * @return this
     */
    public Builder unlabelled(int count) {
      unlabelled.set(count);
      return this;
    }

    /**
     * Sets the images left out because they could not be decoded; 0 when not given.
     *
     * @param count the number of images
     * @return this
     */
    public Builder skipped(int count) {
      skipped.set(count);
      return this;
    }

    /**
     * Sets the calibrations that were fitted in the end; none when not given.
     *
     * @param byHead by the head's name
     * @return this
     */
    public Builder calibrations(Map<String, Calibration> byHead) {
      calibrations.set(Arguments.copy("calibrations", byHead));
      return this;
    }

    /**
     * Sets the thresholds that were chosen in the end; none when not given.
     *
     * @param byHead by the head's name
     * @return this
     */
    public Builder thresholds(Map<String, ThresholdChoice> byHead) {
      thresholds.set(Arguments.copy("thresholds", byHead));
      return this;
    }

    /**
     * Returns the report.
     *
     * @return the report
     * @throws IllegalArgumentException if the best epoch is not one of the epochs
     */
    @CheckReturnValue
    public TrainingReport build() {
      return new TrainingReport(this);
    }
  }
}
