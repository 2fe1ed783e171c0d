package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.github.twohead.Optimizer;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.spi.TrainingConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Forward, backward, update. Owns the optimizer's state and the average of the weights. */
public final class TrainingStep implements AutoCloseable {
  private final Updater updater;
  private final WeightEma average;

  /**
   * Begins.
   *
   * @param loss whose parameters learn too
   */
  public TrainingStep(Network network, TrainingConfig settings, MultiHeadLoss loss) {
    Map<Parameter, Double> factors = factors(network, settings.optimizer());
    average = new WeightEma(settings.emaDecay(), List.copyOf(factors.keySet()), network.manager());
    loss.parameters().forEach(parameter -> factors.put(parameter, 1.0));
    updater = new Updater(settings.optimizer(), factors, network.manager());
  }

  /** What each parameter's learning rate is multiplied by. */
  private static Map<Parameter, Double> factors(Network network, Optimizer optimizer) {
    Map<Parameter, Double> factors = new LinkedHashMap<>();
    Map<Parameter, Double> stages = network.stages().factors(optimizer);
    network
        .backboneParameters()
        .forEach(
            parameter ->
                factors.put(
                    parameter, optimizer.backboneFactor() * stages.getOrDefault(parameter, 1.0)));
    network.headParameters().forEach(parameter -> factors.put(parameter, 1.0));
    return factors;
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

  void save(TrainingState.Writer out) {
    updater.save(out.in("optimizer"));
    average.save(out.in("average"));
  }

  void load(TrainingState.Reader in) {
    updater.load(in.in("optimizer"));
    average.load(in.in("average"));
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

    /** Moves towards the weights as they are now; those that never change stay to the bit. */
    void update() {
      double kept = Math.min(decay, (1.0 + updates) / (10.0 + updates));
      updates++;
      Torch.unrecorded(
          () -> {
            for (Averaged one : all) {
              try (NDArray way = one.weight().sub(one.average())) {
                one.average().addi(way.muli(1 - kept));
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

    void save(TrainingState.Writer out) {
      out.put("updates", updates);
      for (int i = 0; i < all.size(); i++) {
        out.put(Integer.toString(i), all.get(i).average().toFloatArray());
      }
    }

    void load(TrainingState.Reader in) {
      updates = in.whole("updates");
      for (int i = 0; i < all.size(); i++) {
        NDArray average = all.get(i).average();
        Torch.set(average, in.floats(Integer.toString(i), (int) average.size()));
      }
    }

    @Override
    public void close() {
      manager.close();
    }
  }
}
