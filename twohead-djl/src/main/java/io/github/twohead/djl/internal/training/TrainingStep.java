package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import com.google.common.collect.ImmutableList;
import io.github.twohead.Optimizer;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
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

  /**
   * Adam or AdamW on all parameters that gradients reach, which may be others at every step. Owns
   * the moments.
   */
  static final class AdamUpdater implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final Optimizer optimizer;
    private final NDManager manager;
    private final List<State> states = new ArrayList<>();

    /** A parameter, how it is treated, its moments, and the steps that it took. */
    private static final class State {
      final Parameter parameter;
      final double rate;
      final double decay;
      final NDArray mean;
      final NDArray variance;
      int steps;

      State(Parameter parameter, double rate, double decay, NDManager manager) {
        this.parameter = parameter;
        this.rate = rate;
        this.decay = decay;
        mean = manager.zeros(parameter.getArray().getShape());
        variance = manager.zeros(parameter.getArray().getShape());
      }

      NDArray weight() {
        return parameter.getArray();
      }
    }

    AdamUpdater(
        Optimizer optimizer, List<Parameter> backbone, List<Parameter> heads, NDManager parent) {
      this.optimizer = optimizer;
      manager = parent.newSubManager();
      backbone.forEach(parameter -> add(parameter, optimizer.backboneFactor()));
      heads.forEach(parameter -> add(parameter, 1));
    }

    private void add(Parameter parameter, double factor) {
      if (parameter.requiresGradient()) {
        double decay = decays(parameter) ? optimizer.weightDecay() : 0;
        states.add(new State(parameter, optimizer.learningRate() * factor, decay, manager));
      }
    }

    private boolean decays(Parameter parameter) {
      return optimizer.rule() == Optimizer.Rule.ADAM
          || parameter.getType() == Parameter.Type.WEIGHT;
    }

    /**
     * Changes every parameter by its gradient, and sets the gradients to zero.
     *
     * @param factor of the learning rate
     */
    void step(double factor) {
      Torch.unrecorded(() -> update(factor));
    }

    private void update(double factor) {
      List<State> active =
          states.stream().filter(state -> state.parameter.requiresGradient()).toList();
      NDList gradients = new NDList();
      active.forEach(state -> gradients.add(state.weight().getGradient()));
      try (gradients) {
        double scale = Double.isInfinite(optimizer.clipNorm()) ? 1 : clipping(gradients);
        for (int i = 0; i < active.size(); i++) {
          update(active.get(i), gradients.get(i), factor, scale);
        }
      }
    }

    /** What shortens the gradients, as one vector, to the largest norm allowed. */
    private double clipping(NDList gradients) {
      try (NDManager scratch = manager.newSubManager()) {
        NDList norms = new NDList();
        for (NDArray gradient : gradients) {
          NDArray norm = gradient.norm();
          norm.attach(scratch);
          norms.add(norm);
        }
        double norm = NDArrays.stack(norms).norm().getFloat();
        return Math.min(1, optimizer.clipNorm() / norm);
      }
    }

    private void update(State state, NDArray gradient, double factor, double scale) {
      state.steps++;
      double rate = state.rate * factor;
      double correction1 = 1 - Math.pow(BETA1, state.steps);
      double correction2 = Math.sqrt(1 - Math.pow(BETA2, state.steps));
      state
          .weight()
          .getNDArrayInternal()
          .adamUpdate(
              new NDList(state.weight(), gradient, state.mean, state.variance),
              new NDList(state.weight()),
              (float) rate,
              (float) (rate * correction2 / correction1),
              (float) state.decay,
              (float) scale,
              -1,
              (float) BETA1,
              (float) BETA2,
              (float) (EPSILON * correction2), // PyTorch adds it after correcting the variance
              false,
              optimizer.rule() == Optimizer.Rule.ADAMW);
    }

    @Override
    public void close() {
      manager.close();
    }
  }
}
