package io.github.twohead.djl.internal.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.util.Utils;
import com.google.common.hash.Hashing;
import io.github.twohead.Backbone;
import io.github.twohead.Backbone.DownloadListener;
import io.github.twohead.Device;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.weights.SafeTensors;
import io.github.twohead.spi.WeightsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsSourceTest {
  private static final Normalization HALVES = Normalization.parse("0.5,0.5,0.5/0.25,0.25,0.25");
  private static final DownloadListener REFUSING =
      (bytes, total) -> {
        throw new AssertionError("something was downloaded");
      };

  @TempDir private Path folder;
  private int models;

  @Test
  void should_start_the_trunk_from_a_saved_model_of_the_same_normalization() throws IOException {
    Path file = save(HALVES);
    Map<String, List<Float>> saved = Samples.weights(file);

    try (MultiHeadModel model = model(Backbone.shuffleNetV2x05().weights(file), 64, HALVES)) {
      Map<String, List<Float>> weights = Samples.weights(model);

      assertThat(weights.get("conv1.0.weight")).isEqualTo(saved.get("conv1.0.weight"));
      assertThat(weights.get("heads.red.fc.weight")).isNotEqualTo(saved.get("heads.red.fc.weight"));
    }
  }

  @Test
  void should_refuse_a_saved_model_of_another_normalization_and_say_what_to_do() {
    Path file = save(HALVES);
    Backbone backbone = Backbone.shuffleNetV2x05().weights(file);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> model(backbone, Samples.SIDE, Normalization.IMAGENET))
        .withMessage(
            "the weights of "
                + file
                + " expect the normalization 0.5,0.5,0.5/0.25,0.25,0.25, but the model's is"
                + " imagenet: build it with preprocessing(Preprocessing.standard().normalization("
                + "Normalization.parse(\"0.5,0.5,0.5/0.25,0.25,0.25\")))");
  }

  @Test
  void should_refuse_a_saved_model_that_was_altered() throws IOException {
    Path file = save(HALVES);
    byte[] content = Files.readAllBytes(file);
    content[content.length - 1] ^= 1;
    Files.write(file, content);

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> model(Backbone.shuffleNetV2x05().weights(file), Samples.SIDE, HALVES))
        .withMessageContaining(file.toString())
        .withMessageContaining("altered");
  }

  @Test
  void should_take_any_normalization_for_a_file_that_tells_none() throws IOException {
    Path file = plain(save(HALVES));

    try (MultiHeadModel model =
        model(Backbone.shuffleNetV2x05().weights(file), Samples.SIDE, Normalization.NONE)) {
      assertThat(Samples.weights(model).get("conv1.0.weight"))
          .isEqualTo(Samples.weights(file).get("conv1.0.weight"));
    }
  }

  @Test
  void should_name_the_file_that_does_not_fit() throws IOException {
    Path file = plain(save(HALVES));

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> model(Backbone.shuffleNetV2x10().weights(file), Samples.SIDE, HALVES))
        .withMessageStartingWith(file + " does not fit shufflenet_v2_x1_0: ");
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> model(Backbone.shuffleNetV2x05().weights(folder), Samples.SIDE, HALVES))
        .withMessageStartingWith(folder + ": it is a folder");
  }

  @Test
  void should_name_the_file_and_the_tensor_whose_weights_are_unusable() throws IOException {
    var tensors = SafeTensors.decode(Files.readAllBytes(plain(save(HALVES)))).tensors();
    tensors.get("stage2.0.branch1.0.weight").values()[3] = Float.NaN;
    Path file =
        Files.write(folder.resolve("nan.safetensors"), new SafeTensors(Map.of(), tensors).encode());

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> model(Backbone.shuffleNetV2x05().weights(file), Samples.SIDE, HALVES))
        .withMessage(
            file
                + " holds weights that no network computes with: stage2.0.branch1.0.weight has NaN."
                + " Its training failed before it was saved: take an earlier checkpoint");
  }

  @Test
  void should_download_published_weights_once() throws IOException {
    byte[] content = Files.readAllBytes(plain(save(HALVES)));
    try (FileServer server = new FileServer(content)) {
      WeightsSource source =
          new WeightsSource.Download(server.url(), Normalization.NONE, (bytes, total) -> {});
      PretrainedWeights.read(source, Normalization.NONE, folder);
      PretrainedWeights second = PretrainedWeights.read(source, Normalization.NONE, folder);

      assertThat(second.file()).isEqualTo(folder.resolve(server.name()));
      assertThat(second.dicts().get(0).tensors()).containsKey("conv1.0.weight");
      assertThat(server.requests()).isEqualTo(1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PretrainedWeights.read(source, HALVES, folder))
          .withMessageContaining("expect the normalization none");
    }
  }

  @Test
  void should_keep_the_digest_of_what_was_read_whatever_becomes_of_the_file() throws IOException {
    Path file = save(HALVES);
    byte[] content = Files.readAllBytes(file);

    PretrainedWeights read =
        PretrainedWeights.read(new WeightsSource.LocalFile(file), HALVES, folder);
    Files.writeString(file, "another");

    assertThat(read.digest()).isEqualTo(Hashing.sha256().hashBytes(content).toString());
  }

  @Test
  void should_refuse_another_normalization_than_imagenet_for_torchvision_before_downloading() {
    Backbone backbone = Backbone.shuffleNetV2x05().pretrained(REFUSING);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> model(backbone, Samples.SIDE, Normalization.NONE))
        .withMessageContaining("shufflenetv2_x0.5-f707e7126e.pth expect")
        .withMessageContaining("Normalization.parse(\"imagenet\")");
  }

  @Test
  void should_say_what_to_do_offline() throws IOException {
    offline(
        () ->
            assertThatExceptionOfType(TwoheadException.class)
                .isThrownBy(
                    () ->
                        model(
                            Backbone.shuffleNetV2x05().pretrained(REFUSING),
                            Samples.SIDE,
                            Normalization.IMAGENET))
                .withMessage(
                    "https://download.pytorch.org/models/shufflenetv2_x0.5-f707e7126e.pth cannot be"
                        + " downloaded: DJL's offline mode is on. Try again, or download it on"
                        + " another machine and either put it at "
                        + folder.resolve("twohead/shufflenetv2_x0.5-f707e7126e.pth")
                        + " or name it with weights(Path)"));
  }

  @Test
  void should_download_nothing_to_open_a_saved_model() throws IOException {
    Path file = save(HALVES);
    Backbone backbone = Backbone.shuffleNetV2x05().pretrained(REFUSING).headsFromConv5();

    offline(
        () -> {
          try (MultiHeadModel model =
              MultiHeadModel.opener().backbone(backbone).device(Device.cpu()).open(file)) {
            assertThat(Samples.weights(model)).isEqualTo(Samples.weights(file));
          }
        });
  }

  @Test
  void should_refuse_to_start_heads_from_nothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model(Backbone.shuffleNetV2x05().headsFromConv5(), Samples.SIDE, HALVES))
        .withMessageContaining("pretrained() or weights(Path)");
  }

  private Path save(Normalization normalization) {
    Path file = folder.resolve("saved.twohead");
    try (MultiHeadModel model = model(Backbone.shuffleNetV2x05(), Samples.SIDE, normalization)) {
      model.save(file);
    }
    return file;
  }

  /** The same weights without anything that tells where they came from, and without heads. */
  private Path plain(Path saved) throws IOException {
    var tensors = SafeTensors.decode(Files.readAllBytes(saved)).tensors();
    tensors.keySet().removeIf(name -> name.startsWith("heads."));
    return Files.write(
        folder.resolve("plain.safetensors"), new SafeTensors(Map.of(), tensors).encode());
  }

  /** Every model has other random weights. */
  private MultiHeadModel model(Backbone backbone, int side, Normalization normalization) {
    return MultiHeadModel.builder()
        .backbone(backbone)
        .heads(Samples.RED, Samples.BRIGHT)
        .preprocessing(Preprocessing.standard().size(side).normalization(normalization))
        .device(Device.cpu())
        .seed(++models)
        .build();
  }

  /** What may fail with a checked exception. */
  private interface Action {
    void run() throws IOException;
  }

  /** Does something without a network and with an empty cache. */
  private void offline(Action action) throws IOException {
    Torch.engine(); // its libraries lie in the same cache
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("DJL_CACHE_DIR", folder.toString());
    try {
      assumeThat(Utils.isOfflineMode()).isTrue(); // the environment has the last word
      assumeThat(Utils.getCacheDir()).isEqualTo(folder);
      action.run();
    } finally {
      System.clearProperty("ai.djl.offline");
      System.clearProperty("DJL_CACHE_DIR");
    }
  }
}
