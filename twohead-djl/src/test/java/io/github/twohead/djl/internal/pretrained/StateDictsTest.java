package io.github.twohead.djl.internal.pretrained;

import static io.github.twohead.djl.internal.pretrained.PretrainedWeightsTest.assertLoads;
import static io.github.twohead.djl.internal.pretrained.PretrainedWeightsTest.assertRefuses;
import static io.github.twohead.djl.internal.pretrained.PretrainedWeightsTest.classifier;
import static io.github.twohead.djl.internal.pretrained.PretrainedWeightsTest.prefixed;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Backbone;
import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.djl.internal.weights.Tensor.TensorDict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the state dicts of a file is taken, and what their names may begin with. */
class StateDictsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"module.", "model.", "_orig_mod.", "module.model.", "net.backbone.", "encoder_"})
  void should_take_off_a_prefix_that_all_names_have(String prefix) {
    Map<String, Tensor> tensors = classifier(16);

    assertLoads(tensors, new TensorDict("", prefixed(prefix, tensors)));
    assertLoads(tensors, new TensorDict("net", prefixed(prefix, tensors)));
  }

  @Test
  void should_find_the_one_state_dict_among_others() {
    Map<String, Tensor> tensors = classifier(16);
    Tensor number = new Tensor(new long[] {}, new float[] {Float.NaN});
    Map<String, Tensor> other = new LinkedHashMap<>(tensors);
    other.put("conv1.0.weight", new Tensor(new long[] {58, 3, 3, 3}, new float[58 * 27]));

    assertLoads(
        tensors,
        new TensorDict("", Map.of("best_loss", number)),
        new TensorDict("teacher", other),
        new TensorDict("ema", prefixed("module.", tensors)),
        new TensorDict("callbacks.ModelCheckpoint", Map.of("best_model_score", number)));
  }

  /** As Lightning saves a module that holds more than the network. */
  @Test
  void should_leave_out_what_stands_beside_a_network_under_a_prefix() {
    Map<String, Tensor> tensors = classifier(16);
    Map<String, Tensor> module = prefixed("model.", tensors);
    module.put("criterion.pos_weight", new Tensor(new long[] {1}, new float[1]));
    module.put("teacher.0.weight", new Tensor(new long[] {2, 2}, new float[4]));

    assertLoads(tensors, new TensorDict("state_dict", module));
  }

  /** As torchvision's training script saves it with --model-ema. */
  @Test
  void should_take_the_model_and_not_its_moving_average() {
    Map<String, Tensor> tensors = classifier(16);
    Map<String, Tensor> average = classifier(16);
    average.put("conv1.1.bias", new Tensor(new long[] {24}, new float[24]));

    assertLoads(
        tensors,
        new TensorDict("model_ema", prefixed("module.", average)),
        new TensorDict("model", tensors));
  }

  @Test
  void should_refuse_two_state_dicts_that_fit() {
    Map<String, Tensor> tensors = classifier(16);
    Map<String, Tensor> twice = prefixed("student.", tensors);
    twice.putAll(prefixed("teacher.", tensors));

    assertRefuses(
            List.of(
                new TensorDict("net", tensors),
                new TensorDict("ema", prefixed("module.", tensors))),
            Backbone.shuffleNetV2x05(),
            16)
        .withMessage(
            "holds more than one state dict that fits shufflenet_v2_x0_5, \"net\" and"
                + " \"ema.module\": save only the one that you mean");
    assertRefuses(twice, Backbone.shuffleNetV2x05(), 16)
        .withMessageContaining("\"student\" and \"teacher\"");
  }

  @Test
  void should_say_what_is_missing_where_all_but_a_name_fits() {
    Map<String, Tensor> tensors = classifier(16);
    tensors.remove("conv1.1.bias");

    assertRefuses(
            List.of(new TensorDict("state_dict", prefixed("model.", tensors))),
            Backbone.shuffleNetV2x05(),
            16)
        .withMessage("does not fit shufflenet_v2_x0_5: conv1.1.bias is missing");
  }

  @Test
  void should_show_the_names_of_the_file_beside_those_that_are_missing() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    classifier(16).forEach((name, tensor) -> tensors.put("a\n" + tensors.size(), tensor));

    assertRefuses(tensors, Backbone.shuffleNetV2x05(), 16)
        .withMessageContaining("conv1.0.weight is missing")
        .withMessageContaining("; and 271 more; a 0 is not part of the network; a 1 is not")
        .withMessageEndingWith("more")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }
}
