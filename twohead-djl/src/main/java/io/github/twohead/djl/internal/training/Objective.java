package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.spi.TrainingConfig;

/** What a network's outputs are trained towards. */
public interface Objective {

  /** The objective of a network. */
  static Objective of(Network network, TrainingConfig settings) {
    return network
        .softmax()
        .<Objective>map(softmax -> new SoftmaxLoss(softmax, settings.loss().labelSmoothing()))
        .orElseGet(() -> new MultiHeadLoss(settings.loss(), network.layout()));
  }

  /**
   * The same images, with what the loss compares the outputs with in place of the heads' labels.
   */
  Dataset targets(Dataset labelled);

  /** The loss of a batch as a scalar that gradients flow through. */
  NDArray of(NDArray outputs, float[] targets);

  /** The same for outputs outside of the engine. */
  double of(float[] outputs, float[] targets);
}
