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
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Adam, AdamW or SGD on all parameters that gradients reach, which may be others at every step.
 * Owns what is remembered of earlier gradients.
 */
final class Updater implements AutoCloseable {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final Optimizer optimizer;
  private final NDManager manager;
  private final List<State> states = new ArrayList<>();

  /**
   * A parameter, how it is treated, what is remembered of its gradients (Adam's mean and variance,
   * SGD's velocity if it has momentum), and the steps that it took.
   */
  private static final class State {
    final Parameter parameter;
    final double rate;
    final double decay;
    final List<NDArray> moments;
    int steps;

    State(Parameter parameter, double rate, double decay, List<NDArray> moments) {
      this.parameter = parameter;
      this.rate = rate;
      this.decay = decay;
      this.moments = moments;
    }

    NDArray weight() {
      return parameter.getArray();
    }
  }

  /**
   * Remembers nothing yet.
   *
   * @param factors what the learning rate of each parameter is multiplied by, in their order; those
   *     that no gradient may reach are left out
   */
  Updater(Optimizer optimizer, Map<Parameter, Double> factors, NDManager parent) {
    this.optimizer = optimizer;
    manager = parent.newSubManager();
    factors.forEach(this::add);
  }

  private void add(Parameter parameter, double factor) {
    if (parameter.requiresGradient()) {
      double decay = decays(parameter) ? optimizer.weightDecay() : 0;
      List<NDArray> moments =
          IntStream.range(0, moments())
              .mapToObj(moment -> manager.zeros(parameter.getArray().getShape()))
              .toList();
      states.add(new State(parameter, optimizer.learningRate() * factor, decay, moments));
    }
  }

  private int moments() {
    return switch (optimizer.rule()) {
      case ADAM, ADAMW -> 2;
      case SGD -> optimizer.momentum() > 0 ? 1 : 0;
    };
  }

  private boolean decays(Parameter parameter) {
    return optimizer.rule() != Optimizer.Rule.ADAMW || parameter.getType() == Parameter.Type.WEIGHT;
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
    if (optimizer.rule() == Optimizer.Rule.SGD) {
      sgd(state, gradient, rate, scale);
    } else {
      adam(state, gradient, rate, scale);
    }
  }

  private void adam(State state, NDArray gradient, double rate, double scale) {
    double correction1 = 1 - Math.pow(BETA1, state.steps);
    double correction2 = Math.sqrt(1 - Math.pow(BETA2, state.steps));
    state
        .weight()
        .getNDArrayInternal()
        .adamUpdate(
            new NDList(state.weight(), gradient, state.moments.get(0), state.moments.get(1)),
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

  private void sgd(State state, NDArray gradient, double rate, double scale) {
    try (NDArray decayed = state.weight().mul(state.decay);
        NDArray change = gradient.mul(scale).addi(decayed)) {
      if (!state.moments.isEmpty()) {
        NDArray velocity = state.moments.get(0).muli(optimizer.momentum()).addi(change);
        if (optimizer.isNesterov()) {
          try (NDArray ahead = velocity.mul(optimizer.momentum())) {
            change.addi(ahead);
          }
        } else {
          Torch.copy(velocity, change);
        }
      }
      state.weight().subi(change.muli(rate));
    }
    Torch.zeroGradient(state.weight());
  }

  /** Keeps what is remembered of each parameter that has trained. */
  void save(TrainingState.Writer out) {
    for (int i = 0; i < states.size(); i++) {
      State state = states.get(i);
      if (state.steps > 0) {
        TrainingState.Writer own = out.in(Integer.toString(i));
        own.put("steps", state.steps);
        for (int moment = 0; moment < state.moments.size(); moment++) {
          own.put("moment" + moment, state.moments.get(moment).toFloatArray());
        }
      }
    }
  }

  void load(TrainingState.Reader in) {
    for (int i = 0; i < states.size(); i++) {
      State state = states.get(i);
      TrainingState.Reader own = in.in(Integer.toString(i));
      if (own.has("steps")) {
        state.steps = own.whole("steps");
        for (int moment = 0; moment < state.moments.size(); moment++) {
          NDArray values = state.moments.get(moment);
          Torch.set(values, own.floats("moment" + moment, (int) values.size()));
        }
      }
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
