package io.github.twohead.djl.internal.training;

import static java.lang.Float.NaN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.common.primitives.Floats;
import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.internal.nn.Golden;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.weights.StateDict.StateEntry;
import io.github.twohead.spi.ModelConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MultiHeadLossTest {
  private static final float[] TARGETS = {1, 0, 0, NaN, 1, 1, NaN, 0};

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

  private static List<Backbone.BuiltIn> backbones() {
    return Backbone.builtIn();
  }

  @ParameterizedTest
  @MethodSource("backbones")
  void should_give_every_parameter_a_gradient(Backbone backbone) {
    try (Network network = Golden.network(backbone)) {
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
        oneHead[i] = NaN;
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
  void should_weigh_the_mean_over_the_images_that_each_head_knows() {
    float[] logits = {-30, 0, 0.5f, 2, 40, -1, 3, 0.1f};
    double first = crossEntropy(-30, 0.95) + crossEntropy(0.5, 0.05) + crossEntropy(40, 0.95);
    double second = crossEntropy(0, 0.05) + crossEntropy(-1, 0.95) + crossEntropy(0.1, 0.05);

    try (Network network = Golden.network(Backbone.shuffleNetV2x05())) {
      assertThat(golden(network).of(logits, TARGETS))
          .isCloseTo(2 * first / 3 + second / 3, within(1e-4));
    }
  }

  @Test
  void should_give_the_loss_of_a_large_table_to_more_than_seven_digits() {
    float[] logits = new float[2 * 4096];
    float[] targets = new float[logits.length];
    double[] sums = new double[2];
    Random random = new Random(4);
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (8 * random.nextGaussian());
      targets[i] = random.nextInt(2);
      // targets are smoothed to floats
      sums[i % 2] += crossEntropy(logits[i], (float) (0.05 + 0.9 * targets[i]));
    }

    try (Network network = Golden.network(Backbone.shuffleNetV2x05())) {
      assertThat(golden(network).of(logits, targets))
          .isCloseTo((2 * sums[0] + sums[1]) / 4096, withinPercentage(1e-9));
    }
  }

  private static double crossEntropy(double logit, double target) {
    return Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - logit * target;
  }

  /** The numbers are those of torch.nn.functional.cross_entropy, with label_smoothing. */
  @ParameterizedTest
  @CsvSource({
    "0, 21.644949, -0.1072015 0.0195563 0.0876452 0.0237129 0.4762871 -0.5",
    "0.1, 20.336615, -0.0738682 0.0028896 0.0709785 0.0070463 0.4596204 -0.4666667"
  })
  void should_give_the_loss_and_gradients_of_pytorch_for_a_softmax(
      double smoothing, double expected, String gradients) {
    float[] numbers = {2, -1, 0.5f, 0, 3, -40};
    float[] targets = {1, 0, 0, 0, 0, 1};
    try (Network network = network(softmax("documents"));
        NDManager step = network.manager().newSubManager()) {
      MultiHeadLoss loss = loss(network, smoothing);

      NDArray logits = step.create(numbers, new Shape(2, 3));
      logits.setRequiresGradient(true);
      NDArray value = Torch.withGradient(() -> loss.towards(targets).of(logits));
      Torch.backward(value);

      assertThat(value.getFloat()).isCloseTo((float) expected, within(1e-5f));
      assertThat(loss.of(numbers, targets)).isCloseTo(expected, within(1e-5));
      float[] each =
          Floats.toArray(Stream.of(gradients.split(" ", -1)).map(Float::valueOf).toList());
      assertThat(logits.getGradient().toFloatArray()).containsExactly(each, within(1e-6f));
    }
  }

  @Test
  void should_add_up_heads_of_every_kind() {
    HeadSpec glare = HeadSpec.binary("glare");
    HeadSpec sharp = HeadSpec.binary("sharp");
    // three images; the softmax does not know the second, sharp does not know the last
    float[] logits = {1, 2, -1, 0.5f, 3, -2, 9, 9, 9, -1, 4, 0, 3, -40, 7};
    float[] targets = {1, 1, 0, 0, 1, 0, NaN, NaN, NaN, 0, 1, 0, 0, 1, NaN};
    double binary = loss(new float[] {1, -2, 4}, new float[] {1, 0, 1}, glare);
    double last = loss(new float[] {3, -1}, new float[] {1, 0}, sharp);
    double categorical =
        loss(
            new float[] {2, -1, 0.5f, 0, 3, -40},
            new float[] {1, 0, 0, 0, 0, 1},
            softmax("documents"));

    double sum = loss(logits, targets, glare, softmax("documents"), sharp);

    assertThat(sum).isCloseTo(binary + categorical + last, within(1e-5));
    assertThat(categorical).isCloseTo(20.336615, within(1e-5));
  }

  private static double loss(float[] logits, float[] targets, HeadSpec... heads) {
    try (Network network = network(heads)) {
      return loss(network, 0.1).of(logits, targets);
    }
  }

  private static MultiHeadLoss loss(Network network, double smoothing) {
    return new MultiHeadLoss(
        WeightedMultiLoss.builder().labelSmoothing(smoothing).build(), network);
  }

  private static HeadSpec softmax(String name) {
    return HeadSpec.builder(name).width(8).categories(List.of("0", "1", "2")).build();
  }

  private static Network network(HeadSpec... heads) {
    Preprocessing input = Preprocessing.standard().size(Golden.SIDE);
    ModelConfig config =
        ModelConfig.builder().heads(List.of(heads)).preprocessing(input).seed(1).build();
    return new Network(config, Torch.device(Device.cpu()));
  }

  private static MultiHeadLoss golden(Network network) {
    WeightedMultiLoss weights =
        WeightedMultiLoss.builder()
            .weight(Golden.SCREEN, 2)
            .weight(Golden.GLARE, 1)
            .labelSmoothing(0.1)
            .build();
    return new MultiHeadLoss(weights, network);
  }

  private static float backward(Network network, MultiHeadLoss loss, float[] targets) {
    try (NDManager step = network.manager().newSubManager();
        GradientCollector collector = network.manager().getEngine().newGradientCollector()) {
      NDArray images = network.images(step, Golden.images(), Golden.BATCH);
      NDArray value = loss.towards(targets).of(network.forward(images, true));
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
