package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.HeadSpec;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.Prediction;
import io.github.twohead.runtime.internal.formats.FileMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other tools make of exports, and exporters of other networks; see onnx_fixtures.py. */
class ChangedExportTest {
  private static final byte[] PIXELS = OtherFormatsTest.pixels(5);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"dynamic", "preprocessed", "qdq", "qoperator", "float16", "float16-inside"})
  void should_answer_as_the_runtime_does_if_the_change_is_accepted(String name) throws Exception {
    byte[] content = resource(name + ".onnx");
    Path file = write(content);

    assertThatThrownBy(() -> MultiHeadPredictor.open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(
            file.toString(), "altered or damaged", "converter", "acceptChanged()");
    try (MultiHeadPredictor predictor = MultiHeadPredictor.builder().acceptChanged().open(file)) {
      assertThat(predictor.heads()).extracting(HeadSpec::name).containsExactly("red", "bright");
      assertThat(predictor.threshold("bright")).isEqualTo(0.4);
      assertThat(predictor.preprocessing().normalization()).isEqualTo(Normalization.IMAGENET);
      Prediction prediction = predictor.predict(OtherFormatsTest.image(PIXELS));
      for (String head : new String[] {"red", "bright"}) {
        double[] bare = BareOnnx.run(content, head, PIXELS, Normalization.IMAGENET);
        assertThat(prediction.head(head).probability()).isCloseTo(bare[0], within(1e-6));
      }
    }
  }

  @Test
  void should_open_an_unchanged_export_with_and_without() throws IOException {
    Path file = write(resource("export.onnx"));

    Prediction plain = predict(MultiHeadPredictor.builder(), file);

    assertThat(predict(MultiHeadPredictor.builder().acceptChanged(), file)).isEqualTo(plain);
  }

  @Test
  void should_accept_a_changed_tflite_file() throws IOException {
    byte[] export = ExportedFilesTest.export(true);
    byte[] changed = export.clone();
    String digest = digest(export);
    int place = new String(export, StandardCharsets.ISO_8859_1).indexOf(digest);
    changed[place] ^= 1;
    Path file = write(changed);

    assertThatThrownBy(() -> MultiHeadPredictor.open(file))
        .hasMessageContainingAll("altered or damaged", "acceptChanged()");
    Prediction accepted = predict(MultiHeadPredictor.builder().acceptChanged(), file);

    assertThat(accepted).isEqualTo(predict(MultiHeadPredictor.builder(), write(export)));
  }

  /** Its 64 hexadecimal digits. */
  private static String digest(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    var digits = Pattern.compile("[0-9a-f]{64}").matcher(text);
    while (digits.find()) {
      var content = ByteBuffer.allocateDirect(file.length).put(0, file);
      if (FileMetadata.isUnchanged(content, digits.group())) {
        return digits.group();
      }
    }
    throw new AssertionError("no digest");
  }

  /** Arithmetic on shapes, with a fixed batch and an open one. */
  @ParameterizedTest
  @ValueSource(strings = {"shufflenet-13", "shufflenet-13-batch"})
  void should_follow_what_exporters_compute_with_shapes(String name) throws Exception {
    byte[] content = resource(name + ".onnx");
    MultiHeadPredictor.Builder builder =
        MultiHeadPredictor.builder()
            .heads(HeadSpec.binary("a"))
            .normalization(Normalization.IMAGENET);

    double bare = BareOnnx.run(content, "answer", PIXELS, Normalization.IMAGENET)[1];

    assertThat(predict(builder, write(content)).head("a").probability())
        .isCloseTo(bare, within(1e-6));
  }

  private static Prediction predict(MultiHeadPredictor.Builder builder, Path file) {
    try (MultiHeadPredictor predictor = builder.open(file)) {
      return predictor.predict(OtherFormatsTest.image(PIXELS));
    }
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = ChangedExportTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("network"), content);
  }
}
