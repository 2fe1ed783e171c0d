package io.github.twohead.djl.internal.training;

import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.data.Dataset;

/** What batches are made of, and how the network goes on from there. */
public interface InputPipeline {

  /** Passes over a data set in random order, augmented. */
  void shuffled(Dataset data, long seed, BatchLoader.BatchConsumer consumer)
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
   * Logs what was kept for later epochs, if it was not known before the first one.
   *
   * @param images the number of images that went through
   */
  default void logKept(int images) {}
}
