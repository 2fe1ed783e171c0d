package io.github.twohead.djl.internal.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.twohead.Optimizer;
import io.github.twohead.djl.internal.data.Batch;
import io.github.twohead.djl.internal.nn.Network;

/** Forward, backward, update. Owns the optimizer's state. */
final class TrainingStep implements AutoCloseable {
  /**
   * DJL collects gradients for one step at a time in a JVM: models that train at once take turns.
   */
  private static final Object COLLECTING = new Object();

  private final Network network;
  private final MultiHeadLoss loss;
  private final AdamUpdater updater;
  private final Engine engine;

  TrainingStep(Network network, MultiHeadLoss loss, Optimizer optimizer) {
    this.network = network;
    this.loss = loss;
    updater = new AdamUpdater(optimizer, network.trainable(), network.manager());
    engine = network.manager().getEngine();
  }

  /**
   * Learns from a batch, unless its loss is not finite.
   *
   * @param rateFactor of the learning rate
   * @return the loss before the update
   */
  float run(Batch batch, double rateFactor) {
    synchronized (COLLECTING) {
      return collect(batch, rateFactor);
    }
  }

  private float collect(Batch batch, double rateFactor) {
    try (NDManager step = network.manager().newSubManager();
        GradientCollector gradients = engine.newGradientCollector()) {
      NDArray images = network.images(step, batch.pixels(), batch.size());
      NDArray value = loss.of(network.forward(images, true), batch.targets());
      float scalar = value.getFloat();
      if (Float.isFinite(scalar)) {
        gradients.backward(value);
        updater.step(rateFactor);
      }
      return scalar;
    }
  }

  @Override
  public void close() {
    updater.close();
  }
}
