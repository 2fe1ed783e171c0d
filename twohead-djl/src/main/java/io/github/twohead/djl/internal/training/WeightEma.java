package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.ArrayList;
import java.util.List;

/**
 * The exponential moving average of a network's weights and running statistics; without a decay, it
 * does nothing. Owns the average.
 *
 * <p>The decay grows from 0.1 towards its final value, so that the first weights are soon
 * forgotten.
 */
final class WeightEma implements AutoCloseable {
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
