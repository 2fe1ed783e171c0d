package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.github.twohead.Optimizer;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam or AdamW on all parameters that gradients reach, which may be others at every step. Owns the
 * moments.
 */
final class AdamUpdater implements AutoCloseable {
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
    return optimizer.rule() == Optimizer.Rule.ADAM || parameter.getType() == Parameter.Type.WEIGHT;
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
