package io.github.twohead.djl.internal.training;

import ai.djl.nn.Parameter;
import com.google.common.collect.ImmutableList;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.data.Batch;
import io.github.twohead.spi.TrainingConfig;
import java.util.List;

/** Forward, backward, update. Owns the optimizer's state and the average of the weights. */
public final class TrainingStep implements AutoCloseable {
  private final AdamUpdater updater;
  private final WeightEma average;

  public TrainingStep(Network network, TrainingConfig settings) {
    List<Parameter> backbone = network.backboneParameters();
    List<Parameter> heads = network.headParameters();
    List<Parameter> all = ImmutableList.<Parameter>builder().addAll(backbone).addAll(heads).build();
    updater = new AdamUpdater(settings.optimizer(), backbone, heads, network.manager());
    average = new WeightEma(settings.emaDecay(), all, network.manager());
  }

  /**
   * Learns from a batch, unless its loss is not finite.
   *
   * @param rateFactor of the learning rate
   * @return the loss before the update
   */
  public float run(InputPipeline inputs, Batch batch, double rateFactor) {
    float loss = Torch.withGradient(() -> inputs.backward(batch));
    if (Float.isFinite(loss)) {
      updater.step(rateFactor);
      average.update();
    }
    return loss;
  }

  /** The average of the weights. */
  WeightEma average() {
    return average;
  }

  @Override
  public void close() {
    average.close();
    updater.close();
  }
}
