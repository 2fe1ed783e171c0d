package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.github.twohead.Optimizer;
import java.util.ArrayList;
import java.util.List;

/** Adam or AdamW on a list of parameters. Owns the moments. */
final class AdamUpdater implements AutoCloseable {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final Optimizer optimizer;
  private final NDManager manager;
  private final List<State> states = new ArrayList<>();
  private int steps;

  private record State(NDArray weight, NDArray mean, NDArray variance) {}

  AdamUpdater(Optimizer optimizer, List<Parameter> parameters, NDManager parent) {
    this.optimizer = optimizer;
    manager = parent.newSubManager();
    for (Parameter parameter : parameters) {
      NDArray weight = parameter.getArray();
      states.add(
          new State(weight, manager.zeros(weight.getShape()), manager.zeros(weight.getShape())));
    }
  }

  /**
   * Changes every parameter by its gradient, and sets the gradients to zero.
   *
   * @param factor of the learning rate
   */
  void step(double factor) {
    steps++;
    double rate = optimizer.learningRate() * factor;
    double correction1 = 1 - Math.pow(BETA1, steps);
    double correction2 = Math.sqrt(1 - Math.pow(BETA2, steps));
    for (State state : states) {
      try (NDArray gradient = state.weight().getGradient()) {
        state
            .weight()
            .getNDArrayInternal()
            .adamUpdate(
                new NDList(state.weight(), gradient, state.mean(), state.variance()),
                new NDList(state.weight()),
                (float) rate,
                (float) (rate * correction2 / correction1),
                (float) optimizer.weightDecay(),
                1,
                -1,
                (float) BETA1,
                (float) BETA2,
                (float) (EPSILON * correction2), // PyTorch adds it after correcting the variance
                false,
                optimizer.rule() == Optimizer.Rule.ADAMW);
      }
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
