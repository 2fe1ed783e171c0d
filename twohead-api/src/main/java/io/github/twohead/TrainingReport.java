package io.github.twohead;

import java.util.List;

/**
 * What a training run did.
 *
 * @param epochs every epoch that was finished
 * @param bestEpoch the number of the epoch whose weights the model now holds, from 1; 0 if none was
 *     finished
 * @param interrupted whether an interrupt of the thread ended the run early
 * @param unlabelled training images left out because no head knows their label
 * @param skipped images left out because they could not be decoded
 */
public record TrainingReport(
    List<EpochReport> epochs, int bestEpoch, boolean interrupted, int unlabelled, int skipped) {

  public TrainingReport {
    epochs = List.copyOf(epochs);
  }

  /**
   * Returns the epoch whose weights the model now holds.
   *
   * @return the best epoch
   * @throws IllegalStateException if no epoch was finished
   */
  public EpochReport best() {
    if (bestEpoch == 0) {
      throw new IllegalStateException("training was interrupted before its first epoch ended");
    }
    return epochs.get(bestEpoch - 1);
  }
}
