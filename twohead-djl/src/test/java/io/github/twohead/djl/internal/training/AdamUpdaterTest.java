package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.github.twohead.Device;
import io.github.twohead.Optimizer;
import io.github.twohead.djl.internal.nn.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against PyTorch's documentation of Adam and AdamW, computed in doubles. */
class AdamUpdaterTest {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;
  private static final float[] START = {1, -2, 0.5f, 3};

  @ParameterizedTest
  @EnumSource(Optimizer.Rule.class)
  void should_take_the_published_first_step(Optimizer.Rule rule) {
    assertSteps(new Optimizer(rule, 0.01, 0.1), new float[][] {{0.5f, -1, 0, 1e-3f}}, 1);
  }

  @ParameterizedTest
  @EnumSource(Optimizer.Rule.class)
  void should_take_the_published_steps(Optimizer.Rule rule) {
    float[][] gradients = {
      {0.5f, -1, 0, 1e-3f}, {-0.2f, -1, 0.3f, 0}, {2, 0.1f, -0.3f, -1e-3f}, {0.1f, 5, 0, 1e-4f}
    };

    assertSteps(new Optimizer(rule, 0.01, 0.1), gradients, 1);
    assertSteps(new Optimizer(rule, 0.01, 0), gradients, 1);
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

  private static void assertSteps(Optimizer optimizer, float[][] gradients, double factor) {
    double[] expected = published(optimizer, gradients, factor);
    float[] actual = actual(optimizer, gradients, factor);

    for (int i = 0; i < START.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(2e-6));
      // a step moves each weight by about the rate: the tolerance is a small part of it
      assertThat(Math.abs(expected[0] - START[0])).isGreaterThan(5e-4);
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

  /** The gradient of a sum of products with constants is those constants. */
  private static float[] actual(Optimizer optimizer, float[][] gradients, double factor) {
    try (NDManager manager = Torch.engine().newBaseManager(Torch.device(Device.cpu()))) {
      Parameter parameter =
          Parameter.builder().setName("weight").setType(Parameter.Type.WEIGHT).build();
      parameter.setArray(manager.create(START));
      parameter.getArray().setRequiresGradient(true);
      try (AdamUpdater updater = new AdamUpdater(optimizer, List.of(parameter), manager)) {
        for (float[] gradient : gradients) {
          try (NDManager step = manager.newSubManager();
              GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDArray weight = parameter.getArray();
            collector.backward(weight.mul(step.create(gradient)).sum());
            updater.step(factor);
          }
        }
      }
      return parameter.getArray().toFloatArray();
    }
  }
}
