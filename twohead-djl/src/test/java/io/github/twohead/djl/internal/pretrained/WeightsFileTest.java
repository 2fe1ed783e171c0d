package io.github.twohead.djl.internal.pretrained;

import static io.github.twohead.djl.internal.weights.TestWeights.file;
import static io.github.twohead.djl.internal.weights.TestWeights.join;
import static io.github.twohead.djl.internal.weights.TestWeights.legacy;
import static io.github.twohead.djl.internal.weights.TestWeights.ops;
import static io.github.twohead.djl.internal.weights.TestWeights.stateDict;
import static io.github.twohead.djl.internal.weights.TestWeights.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Backbone;
import io.github.twohead.Provenance;
import io.github.twohead.djl.internal.bundle.Bundle;
import io.github.twohead.djl.internal.nn.Golden;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.weights.ElementType;
import io.github.twohead.djl.internal.weights.StateDict.StateEntry;
import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.djl.internal.weights.Tensor.TensorDict;
import io.github.twohead.djl.internal.weights.TestWeights;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsFileTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mixed-legacy.pth",
        "mixed-zip.pth",
        "protocol4-legacy.pth",
        "protocol4-zip.pth",
        "cuda-legacy.pth",
        "cuda-deflated.pth",
        "no-checksums.pth"
      })
  void should_read_a_state_dict_in_every_layout(String fixture) {
    Map<String, Tensor> weights = onlyDict(file(folder, fixture));

    assertThat(weights.keySet())
        .containsExactly(
            "conv.weight",
            "half",
            "bfloat16",
            "double",
            "transposed",
            "every_other",
            "shared.first",
            "shared.last",
            "parameter",
            "scalar",
            "empty");
    assertTensor(weights.get("conv.weight"), new long[] {2, 3, 1, 1}, steps(6));
    assertTensor(weights.get("half"), new long[] {5}, steps(5));
    assertTensor(weights.get("bfloat16"), new long[] {5}, steps(5));
    assertTensor(weights.get("double"), new long[] {5}, steps(5));
    assertTensor(weights.get("transposed"), new long[] {3, 2}, -1, -.25f, -.75f, 0, -.5f, .25f);
    assertTensor(weights.get("every_other"), new long[] {3, 2}, -1, -.5f, 0, .5f, 1, 1.5f);
    assertTensor(weights.get("shared.first"), new long[] {2, 2}, steps(4));
    assertTensor(weights.get("shared.last"), new long[] {2}, .5f, .75f);
    assertTensor(weights.get("parameter"), new long[] {3}, steps(3));
    assertTensor(weights.get("scalar"), new long[] {}, 2.5f);
    assertTensor(weights.get("empty"), new long[] {0, 3});
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixed-legacy.pth", "mixed-zip.pth", "mixed.safetensors"})
  void should_read_on_an_interrupted_thread(String fixture) {
    Path file = file(folder, fixture);
    Set<String> names = onlyDict(file).keySet();

    Thread.currentThread().interrupt();
    Map<String, Tensor> weights = onlyDict(file);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(weights).isNotEmpty().containsOnlyKeys(names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"small-zip.pth", "big-endian.pth"})
  void should_read_both_orders_of_bytes(String fixture) {
    Map<String, Tensor> weights = onlyDict(file(folder, fixture));

    assertThat(weights).containsOnlyKeys("a");
    assertTensor(weights.get("a"), new long[] {2, 2}, steps(4));
  }

  @ParameterizedTest
  @CsvSource({
    "wrapped-legacy.pth, state_dict",
    "wrapped-zip.pth, state_dict",
    "wrapped-twice.pth, model.state_dict",
  })
  void should_find_the_state_dict_in_a_checkpoint(String fixture, String path) {
    Map<String, Tensor> weights =
        WeightsFile.read(file(folder, fixture)).stream()
            .filter(dict -> dict.path().equals(path))
            .findFirst()
            .orElseThrow()
            .tensors();

    assertThat(weights.keySet()).containsExactly("module.a", "module.b");
    assertTensor(weights.get("module.a"), new long[] {2}, steps(2));
    assertTensor(weights.get("module.b"), new long[] {3}, steps(3));
  }

  /** Optimizer, schedules, arguments and plain values of all kinds stand beside the weights. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "script-legacy.pth",
        "script-zip.pth",
        "values-protocol2.pth",
        "values-protocol5.pth"
      })
  void should_read_the_weights_that_a_training_script_saved(String fixture) {
    List<TensorDict> dicts = WeightsFile.read(file(folder, fixture));

    assertThat(dicts).extracting(TensorDict::path).containsExactly("model");
    assertThat(dicts.get(0).tensors().keySet()).containsExactly("a", "b");
    assertTensor(dicts.get(0).tensors().get("b"), new long[] {3}, steps(3));
  }

  @Test
  void should_read_a_state_dict_of_python_2() {
    byte[] tensor = TestWeights.tensor(1, 0, new long[] {1}, new long[] {1});
    byte[] pickle =
        join(
            ops("ccollections\nOrderedDict\nq\1(]q\2(]q\3(U\1w"),
            tensor,
            ops("eetR."),
            ops("\u0080\2]", text("0"), "a.", "\1\0\0\0\0\0\0\0", "\0\0\40\100"));

    Map<String, Tensor> weights = onlyDict(TestWeights.write(folder, legacy(pickle)));

    assertThat(weights).containsOnlyKeys("w");
    assertTensor(weights.get("w"), new long[] {1}, 2.5f);
  }

  @Test
  void should_let_tensors_repeat_a_few_values() {
    byte[] pickle = stateDict(1, 0, new long[] {1000}, new long[] {0});
    byte[] zip = TestWeights.zip("a/data.pkl", pickle, "a/data/0", new byte[] {0, 0, 0x20, 0x40});

    Map<String, Tensor> weights = onlyDict(TestWeights.write(folder, zip));

    assertThat(weights.get("w").values()).hasSize(1000).containsOnly(2.5f);
  }

  @Test
  void should_read_safetensors() {
    Map<String, Tensor> weights = onlyDict(file(folder, "mixed.safetensors"));

    assertThat(weights.keySet()).containsExactly("F32", "F64", "F16", "BF16");
    weights.values().forEach(tensor -> assertTensor(tensor, new long[] {2, 3}, steps(6)));
  }

  @Test
  void should_read_a_saved_model() {
    Path file = folder.resolve("model.twohead");
    try (Network network = Golden.network(Backbone.shuffleNetV2x05())) {
      Bundle.save(network, Provenance.unknown(), file);

      Map<String, Tensor> weights = onlyDict(file);

      assertThat(weights.keySet())
          .containsExactlyElementsOf(
              network.state().entries().stream().map(StateEntry::name).toList());
      StateEntry last = network.state().entries().get(weights.size() - 1);
      assertTensor(weights.get(last.name()), last.shape(), last.read());
    }
  }

  @Test
  void should_convert_every_half() {
    ByteBuffer data = ByteBuffer.allocate(14);
    for (int half : new int[] {0x0001, 0x03FF, 0x0400, 0x7BFF, 0x7C00, 0xFC00, 0x8000}) {
      data.putShort((short) half);
    }
    float subnormal = (float) Math.pow(2, -24);

    assertThat(ElementType.FLOAT16.read(data, 0, 7))
        .containsExactly(
            subnormal,
            1023 * subnormal,
            1024 * subnormal,
            65504,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            -0f);
    assertThat(ElementType.FLOAT16.read(ByteBuffer.allocate(2).putShort((short) 0x7E00), 0))
        .isNaN();
  }

  private static Map<String, Tensor> onlyDict(Path file) {
    List<TensorDict> dicts = WeightsFile.read(file);
    assertThat(dicts).extracting(TensorDict::path).containsExactly("");
    return dicts.get(0).tensors();
  }

  private static void assertTensor(Tensor tensor, long[] shape, float... values) {
    assertThat(tensor.shape()).containsExactly(shape);
    assertThat(tensor.values()).containsExactly(values);
  }

  private static float[] steps(int count) {
    float[] values = new float[count];
    IntStream.range(0, count).forEach(i -> values[i] = i / 4f - 1);
    return values;
  }
}
