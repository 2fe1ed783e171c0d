package io.github.twohead.djl.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.weights.StateDict.StateEntry;
import io.github.twohead.spi.ModelConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {
  private static final float TOLERANCE = 1e-4f;

  private static List<Backbone.BuiltIn> backbones() {
    return Backbone.builtIn();
  }

  @ParameterizedTest
  @MethodSource("backbones")
  void should_give_the_logits_of_the_independent_implementation(Backbone.BuiltIn backbone) {
    String golden = backbone.name().replaceFirst("shufflenet_v2_x", "") + ".logits";
    try (Network network = Golden.network(backbone)) {
      float[] logits = network.infer(Golden.images(), Golden.BATCH);

      assertThat(logits).containsExactly(Golden.tensor(golden), within(TOLERANCE));
      assertThat(network.stages().count()).isEqualTo(backbone.stages());
    }
  }

  @Test
  void should_give_the_activations_of_the_independent_implementation_after_every_stage() {
    try (Network network = Golden.network(Backbone.shuffleNetV2x05());
        NDManager step = network.manager().newSubManager()) {
      NDList current = new NDList(network.images(step, Golden.images(), Golden.BATCH));
      ParameterStore parameters = new ParameterStore(network.manager(), false);
      for (Pair<String, Block> child : network.backbone().getChildren()) {
        String name = child.getKey().substring(2);
        current = child.getValue().forward(parameters, current, false);

        NDArray image = current.singletonOrThrow().get(1);
        NDArray sampled = name.equals("conv1") ? image.get("::4") : image;
        assertThat(sampled.toFloatArray())
            .as(name)
            .containsExactly(Golden.tensor("activation." + name), within(TOLERANCE));
      }
    }
  }

  @Test
  void should_have_the_published_number_of_parameters() {
    // the trunk has 143,136 and each head of width 1024 has 199,681, 542,498 in all
    assertThat(parameters(1, "heads.")).isEqualTo(199_681);
    assertThat(parameters(2, "")).isEqualTo(542_498);
    assertThat(parameters(2, "") - parameters(2, "heads.")).isEqualTo(143_136);
  }

  private static int parameters(int heads, String prefix) {
    try (Network network = untrained(Backbone.shuffleNetV2x05(), heads, 1)) {
      return network.state().entries().stream()
          .filter(entry -> entry.name().startsWith(prefix) && !entry.name().contains("running_"))
          .mapToInt(StateEntry::size)
          .sum();
    }
  }

  @Test
  void should_name_parameters_as_torchvision_does() {
    try (Network network = untrained(Backbone.shuffleNetV2x05(), 1, 1)) {
      assertThat(network.state().read())
          .containsKeys(
              "conv1.0.weight",
              "conv1.1.running_mean",
              "stage2.0.branch1.0.weight",
              "stage2.0.branch1.3.bias",
              "stage3.7.branch2.5.weight",
              "stage4.3.branch2.6.running_var",
              "heads.head0.conv.0.weight",
              "heads.head0.fc.bias");
    }
  }

  @Test
  void should_draw_the_same_weights_for_the_same_seed_and_others_for_another() {
    try (Network first = untrained(Backbone.shuffleNetV2x05(), 1, 7);
        Network same = untrained(Backbone.shuffleNetV2x05(), 2, 7);
        Network other = untrained(Backbone.shuffleNetV2x05(), 1, 8)) {
      String name = "heads.head0.conv.0.weight";

      assertThat(same.state().read().get(name)).isEqualTo(first.state().read().get(name));
      assertThat(other.state().read().get(name)).isNotEqualTo(first.state().read().get(name));
    }
  }

  @Test
  void should_give_each_head_the_same_logits_alone_as_together() {
    try (Network together = untrained(Backbone.shuffleNetV2x05(), 3, 7)) {
      Map<String, float[]> weights = together.state().read();
      try (Network alone = untrained(Backbone.shuffleNetV2x05(), 1, 9)) {
        weights.keySet().retainAll(alone.state().read().keySet());
        alone.state().write(weights);

        float[] one = alone.infer(Golden.images(), Golden.BATCH);
        float[] three = together.infer(Golden.images(), Golden.BATCH);
        for (int i = 0; i < Golden.BATCH; i++) {
          assertThat(one[i]).isCloseTo(three[3 * i], within(1e-5f));
        }
      }
    }
  }

  @Test
  void should_pool_before_the_convolution_of_a_head_if_told() {
    try (Network last = untrained(Backbone.shuffleNetV2x05(), 2, 7);
        Network first = untrained(Backbone.shuffleNetV2x05(), 2, true, 7)) {
      Golden.drawWeights(last);
      Map<String, float[]> weights = last.state().read();
      first.state().write(weights);
      float[] maps = last.features(Golden.images(), Golden.BATCH);

      float[] logits = first.infer(Golden.images(), Golden.BATCH);

      assertThat(logits).isNotEqualTo(last.infer(Golden.images(), Golden.BATCH));
      for (int i = 0; i < logits.length; i++) {
        double expected = logit(weights, "heads.head" + i % 2 + ".", averages(maps, i / 2));
        assertThat(logits[i]).isCloseTo((float) expected, within(1e-4f));
      }
    }
  }

  /** The mean of each of the 192 channels of an image's map. */
  private static double[] averages(float[] maps, int image) {
    double[] averages = new double[192];
    int values = maps.length / Golden.BATCH;
    for (int i = 0; i < values; i++) {
      averages[i % 192] += maps[image * values + i] / (values / 192.0);
    }
    return averages;
  }

  private static double logit(Map<String, float[]> weights, String head, double[] in) {
    float[] kernel = weights.get(head + "conv.0.weight");
    double logit = weights.get(head + "fc.bias")[0];
    for (int channel = 0; channel < 1024; channel++) {
      double mixed = 0;
      for (int i = 0; i < in.length; i++) {
        mixed += kernel[channel * in.length + i] * in[i];
      }
      double centred = mixed - weights.get(head + "conv.1.running_mean")[channel];
      double variance = weights.get(head + "conv.1.running_var")[channel] + 1e-5;
      double normed =
          centred / Math.sqrt(variance) * weights.get(head + "conv.1.weight")[channel]
              + weights.get(head + "conv.1.bias")[channel];
      logit += Math.max(0, normed) * weights.get(head + "fc.weight")[channel];
    }
    return logit;
  }

  @Test
  void should_take_any_block_as_a_backbone() {
    Backbone tiny =
        DjlBackbone.of(
            "tiny",
            () ->
                new SequentialBlock()
                    .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(8).build())
                    .add(Activation::relu));
    try (Network network = untrained(tiny, 2, 1)) {
      assertThat(network.infer(Golden.images(), Golden.BATCH)).hasSize(8);
      assertThat(network.state().read()).containsKeys("0.weight", "0.bias");
    }
  }

  @Test
  void should_tell_branches_of_one_class_apart() {
    Backbone branched =
        DjlBackbone.of(
            "branched",
            () ->
                new ParallelBlock(
                    branches -> branches.get(0),
                    List.of(
                        Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(8).build(),
                        Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(4).build())));
    try (Network network = untrained(branched, 1, 1)) {
      assertThat(network.state().read()).containsKeys("0.weight", "0.bias", "1.weight", "1.bias");
    }
  }

  @Test
  void should_refuse_a_backbone_that_gives_no_feature_maps() {
    Backbone flat = DjlBackbone.of("flat", () -> new SequentialBlock().add(Flat::flatten));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> untrained(flat, 1, 1))
        .withMessageContaining("flat")
        .withMessageContaining("(B, C, H, W)");
  }

  private static final class Flat {
    static NDList flatten(NDList list) {
      return new NDList(list.singletonOrThrow().flatten(1, 3));
    }
  }

  private static Network untrained(Backbone backbone, int heads, long seed) {
    return untrained(backbone, heads, false, seed);
  }

  private static Network untrained(Backbone backbone, int heads, boolean poolFirst, long seed) {
    List<HeadSpec> specs =
        java.util.stream.IntStream.range(0, heads)
            .mapToObj(i -> HeadSpec.binary("head" + i))
            .toList();
    Preprocessing input = Preprocessing.standard().size(Golden.SIDE);
    return new Network(
        ModelConfig.builder()
            .backbone(backbone)
            .heads(specs)
            .poolFirst(poolFirst)
            .preprocessing(input)
            .seed(seed)
            .build(),
        Torch.device(Device.cpu()));
  }
}
