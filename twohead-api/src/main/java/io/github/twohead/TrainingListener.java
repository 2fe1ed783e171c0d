package io.github.twohead;

/**
 * Sees training go on, and may end it. All calls come from the thread that called {@code fit}.
 *
 * <p>An exception ends training: the model holds the best epoch so far, listeners that were added
 * later do not hear of what this one saw, and {@code fit} throws the exception.
 *
 * <p>A listener may save, evaluate and export the model that is trained; it must not train or close
 * it. Then the model is as it was after the last step, or, from {@link #onEpoch} on, as it was
 * validated: with {@link Trainer#emaDecay}, it holds the average there.
 *
 * <pre>{@code
 * TrainingListener patience = new TrainingListener() {
 *   private double best = Double.POSITIVE_INFINITY;
 *   private int worse;
 *
 *   public boolean endsTraining(EpochReport epoch) {
 *     worse = epoch.validationLoss() < best ? 0 : worse + 1;
 *     best = Math.min(best, epoch.validationLoss());
 *     return worse == 3;
 *   }
 * };
 * }</pre>
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
   * An epoch was trained and validated. What is saved here is a checkpoint of this epoch, the best
   * one or not: its weights, its scores, and the labels of training.
   *
   * @param epoch the epoch
   */
  default void onEpoch(EpochReport epoch) {}

  /**
   * Says whether training ends here; asked of every listener after {@link #onBatch}. The epoch of
   * the batch is then not finished: it is not validated and no candidate for the best.
   *
   * @param batch the batch
   * @return whether to end training; false when not overridden
   */
  default boolean endsTraining(BatchReport batch) {
    return false;
  }

  /**
   * Says whether training ends here; asked of every listener after {@link #onEpoch}.
   *
   * @param epoch the epoch
   * @return whether to end training; false when not overridden
   */
  default boolean endsTraining(EpochReport epoch) {
    return false;
  }
}
