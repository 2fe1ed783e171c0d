package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.internal.nn.Golden;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.weights.StateEntry;
import io.github.twohead.spi.ModelConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MultiHeadLossTest {
  private static final float[] TARGETS = {1, 0, 0, Float.NaN, 1, 1, Float.NaN, 0};

  @Test
  void should_give_the_loss_and_gradients_of_the_independent_implementation() {
    try (Network network = Golden.network(Backbone.shuffleNetV2x05())) {
      float loss = backward(network, golden(network), TARGETS);

      assertThat(loss).isCloseTo(Golden.tensor("loss")[0], within(1e-4f));
      Map<String, float[]> gradients = gradients(network);
      assertThat(Golden.names("gradient.")).hasSameSizeAs(gradients.keySet());
      gradients.forEach(
          (name, gradient) -> {
            float[] expected = Golden.tensor("gradient." + name);
            float tolerance = 1e-4f * Math.max(1, expected[0]);
            assertThat(norm(gradient)).as(name).isCloseTo(expected[0], within(tolerance));
            int shown = Math.min(4, gradient.length);
            assertThat(Arrays.copyOf(gradient, shown))
                .as(name)
                .containsExactly(Arrays.copyOfRange(expected, 1, 1 + shown), within(tolerance));
          });
    }
  }

  @Test
  void should_update_running_statistics_as_the_independent_implementation_does() {
    try (Network network = Golden.network(Backbone.shuffleNetV2x05())) {
      backward(network, golden(network), TARGETS);

      Map<String, float[]> state = network.state().read();
      for (String name : Golden.names("buffer.")) {
        float[] expected = Golden.tensor(name);
        float[] actual = state.get(name.substring("buffer.".length()));
        assertThat(Arrays.copyOf(actual, expected.length))
            .as(name)
            .containsExactly(expected, within(1e-4f));
      }
    }
  }

  @Test
  void should_give_every_parameter_a_gradient() {
    try (Network network = Golden.network(Backbone.shuffleNetV2x05())) {
      backward(network, golden(network), TARGETS);

      assertThat(gradients(network))
          .allSatisfy((name, gradient) -> assertThat(norm(gradient)).as(name).isPositive());
    }
  }

  @Test
  void should_give_every_parameter_a_gradient_in_a_model_of_one_head() {
    Preprocessing input = Preprocessing.standard().size(Golden.SIDE);
    List<HeadSpec> heads = List.of(Golden.SCREEN);
    ModelConfig config = ModelConfig.builder().heads(heads).preprocessing(input).seed(1).build();
    try (Network network = new Network(config, Torch.device(Device.cpu()))) {
      backward(network, golden(network), new float[] {1, 0, 0, 1});

      assertThat(gradients(network))
          .allSatisfy((name, gradient) -> assertThat(norm(gradient)).as(name).isPositive());
    }
  }

  @Test
  void should_reach_the_trunk_from_each_head_alone() {
    for (int column = 0; column < 2; column++) {
      float[] oneHead = TARGETS.clone();
      for (int i = 1 - column; i < oneHead.length; i += 2) {
        oneHead[i] = Float.NaN;
      }
      String other = column == 0 ? "heads.glare." : "heads.screen.";
      try (Network network = Golden.network(Backbone.shuffleNetV2x05())) {
        backward(network, golden(network), oneHead);

        assertThat(gradients(network))
            .allSatisfy(
                (name, gradient) -> {
                  if (name.startsWith(other)) {
                    assertThat(norm(gradient)).as(name).isZero();
                  } else {
                    assertThat(norm(gradient)).as(name).isPositive();
                  }
                });
      }
    }
  }

  @Test
  void should_give_the_same_loss_inside_and_outside_of_the_engine() {
    float[] logits = {-30, 0, 0.5f, 2, 40, -1, 3, 0.1f};
    try (Network network = Golden.network(Backbone.shuffleNetV2x05());
        NDManager step = network.manager().newSubManager()) {
      MultiHeadLoss loss = golden(network);
      NDArray array = step.create(logits, new ai.djl.ndarray.types.Shape(4, 2));

      assertThat(loss.of(logits, TARGETS))
          .isCloseTo(loss.of(array, TARGETS).getFloat(), within(1e-5));
    }
  }

  private static MultiHeadLoss golden(Network network) {
    WeightedMultiLoss weights =
        WeightedMultiLoss.builder()
            .weight(Golden.SCREEN, 2)
            .weight(Golden.GLARE, 1)
            .labelSmoothing(0.1)
            .build();
    return new MultiHeadLoss(weights, network.layout());
  }

  private static float backward(Network network, MultiHeadLoss loss, float[] targets) {
    try (NDManager step = network.manager().newSubManager();
        GradientCollector collector = network.manager().getEngine().newGradientCollector()) {
      NDArray images = network.images(step, Golden.images(), Golden.BATCH);
      NDArray value = loss.of(network.forward(images, true), targets);
      collector.backward(value);
      return value.getFloat();
    }
  }

  private static Map<String, float[]> gradients(Network network) {
    Map<String, float[]> gradients = new HashMap<>();
    for (StateEntry entry : network.state().entries()) {
      if (entry.parameter().requiresGradient()) {
        try (NDArray gradient = entry.parameter().getArray().getGradient()) {
          float[] all = gradient.toFloatArray();
          gradients.put(
              entry.name(), Arrays.copyOfRange(all, entry.from(), entry.from() + entry.size()));
        }
      }
    }
    return gradients;
  }

  private static float norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return (float) Math.sqrt(sum);
  }
}
