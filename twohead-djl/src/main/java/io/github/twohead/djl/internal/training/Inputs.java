package io.github.twohead.djl.internal.training;

import io.github.twohead.djl.internal.data.Batch;
import io.github.twohead.djl.internal.data.BatchLoader;
import io.github.twohead.djl.internal.data.Dataset;
import java.nio.ByteBuffer;

/** What batches are made of, and how the network goes on from there. */
public interface Inputs {

  /**
   * Makes sure that a data set can be loaded.
   *
   * @return false if this thread was interrupted
   */
  boolean prepare(Dataset data) throws InterruptedException;

  /** Passes over a prepared data set in random order, augmented. */
  void shuffled(Dataset data, long seed, BatchLoader.BatchConsumer consumer)
      throws InterruptedException;

  /** Passes over a prepared data set in its own order, as it is. */
  void inOrder(Dataset data, BatchLoader.BatchConsumer consumer) throws InterruptedException;

  /**
   * Computes a batch's loss, and adds its gradients to those of the parameters unless the loss is
   * not finite. Gradients must be recorded on this thread.
   */
  float backward(Batch batch);

  /** Logits (B, N) of a batch, row by row. */
  float[] infer(ByteBuffer batch, int size);
}
