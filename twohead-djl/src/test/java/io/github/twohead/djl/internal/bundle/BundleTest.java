package io.github.twohead.djl.internal.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.twohead.Backbone;
import io.github.twohead.Calibration;
import io.github.twohead.Colors;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.djl.internal.nn.Golden;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  @TempDir private Path folder;

  @Test
  void should_give_the_same_logits_to_the_bit() {
    Path file = folder.resolve("golden.twohead");
    try (Network saved = Golden.network(Backbone.shuffleNetV2x05())) {
      Bundle.save(saved, Provenance.unknown(), file);
      try (Network opened =
          Bundle.read(file).network(Optional.empty(), Torch.device(Device.cpu()))) {
        assertThat(opened.infer(Golden.images(), Golden.BATCH))
            .containsExactly(saved.infer(Golden.images(), Golden.BATCH));
        assertThat(opened.config()).isEqualTo(saved.config());
      }
    }
  }

  @Test
  void should_keep_heads_preprocessing_seed_and_labels() {
    Path file = folder.resolve("model.twohead");
    HeadSpec odd = HeadSpec.builder("größe_1-ü").width(3).build();
    Preprocessing input =
        Preprocessing.standard()
            .size(48, 32)
            .normalization(new Normalization(.1f, .2f, .3f, .4f, .5f, .6f))
            .colors(Colors.SRGB);
    LabelSplitter labels =
        LabelSplitter.builder()
            .positive(odd, 1, 3)
            .unknown(odd, 2)
            .positive(Samples.RED, 3)
            .build();
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .backbone(Samples.tiny())
            .heads(odd, Samples.RED)
            .threshold("größe_1-ü", 0.123456789)
            .poolFirst()
            .preprocessing(input)
            .seed(-77)
            .device(Device.cpu())
            .build()) {
      model.trainer().epochs(1).fit(relabelled(0, labels), relabelled(9, labels));
      model.calibration("red", Calibration.platt(1.25, -0.1));
      model.save(file);
    }

    Bundle bundle = Bundle.read(file);
    try (Network network =
        bundle.network(Optional.of(Samples.tiny()), Torch.device(Device.cpu()))) {
      assertThat(network.config().heads()).containsExactly(odd, Samples.RED);
      assertThat(network.config().preprocessing()).isEqualTo(input);
      assertThat(network.config().poolFirst()).isTrue();
      assertThat(network.config().seed()).isEqualTo(-77);
      assertThat(network.points().of(odd).threshold()).isEqualTo(0.123456789);
      assertThat(network.points().of(odd).calibration()).isEqualTo(Calibration.none());
      assertThat(network.points().of(Samples.RED).calibration())
          .isEqualTo(Calibration.platt(1.25, -0.1));
    }
    LabelSplitter kept = bundle.provenance().labels().orElseThrow();
    assertThat(List.of("0", "1", "2", "3", "4"))
        .allSatisfy(name -> assertThat(kept.label(odd, name)).isEqualTo(labels.label(odd, name)));
    assertThat(kept.label(odd, "7")).isEqualTo(Label.UNKNOWN);
    assertThat(bundle.provenance().tables().get("train").rows()).isEqualTo(15);
    // those of red are from before its calibration
    assertThat(bundle.provenance().scores()).containsOnlyKeys("größe_1-ü");
  }

  private static ImageTable relabelled(int first, LabelSplitter labels) {
    return ImageTable.of(
        Samples.table(3, first).images().stream()
            .map(row -> LabelledImage.of(row.source(), row.imageClass().orElseThrow(), labels))
            .toList());
  }

  @Test
  void should_keep_the_labels_of_a_model_that_is_opened_and_saved_again() {
    Path first = folder.resolve("first.twohead");
    Path second = folder.resolve("second.twohead");
    try (MultiHeadModel model = Samples.model(1)) {
      Samples.trainer(model, LearningRateSchedule.constant())
          .epochs(1)
          .fit(Samples.train(), Samples.validation());
      model.save(first);
    }
    try (MultiHeadModel model =
        MultiHeadModel.opener().backbone(Samples.tiny()).device(Device.cpu()).open(first)) {
      model.save(second);
    }
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void should_have_no_labels_before_training() {
    Path file = folder.resolve("model.twohead");
    try (MultiHeadModel model = Samples.model(1)) {
      model.save(file);
    }
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().backbone(Samples.tiny()).open(file)) {
      assertThat(predictor.labels()).isEmpty();
    }
  }

  @Test
  void should_be_plain_safetensors_with_torchvisions_names() throws IOException {
    Path file = folder.resolve("model.twohead");
    try (MultiHeadModel model = Samples.model(Backbone.shuffleNetV2x05(), 1)) {
      model.save(file);
    }

    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] text = new byte[(int) content.getLong()];
    content.get(text);
    JsonObject header =
        JsonParser.parseString(new String(text, StandardCharsets.UTF_8)).getAsJsonObject();
    assertThat(shape(header, "conv1.0.weight")).containsExactly(24, 3, 3, 3);
    assertThat(shape(header, "stage2.0.branch1.0.weight")).containsExactly(24, 1, 3, 3);
    assertThat(shape(header, "stage2.0.branch2.5.weight")).containsExactly(24, 24, 1, 1);
    assertThat(shape(header, "stage3.7.branch2.1.running_var")).containsExactly(48);
    assertThat(shape(header, "heads.red.conv.0.weight")).containsExactly(8, 192, 1, 1);
    assertThat(shape(header, "heads.bright.fc.weight")).containsExactly(1, 8);
    assertThat(shape(header, "heads.bright.fc.bias")).containsExactly(1);
    // values lie without gaps from the header to the end, and start aligned
    assertThat(text.length % 8).isZero();
    long end = 0;
    for (String name : header.keySet()) {
      if (!name.equals("__metadata__")) {
        JsonObject tensor = header.getAsJsonObject(name);
        assertThat(tensor.get("dtype").getAsString()).isEqualTo("F32");
        long[] place = numbers(tensor.get("data_offsets"));
        assertThat(place[0]).isEqualTo(end);
        end = place[1];
      }
    }
    assertThat(end).isEqualTo(content.remaining());
    assertThat(header.getAsJsonObject("__metadata__").asMap().values())
        .allMatch(value -> value.getAsJsonPrimitive().isString());
  }

  private static long[] shape(JsonObject header, String name) {
    return numbers(header.getAsJsonObject(name).get("shape"));
  }

  private static long[] numbers(JsonElement array) {
    return array.getAsJsonArray().asList().stream().mapToLong(JsonElement::getAsLong).toArray();
  }
}
