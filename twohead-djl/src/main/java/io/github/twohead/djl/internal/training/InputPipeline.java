package io.github.twohead.djl.internal.training;

import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.data.Dataset;

/** What batches are made of, and how the network goes on from there. */
public interface InputPipeline {

  /**
   * Passes over a data set in random order, augmented.
   *
   * @param first how many batches are left out, as they were used before
   */
  void shuffled(Dataset data, long seed, int first, BatchLoader.BatchConsumer consumer)
      throws InterruptedException;

  /** Passes over a data set in its own order, as it is. */
  void inOrder(Dataset data, BatchLoader.BatchConsumer consumer) throws InterruptedException;

  /**
   * Computes a batch's loss, and adds its gradients to those of the parameters unless the loss is
   * not finite. Gradients must be recorded on this thread.
   */
  float backward(Batch batch);

  /** Logits (B, N) of a batch, row by row. */
  float[] infer(Batch batch);

  /**
   * Computes what another process had kept when it wrote a checkpoint, in the same batches as the
   * first epoch did: what comes of an image may depend on its company in the last bit. What keeps
   * something is frozen, so that all of it is as it was.
   *
   * @param now how far the run is
   */
  default void recall(TrainingData data, Progress now) throws InterruptedException {}

  /**
   * Logs what was kept for later epochs, if it was not known before the first one.
   *
   * @param images the number of images that went through
   */
  default void logKept(int images) {}
}
