package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Device;
import io.github.twohead.Distillation;
import io.github.twohead.Distillation.Teaching;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.Prediction;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.runtime.internal.formats.tflite.TfLiteBuilder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.lite.schema.BuiltinOperator;

/** Files from elsewhere, as a user opens them. */
class ForeignFilesTest {
  private static final TinyNetwork NETWORK = new TinyNetwork(TinyNetwork.End.SIGMOID);
  private static final byte[] PIXELS = OtherFormatsTest.pixels(2);

  @TempDir private Path folder;

  @Test
  void should_take_outputs_in_their_order() throws IOException {
    Path file = write("a.tflite", NETWORK.tflite(Map.of()));

    try (MultiHeadPredictor predictor = builder("first", "second").open(file)) {
      assertThat(predictor.heads()).extracting(HeadSpec::name).containsExactly("first", "second");
      assertThat(predictor.preprocessing().width()).isEqualTo(TinyNetwork.SIDE);
      assertThat(predictor.preprocessing().normalization()).isEqualTo(Normalization.NONE);
      assertThat(predictor.labels()).isEmpty();
      assertThat(predictor.provenance()).hasToString("nothing is known");
      check(predictor, "first", "second");
    }
  }

  @Test
  void should_take_outputs_by_their_names() throws IOException {
    Path tflite = write("a.tflite", NETWORK.tflite(Map.of()));
    Path onnx = write("a.onnx", NETWORK.onnx(Map.of()));

    try (MultiHeadPredictor predictor = builder("Identity_1", "Identity_0").open(tflite)) {
      check(predictor, "Identity_0", "Identity_1");
    }
    try (MultiHeadPredictor predictor = builder("bright", "red").open(onnx)) {
      check(predictor, "red", "bright");
    }
    try (MultiHeadPredictor predictor = builder("bright").open(onnx)) {
      assertThat(predictor.predict(OtherFormatsTest.image(PIXELS)).heads()).hasSize(1);
    }
  }

  /** The names of the network's first and second output. */
  private static void check(MultiHeadPredictor predictor, String first, String second) {
    double[] expected = NETWORK.expected(PIXELS, Normalization.NONE);
    Prediction prediction = predictor.predict(OtherFormatsTest.image(PIXELS));
    assertThat(prediction.head(first).probability()).isCloseTo(expected[0], within(1e-5));
    assertThat(prediction.head(second).probability()).isCloseTo(expected[1], within(1e-5));
  }

  @Test
  void should_teach_as_they_are_told_of() throws IOException {
    Path file = write("a.onnx", NETWORK.onnx(Map.of()));
    HeadSpec red = HeadSpec.binary("red");
    List<ImageSource> images = List.of(ImageSource.of(OtherFormatsTest.image(PIXELS)));
    Distillation told =
        Distillation.from(file)
            .heads(red, HeadSpec.binary("bright"))
            .normalization(Normalization.NONE);

    try (MultiHeadPredictor opened = builder("red", "bright").open(file);
        Teaching ofFile = told.open(List.of(red));
        Teaching ofPredictor = Distillation.from(opened).open(List.of(red))) {
      assertThat(ofFile.targets(images)).hasSize(1);
      assertThat(ofFile.targets(images).get(0)).isEqualTo(ofPredictor.targets(images).get(0));
    }
  }

  @Test
  void should_not_go_by_the_name_of_the_file() throws IOException {
    Path file = write("model.twohead", NETWORK.onnx(Map.of()));

    try (MultiHeadPredictor predictor = builder("red", "bright").open(file)) {
      check(predictor, "red", "bright");
    }
  }

  @Test
  void should_say_what_is_missing() throws IOException {
    Path file = write("a.tflite", NETWORK.tflite(Map.of()));

    assertRefused(file, MultiHeadPredictor.builder(), "does not say", "heads(…)", "Identity_1");
    assertRefused(
        file,
        MultiHeadPredictor.builder().heads(HeadSpec.binary("a"), HeadSpec.binary("b")),
        "normalization(…)");
    assertRefused(file, builder("a"), "the heads [a] do not match", "\"Identity_0\" (1 number)");
    assertRefused(file, builder("Identity_0", "b"), "do not match");
  }

  @Test
  void should_refuse_outputs_that_are_no_heads() throws IOException {
    TfLiteBuilder many = new TfLiteBuilder();
    int image = many.floats("x", 1, 32, 32, 3);
    int classes = many.floats("classes", 1, 3072);
    int shape = many.integers(new int[] {2}, 1, -1);
    many.operator(BuiltinOperator.RESHAPE, 1, new int[] {image, shape}, classes);
    Path file = write("many.tflite", many.build(new int[] {image}, classes));

    assertRefused(
        file,
        builder("a"),
        "\"classes\" (3072 numbers) cannot be head \"a\"",
        "describe a choice among more with HeadSpec.categorical(name, …). Its outputs are");
  }

  @Test
  void should_refuse_two_sigmoids_for_one_head() throws IOException {
    TfLiteBuilder pair = new TfLiteBuilder();
    int image = pair.floats("x", 1, 32, 32, 3);
    int part = pair.floats("part", 1, 1, 1, 2);
    int answers = pair.floats("answers", 1, 1, 1, 2);
    int from = pair.integers(new int[] {4}, 0, 0, 0, 0);
    int size = pair.integers(new int[] {4}, 1, 1, 1, 2);
    pair.operator(BuiltinOperator.SLICE, 1, new int[] {image, from, size}, part);
    pair.operator(BuiltinOperator.LOGISTIC, 1, new int[] {part}, answers);
    Path file = write("pair.tflite", pair.build(new int[] {image}, answers));

    assertRefused(
        file,
        builder("a"),
        "\"answers\" (2 numbers)",
        "probabilities of their own, not those of no and yes");
  }

  @Test
  void should_refuse_images_of_a_size_that_is_not_supported() throws IOException {
    TfLiteBuilder small = new TfLiteBuilder();
    int image = small.floats("x", 1, 8, 8, 3);
    int result = small.floats("y", 1, 1, 1, 1);
    int from = small.integers(new int[] {4}, 0, 0, 0, 0);
    int size = small.integers(new int[] {4}, 1, 1, 1, 1);
    small.operator(BuiltinOperator.SLICE, 1, new int[] {image, from, size}, result);
    Path file = write("small.tflite", small.build(new int[] {image}, result));

    assertRefused(file, builder("a"), "input width", "from 32 to 4096", "8");
  }

  @Test
  void should_refuse_settings_that_do_not_go_with_the_file() throws IOException {
    Path file = write("a.onnx", NETWORK.onnx(Map.of()));
    Path bundle = folder.resolve("model.twohead");
    try (MultiHeadModel model = Samples.model(1)) {
      model.save(bundle);
    }

    assertThatThrownBy(() -> builder("red").device(Device.gpu(0)).open(file))
        .isInstanceOf(TwoheadException.class)
        .hasMessageContainingAll(file.toString(), "CPU only", "gpu0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder("red").backbone(Samples.tiny()).open(file))
        .withMessageContainingAll(file.toString(), "leave out backbone(…)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder("red").backbone(Samples.tiny()).open(bundle))
        .withMessageContainingAll(bundle.toString(), "leave out heads(…)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "|is empty",
        "\b|is truncated: it has only 1 byte",
        "1234TFL3|is truncated: it has only 8 bytes",
        "some text|neither a saved twohead model nor a TFLite or ONNX model, or was cut off",
        "\b\b\b\b\b\b\b\b\b\b|cannot be opened: it is no ONNX model, or ",
        "1234TFL3 |cannot be opened: its model is damaged",
        "version https://git-lfs.github.com/spec/v1\noid sha256:1|git lfs pull",
        "<!DOCTYPE html><html></html>|is a web page",
        "PK\u0003\u0004 and more|neither a saved twohead model nor a TFLite or ONNX model"
      })
  void should_refuse_other_files_in_one_line(String contentAndMessage) throws IOException {
    String[] parts = contentAndMessage.split("\\|");
    Path file = Files.writeString(folder.resolve("other.tflite"), parts[0]);

    assertThatThrownBy(() -> MultiHeadPredictor.open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(file.toString(), parts[1])
        .hasMessageNotContaining("\n");
  }

  @Test
  void should_refuse_files_that_are_too_large() throws IOException {
    Path file = write("a.tflite", NETWORK.tflite(Map.of()));
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.setLength(1L << 31);
    }

    assertRefused(file, builder("a", "b"), "is larger than 2 GiB");
  }

  @Test
  void should_refuse_to_train_other_formats() throws IOException {
    Path file = write("a.tflite", NETWORK.tflite(Map.of()));

    assertThatThrownBy(() -> MultiHeadModel.open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(file + " cannot be opened: it is a TFLite model, not a saved twohead model");
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static MultiHeadPredictor.Builder builder(String... heads) {
    HeadSpec[] specs = List.of(heads).stream().map(HeadSpec::binary).toArray(HeadSpec[]::new);
    return MultiHeadPredictor.builder().heads(specs).normalization(Normalization.NONE);
  }

  private static void assertRefused(
      Path file, MultiHeadPredictor.Builder builder, String... messages) {
    assertThatThrownBy(() -> builder.open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(messages);
  }
}
