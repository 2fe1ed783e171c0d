package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import com.google.common.collect.ImmutableList;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.data.Batch;
import io.github.twohead.spi.TrainingConfig;
import java.util.ArrayList;
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

  /**
   * The exponential moving average of a network's weights and running statistics; without a decay,
   * it does nothing. Owns the average.
   *
   * <p>The decay grows from 0.1 towards its final value, so that the first weights are soon
   * forgotten.
   */
  static final class WeightEma implements AutoCloseable {
    private final double decay;
    private final NDManager manager;
    private final List<Averaged> all = new ArrayList<>();
    private int updates;

    /** The array of a parameter, and its average. */
    private record Averaged(NDArray weight, NDArray average) {}

    /** Starts at the parameters' values. */
    WeightEma(double decay, List<Parameter> parameters, NDManager parent) {
      this.decay = decay;
      manager = parent.newSubManager();
      if (decay > 0) {
        Torch.unrecorded(() -> parameters.forEach(this::add));
      }
    }

    private void add(Parameter parameter) {
      NDArray average = parameter.getArray().duplicate();
      average.attach(manager);
      all.add(new Averaged(parameter.getArray(), average));
    }

    /** Moves towards the weights as they are now. */
    void update() {
      double kept = Math.min(decay, (1.0 + updates) / (10.0 + updates));
      updates++;
      Torch.unrecorded(
          () -> {
            for (Averaged one : all) {
              try (NDArray moved = one.weight().mul(1 - kept)) {
                one.average().muli(kept).addi(moved);
              }
            }
          });
    }

    /** Puts the average into the network, and keeps what was there; the next call puts it back. */
    void swap() {
      Torch.unrecorded(
          () -> {
            for (Averaged one : all) {
              try (NDArray weight = one.weight().duplicate()) {
                Torch.copy(one.average(), one.weight());
                Torch.copy(weight, one.average());
              }
            }
          });
    }

    @Override
    public void close() {
      manager.close();
    }
  }
}
