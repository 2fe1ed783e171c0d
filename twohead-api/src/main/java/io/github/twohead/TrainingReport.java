package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.List;

/**
 * What a training run did.
 *
 * @param epochs every epoch that was finished
 * @param bestEpoch the number of the epoch whose weights the model now holds, from 1; 0 if none was
 *     finished
 * @param ending why it ended
 * @param unlabelled training images left out because no head knows their label
 * @param skipped images left out because they could not be decoded
 */
public record TrainingReport(
    List<EpochReport> epochs, int bestEpoch, Ending ending, int unlabelled, int skipped) {

  /** Why a training run ended. */
  public enum Ending {
    /** All epochs were trained. */
    COMPLETED,
    /** A {@link TrainingListener} ended it early. */
    LISTENER,
    /** An interrupt of its thread ended it early. */
    INTERRUPT,
    /** An exception ended it; a {@link TrainingException} holds this report. */
    FAILURE
  }

  public TrainingReport {
    epochs = Arguments.copy("epochs", epochs);
    Arguments.notNull("ending", ending);
  }

  /**
   * Says whether an interrupt of the thread ended the run early.
   *
   * @return whether {@link #ending} is {@link Ending#INTERRUPT}
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
}
