package io.github.twohead.djl.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.ModelFileException;
import io.github.twohead.Preprocessing;
import io.github.twohead.ShuffleNetV2;
import io.github.twohead.djl.internal.weights.SafeTensors;
import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.spi.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainedTrunkTest {
  @TempDir Path folder;

  @Test
  void should_start_from_the_trunk_of_a_file_and_leave_out_the_rest() throws IOException {
    Map<String, Tensor> tensors = weights(Backbone.shuffleNetV2x05());
    tensors.put("conv5.0.weight", new Tensor(new long[] {2}, new float[2]));
    tensors.put("fc.bias", new Tensor(new long[] {1}, new float[1]));
    Path file = write(tensors);

    try (Network network = network(Backbone.shuffleNetV2x05().weights(file));
        Network random = network(Backbone.shuffleNetV2x05())) {
      Map<String, float[]> state = network.state().read();

      state.forEach(
          (name, values) -> {
            float[] expected =
                name.startsWith("heads.")
                    ? random.state().read().get(name)
                    : tensors.get(name).values();
            assertThat(values).as(name).isEqualTo(expected);
          });
    }
  }

  @Test
  void should_list_missing_extra_and_wrongly_shaped_tensors_together() throws IOException {
    Map<String, Tensor> tensors = weights(Backbone.shuffleNetV2x05());
    tensors.remove("conv1.1.bias");
    tensors.put("conv1.0.weight", new Tensor(new long[] {24, 3}, new float[72]));
    tensors.put("branch_main.weight", new Tensor(new long[] {1}, new float[1]));
    Path file = write(tensors);

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> network(Backbone.shuffleNetV2x05().weights(file)))
        .withMessageContaining(file.toString())
        .withMessageContaining("conv1.0.weight is [24, 3], not [24, 3, 3, 3]")
        .withMessageContaining("conv1.1.bias is missing")
        .withMessageContaining("branch_main.weight is not part of the network");
  }

  @Test
  void should_refuse_the_weights_of_another_width_in_one_line() throws IOException {
    Path file = write(weights(Backbone.shuffleNetV2x10()));

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> network(Backbone.shuffleNetV2x05().weights(file)))
        .withMessageContaining("more")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  private static Map<String, Tensor> weights(Backbone backbone) {
    try (Network network = Golden.network(backbone)) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (StateEntry entry : network.state().entries()) {
        tensors.put(entry.name(), new Tensor(entry.shape(), entry.read()));
      }
      return tensors;
    }
  }

  private Path write(Map<String, Tensor> tensors) throws IOException {
    return Files.write(
        folder.resolve("weights.safetensors"), new SafeTensors(Map.of(), tensors).encode());
  }

  private static Network network(ShuffleNetV2 backbone) {
    Preprocessing input = Preprocessing.standard().size(Golden.SIDE);
    ModelConfig config = new ModelConfig(backbone, List.of(Golden.SCREEN, Golden.GLARE), input, 7);
    return new Network(config, Torch.device(Device.cpu()));
  }
}
