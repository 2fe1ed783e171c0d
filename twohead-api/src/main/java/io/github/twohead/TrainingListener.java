package io.github.twohead;

/**
 * Sees training go on. All calls come from the thread that called {@code fit}; an exception ends
 * training, with the best checkpoint kept.
 */
public interface TrainingListener {

  /**
   * Images were decoded, before the first epoch.
   *
   * @param decoded the images of both tables decoded so far
   * @param total all images of both tables
   */
  default void onDecoded(int decoded, int total) {}

  /**
   * A batch was trained on.
   *
   * @param batch the batch
   */
  default void onBatch(BatchReport batch) {}

  /**
   * An epoch was trained and validated.
   *
   * @param epoch the epoch
   */
  default void onEpoch(EpochReport epoch) {}
}
