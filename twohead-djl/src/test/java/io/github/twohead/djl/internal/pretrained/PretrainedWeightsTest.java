package io.github.twohead.djl.internal.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.ModelFileException;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.nn.Golden;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.weights.ElementType;
import io.github.twohead.djl.internal.weights.StateDict.StateEntry;
import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.djl.internal.weights.Tensor.TensorDict;
import io.github.twohead.spi.ModelConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PretrainedWeightsTest {
  private static final Path FILE = Path.of("weights.pth");

  private static final List<String> CONV5 =
      List.of("0.weight", "1.weight", "1.bias", "1.running_mean", "1.running_var");

  @Test
  void should_start_from_the_trunk_of_a_classifier_and_leave_out_the_rest() {
    Map<String, Tensor> tensors = classifier(1024);

    try (Network network = network(Backbone.shuffleNetV2x05(), 1024);
        Network random = network(Backbone.shuffleNetV2x05(), 1024)) {
      new PretrainedWeights("published", FILE, "", List.of(new TensorDict("", tensors)))
          .copy(network);
      Map<String, float[]> before = random.state().read();

      network
          .state()
          .read()
          .forEach(
              (name, values) ->
                  assertThat(values)
                      .as(name)
                      .isEqualTo(
                          name.startsWith("heads.")
                              ? before.get(name)
                              : tensors.get(name).values()));
    }
  }

  @Test
  void should_start_all_heads_from_conv5_but_for_their_linear_layers() {
    Map<String, Tensor> tensors = classifier(16);
    Backbone backbone = Backbone.shuffleNetV2x05().headsFromConv5();

    try (Network network = network(backbone, 16);
        Network random = network(backbone, 16)) {
      new PretrainedWeights("published", FILE, "", List.of(new TensorDict("", tensors)))
          .copy(network);
      Map<String, float[]> state = network.state().read();

      for (String head : List.of("heads.screen.", "heads.other.")) {
        for (String name : CONV5) {
          float[] expected = tensors.get("conv5." + name).values();
          assertThat(state.get(head + "conv." + name)).as(head + name).isEqualTo(expected);
        }
        for (String name : List.of("fc.weight", "fc.bias")) {
          assertThat(state.get(head + name)).isEqualTo(random.state().read().get(head + name));
        }
      }
      assertThat(state.get("conv1.0.weight")).isEqualTo(tensors.get("conv1.0.weight").values());
    }
  }

  @Test
  void should_refuse_to_start_heads_from_weights_without_conv5() {
    Map<String, Tensor> tensors = classifier(16);
    tensors.keySet().removeIf(name -> name.startsWith("conv5."));

    assertRefuses(tensors, Backbone.shuffleNetV2x05().headsFromConv5(), 16)
        .withMessageContaining("it holds no conv5")
        .withMessageContaining("leave headsFromConv5() out");
  }

  @Test
  void should_refuse_to_start_heads_of_another_width_from_conv5() {
    assertRefuses(classifier(32), Backbone.shuffleNetV2x05().headsFromConv5(), 16)
        .withMessageContaining("its conv5 has 32 channels")
        .withMessageContaining("the head \"screen\"")
        .withMessageContaining(".width(32)");
  }

  @Test
  void should_list_what_a_damaged_conv5_lacks() {
    Map<String, Tensor> tensors = classifier(16);
    tensors.remove("conv5.1.running_var");
    tensors.put("conv5.1.bias", new Tensor(new long[] {8}, new float[8]));

    assertRefuses(tensors, Backbone.shuffleNetV2x05().headsFromConv5(), 16)
        .withMessageContaining("heads.other.conv.1.running_var is missing")
        .withMessageContaining("heads.screen.conv.1.bias is [8], not [16]");
  }

  @Test
  void should_list_missing_extra_and_wrongly_shaped_tensors_together() {
    Map<String, Tensor> tensors = classifier(16);
    tensors.remove("conv1.1.bias");
    tensors.put("conv1.0.weight", new Tensor(new long[] {24, 3}, new float[72]));
    tensors.put("branch_main.weight", new Tensor(new long[] {1}, new float[1]));

    assertRefuses(tensors, Backbone.shuffleNetV2x05(), 16)
        .withMessageContaining("conv1.0.weight is [24, 3], not [24, 3, 3, 3]")
        .withMessageContaining("conv1.1.bias is missing")
        .withMessageContaining("branch_main.weight is not part of the network");
  }

  @Test
  void should_refuse_the_weights_of_another_width_in_one_line() {
    assertRefuses(classifier(16), Backbone.shuffleNetV2x10(), 16)
        .withMessageContaining("more")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @ParameterizedTest
  @CsvSource({
    "stage2.0.branch1.0.weight, NaN, has NaN",
    "stage2.0.branch1.0.weight, -Infinity, has -Infinity",
    "conv1.1.running_mean, Infinity, has Infinity",
    "stage4.3.branch2.6.running_var, -0.5, 'has -0.5, and no variance is below 0'",
  })
  void should_refuse_weights_that_no_network_computes_with(String name, float value, String what) {
    Map<String, Tensor> tensors = classifier(16);
    tensors.get(name).values()[1] = value;

    assertRefuses(
            List.of(new TensorDict("model", prefixed("module.", tensors))),
            Backbone.shuffleNetV2x05(),
            16)
        .withMessageContaining(name + " " + what);
  }

  @Test
  void should_say_that_a_number_of_64_bits_does_not_fit_into_32() {
    ByteBuffer data = ByteBuffer.allocate(16).putDouble(1e300).putDouble(-1e300).flip();
    Map<String, Tensor> tensors = classifier(16);
    float[] values = ElementType.FLOAT64.read(data, 0, 2);
    System.arraycopy(values, 0, tensors.get("conv1.1.running_mean").values(), 3, 2);

    assertRefuses(tensors, Backbone.shuffleNetV2x05(), 16)
        .withMessage(
            "holds weights that no network computes with: conv1.1.running_mean has a number that"
                + " does not fit into 32 bits");
  }

  /** What is not loaded may be what it wants. */
  @Test
  void should_not_look_at_the_values_of_what_it_leaves_out() {
    Map<String, Tensor> tensors = classifier(16);
    tensors.get("fc.weight").values()[1] = Float.NaN;

    assertLoads(tensors, new TensorDict("", tensors));
  }

  static Map<String, Tensor> prefixed(String prefix, Map<String, Tensor> tensors) {
    Map<String, Tensor> prefixed = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> prefixed.put(prefix + name, tensor));
    return prefixed;
  }

  static void assertLoads(Map<String, Tensor> expected, TensorDict... dicts) {
    try (Network network = network(Backbone.shuffleNetV2x05(), 16)) {
      new PretrainedWeights("published", FILE, "", List.of(dicts)).copy(network);

      Map<String, float[]> state = network.state().read();
      assertThat(state).hasSizeGreaterThan(200);
      state.forEach(
          (name, values) -> {
            if (!name.startsWith("heads.")) {
              assertThat(values).as(name).isEqualTo(expected.get(name).values());
            }
          });
    }
  }

  static ThrowableAssertAlternative<ModelFileException> assertRefuses(
      Map<String, Tensor> tensors, Backbone backbone, int width) {
    return assertRefuses(List.of(new TensorDict("", tensors)), backbone, width);
  }

  static ThrowableAssertAlternative<ModelFileException> assertRefuses(
      List<TensorDict> dicts, Backbone backbone, int width) {
    try (Network network = network(backbone, width)) {
      Map<String, float[]> before = network.state().read();
      var refusal =
          assertThatExceptionOfType(ModelFileException.class)
              .isThrownBy(() -> new PretrainedWeights("published", FILE, "", dicts).copy(network));
      network
          .state()
          .read()
          .forEach((name, values) -> assertThat(values).as(name).isEqualTo(before.get(name)));
      return refusal;
    }
  }

  /**
   * The tensors of torchvision's classifier at half width, with a last convolution of any width.
   */
  static Map<String, Tensor> classifier(int width) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (Network network = Golden.network(Backbone.shuffleNetV2x05())) {
      for (StateEntry entry : network.state().entries()) {
        if (!entry.name().startsWith("heads.")) {
          tensors.put(entry.name(), new Tensor(entry.shape(), entry.read()));
        }
      }
    }
    for (String name : CONV5) {
      long[] shape = name.startsWith("0") ? new long[] {width, 192, 1, 1} : new long[] {width};
      float[] values = new float[name.startsWith("0") ? width * 192 : width];
      Arrays.fill(values, 0.25f + CONV5.indexOf(name));
      values[1] = name.endsWith("var") ? 2 : -1;
      tensors.put("conv5." + name, new Tensor(shape, values));
    }
    tensors.put("fc.weight", new Tensor(new long[] {1, width}, new float[width]));
    tensors.put("fc.bias", new Tensor(new long[] {1}, new float[1]));
    return tensors;
  }

  private static Network network(Backbone backbone, int width) {
    List<HeadSpec> heads =
        List.of(
            HeadSpec.builder("screen").width(width).build(),
            HeadSpec.builder("other").width(width).build());
    Preprocessing input = Preprocessing.standard().size(Golden.SIDE);
    return new Network(
        ModelConfig.builder().backbone(backbone).heads(heads).preprocessing(input).seed(7).build(),
        Torch.device(Device.cpu()));
  }
}
