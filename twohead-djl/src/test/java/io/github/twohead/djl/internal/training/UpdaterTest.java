package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.github.twohead.Device;
import io.github.twohead.Optimizer;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against PyTorch's documentation of Adam and AdamW, computed in doubles; {@link StepsGoldenTest}
 * has SGD.
 */
class UpdaterTest {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;
  private static final float[] START = {1, -2, 0.5f, 3};

  @ParameterizedTest
  @EnumSource(names = {"ADAM", "ADAMW"})
  void should_take_the_published_first_step(Optimizer.Rule rule) {
    assertSteps(optimizer(rule, 0.1), new float[][] {{0.5f, -1, 0, 1e-3f}}, 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"ADAM", "ADAMW"})
  void should_take_the_published_steps(Optimizer.Rule rule) {
    float[][] gradients = {
      {0.5f, -1, 0, 1e-3f}, {-0.2f, -1, 0.3f, 0}, {2, 0.1f, -0.3f, -1e-3f}, {0.1f, 5, 0, 1e-4f}
    };

    assertSteps(optimizer(rule, 0.1), gradients, 1);
    assertSteps(optimizer(rule, 0), gradients, 1);
  }

  @Test
  void should_scale_the_learning_rate_by_the_factor() {
    assertSteps(Optimizer.adam(0.01), new float[][] {{0.5f, -1, 0, 1}, {1, 1, 1, 1}}, 0.25);
  }

  @ParameterizedTest
  @ValueSource(floats = {1e-8f, 1e-7f, 3e-9f})
  void should_add_epsilon_after_the_correction_of_the_variance(float gradient) {
    // a gradient as small as epsilon shows where it is added: elsewhere, steps are far larger
    float[] same = {gradient, gradient, -gradient, gradient};

    assertSteps(Optimizer.adam(0.01).weightDecay(0), new float[][] {same, same, same}, 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Parameter.Type.class,
      names = {"BIAS", "GAMMA", "BETA"})
  void should_leave_biases_and_batch_normalisation_out_of_decoupled_decay(Parameter.Type type) {
    Optimizer constant = Optimizer.adamW(0.01).weightDecay(0);
    Optimizer decaying = Optimizer.adamW(0.01).weightDecay(0.5);
    float[][] gradients = {{0.5f, -1, 0, 1e-3f}, {1, 1, 1, 1}};

    assertSteps(decaying, constant, type, gradients, 1);
    assertSteps(decaying, decaying, Parameter.Type.WEIGHT, gradients, 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Parameter.Type.class,
      names = {"BIAS", "GAMMA", "BETA"})
  void should_decay_everything_in_plain_adam(Parameter.Type type) {
    Optimizer decaying = Optimizer.adam(0.01).weightDecay(0.5);

    assertSteps(decaying, decaying, type, new float[][] {{0.5f, -1, 0, 1e-3f}}, 1);
  }

  @Test
  void should_have_a_rate_for_each_parameter() {
    Optimizer optimizer = Optimizer.adamW(0.01);
    Optimizer slow = Optimizer.adamW(0.001);
    float[][] gradients = {{0.5f, -1, 2, 1}};

    try (Step step = new Step()) {
      Parameter backbone = step.parameter(Parameter.Type.WEIGHT);
      Parameter head = step.parameter(Parameter.Type.WEIGHT);
      step.run(optimizer, Map.of(backbone, 0.1, head, 1.0), gradients);

      assertClose(backbone, published(slow, gradients, 1));
      assertClose(head, published(Optimizer.adamW(0.01), gradients, 1));
    }
  }

  @Test
  void should_shorten_the_gradient_of_all_parameters_together_to_the_norm() {
    // both parameters' gradients as one vector: √(2 · (3² + 4²)) = 5√2
    float clipped = (float) (1 / (5 * Math.sqrt(2)));
    float[][] expected = {{3 * clipped, 0, 0, -4 * clipped}};
    // without clipping, Adam's second step forgets the length of the first gradient
    float[][] second = {{3, 0, 0, -4}, {0.01f, 0, 0, 0.01f}};
    float[][] secondExpected = {expected[0], second[1]};

    try (Step step = new Step()) {
      Parameter one = step.parameter(Parameter.Type.WEIGHT);
      Parameter two = step.parameter(Parameter.Type.WEIGHT);
      Optimizer clipping = Optimizer.adam(0.01).weightDecay(0).clipNorm(1);
      step.run(clipping, Map.of(one, 1.0, two, 1.0), second);

      double[] wanted = published(clipping, secondExpected, 1);
      assertClose(one, wanted);
      assertClose(two, wanted);
      assertThat(published(clipping, second, 1)[0])
          .isNotCloseTo(wanted[0], within(1e-4)); // or the test would show nothing
    }
  }

  @Test
  void should_leave_out_what_is_frozen_and_start_it_afresh_later() {
    float[][] gradients = {{1, -1, 1, 2}};
    try (Step step = new Step()) {
      Parameter parameter = step.parameter(Parameter.Type.WEIGHT);
      Parameter other = step.parameter(Parameter.Type.WEIGHT);
      Optimizer optimizer = Optimizer.adam(0.01);
      try (Updater updater =
          new Updater(optimizer, Map.of(parameter, 1.0, other, 1.0), step.manager)) {
        parameter.freeze(true);
        step.update(updater, List.of(other), gradients, 1);
        assertThat(parameter.getArray().toFloatArray()).containsExactly(START);

        parameter.freeze(false);
        step.update(updater, List.of(parameter, other), gradients, 1);
        assertClose(parameter, published(optimizer, gradients, 1));
      }
    }
  }

  private static Optimizer optimizer(Optimizer.Rule rule, double decay) {
    Optimizer any = rule == Optimizer.Rule.ADAM ? Optimizer.adam(0.01) : Optimizer.adamW(0.01);
    return any.weightDecay(decay);
  }

  private static void assertSteps(Optimizer optimizer, float[][] gradients, double factor) {
    assertSteps(optimizer, optimizer, Parameter.Type.WEIGHT, gradients, factor);
  }

  private static void assertSteps(
      Optimizer optimizer,
      Optimizer asPublished,
      Parameter.Type type,
      float[][] gradients,
      double factor) {
    double[] expected = published(asPublished, gradients, factor);
    try (Step step = new Step()) {
      Parameter parameter = step.parameter(type);
      try (Updater updater = new Updater(optimizer, Map.of(parameter, 1.0), step.manager)) {
        step.update(updater, List.of(parameter), gradients, factor);
      }

      assertClose(parameter, expected);
      // a step moves each weight by about the rate: the tolerance is a small part of it
      assertThat(Math.abs(expected[0] - START[0])).isGreaterThan(5e-4);
    }
  }

  private static void assertClose(Parameter parameter, double[] expected) {
    float[] actual = parameter.getArray().toFloatArray();
    for (int i = 0; i < START.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(2e-6));
    }
  }

  private static double[] published(Optimizer optimizer, float[][] gradients, double factor) {
    boolean decoupled = optimizer.rule() == Optimizer.Rule.ADAMW;
    double rate = optimizer.learningRate() * factor;
    double[] weights = new double[START.length];
    for (int i = 0; i < weights.length; i++) {
      double weight = START[i];
      double mean = 0;
      double variance = 0;
      for (int step = 1; step <= gradients.length; step++) {
        double gradient = gradients[step - 1][i];
        if (decoupled) {
          weight -= rate * optimizer.weightDecay() * weight;
        } else {
          gradient += optimizer.weightDecay() * weight;
        }
        mean = BETA1 * mean + (1 - BETA1) * gradient;
        variance = BETA2 * variance + (1 - BETA2) * gradient * gradient;
        double corrected = mean / (1 - Math.pow(BETA1, step));
        double deviation = Math.sqrt(variance / (1 - Math.pow(BETA2, step)));
        weight -= rate * corrected / (deviation + EPSILON);
      }
      weights[i] = weight;
    }
    return weights;
  }

  /** Steps of parameters whose gradients are given. */
  static final class Step implements AutoCloseable {
    final NDManager manager = Torch.engine().newBaseManager(Torch.device(Device.cpu()));

    Parameter parameter(Parameter.Type type) {
      Parameter parameter = Parameter.builder().setName("any").setType(type).build();
      parameter.setArray(manager.create(START));
      parameter.getArray().setRequiresGradient(true);
      return parameter;
    }

    void run(Optimizer optimizer, Map<Parameter, Double> factors, float[][] gradients) {
      try (Updater updater = new Updater(optimizer, factors, manager)) {
        update(updater, List.copyOf(factors.keySet()), gradients, 1);
      }
    }

    /** The gradient of a sum of products with constants is those constants. */
    void update(Updater updater, List<Parameter> parameters, float[][] gradients, double factor) {
      for (float[] gradient : gradients) {
        try (NDManager step = manager.newSubManager()) {
          for (Parameter parameter : parameters) {
            NDArray constants = step.create(gradient);
            Torch.backward(Torch.withGradient(() -> parameter.getArray().mul(constants).sum()));
          }
          updater.step(factor);
        }
      }
    }

    @Override
    public void close() {
      manager.close();
    }
  }
}
