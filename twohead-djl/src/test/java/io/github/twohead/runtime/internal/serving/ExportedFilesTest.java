package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.formats.FileMetadata;
import io.github.twohead.runtime.internal.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that say themselves what they are, in both formats. */
class ExportedFilesTest {
  private static final TinyNetwork NETWORK = new TinyNetwork(TinyNetwork.End.SIGMOID);
  private static final Manifest MANIFEST = TinyManifest.of(Normalization.IMAGENET);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void should_know_heads_preprocessing_and_labels(boolean tflite) throws IOException {
    Path file = file(tflite, metadata(MANIFEST, false));

    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      assertThat(predictor.heads())
          .containsExactly(
              HeadSpec.builder("bright").width(16).build(),
              HeadSpec.builder("red").width(16).build());
      assertThat(predictor.threshold("red")).isEqualTo(0.25);
      assertThat(predictor.threshold("bright")).isEqualTo(0.5);
      assertThat(predictor.preprocessing()).isEqualTo(Preprocessing.standard().size(32));
      assertThat(predictor.labels()).isPresent();
      check(predictor, Normalization.IMAGENET);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void should_give_pixels_as_they_are_to_a_network_that_normalises_them(boolean tflite)
      throws IOException {
    Path file = file(tflite, metadata(MANIFEST, true));

    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      assertThat(predictor.preprocessing().normalization()).isEqualTo(Normalization.IMAGENET);
      // what the network sees then: 0 to 255
      check(predictor, new Normalization(0, 0, 0, 1 / 255f, 1 / 255f, 1 / 255f));
    }
  }

  private static void check(MultiHeadPredictor predictor, Normalization normalization) {
    for (int i = 0; i < 3; i++) {
      byte[] pixels = OtherFormatsTest.pixels(i);
      double[] expected = NETWORK.expected(pixels, normalization);
      var prediction = predictor.predict(OtherFormatsTest.image(pixels));
      assertThat(prediction.head("red").probability()).isCloseTo(expected[0], within(1e-4));
      assertThat(prediction.head("bright").probability()).isCloseTo(expected[1], within(1e-4));
    }
  }

  @Test
  void should_score_as_the_network_answers() throws IOException {
    Path file = file(true, metadata(MANIFEST, false));
    List<LabelledImage> rows = new ArrayList<>();
    int[] expected = new int[2];
    Random random = new Random(4);
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      for (int i = 0; i < 70; i++) {
        byte[] pixels = OtherFormatsTest.pixels(i);
        int label = random.nextInt(4);
        ImageSource image = ImageSource.of(OtherFormatsTest.image(pixels));
        rows.add(
            LabelledImage.of(image, Integer.toString(label), predictor.labels().orElseThrow()));
        double red = NETWORK.expected(pixels, Normalization.IMAGENET)[0];
        if (label == 1 || label == 3) {
          expected[red >= 0.25 ? 0 : 1]++;
        }
      }
      Evaluation evaluation = predictor.evaluate(ImageTable.of(rows));

      ConfusionCounts counts = evaluation.head("red").counts();
      assertThat(evaluation.images()).isEqualTo(70);
      assertThat(counts.truePositives()).isEqualTo(expected[0]).isPositive();
      assertThat(counts.falseNegatives()).isEqualTo(expected[1]).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void should_refuse_every_change(boolean tflite) throws IOException {
    byte[] file = Files.readAllBytes(file(tflite, metadata(MANIFEST, false)));
    Path changed = folder.resolve("changed");
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      byte[] content = file.clone();
      content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(changed, content);

      assertThatThrownBy(() -> MultiHeadPredictor.open(changed))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining(changed.toString());
    }
  }

  @Test
  void should_refuse_to_be_told_what_the_file_says() throws IOException {
    Path file = file(true, metadata(MANIFEST, false));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadPredictor.builder().heads(HeadSpec.binary("a")).open(file))
        .withMessageContainingAll(file.toString(), "says itself", "leave out heads(…)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadPredictor.builder().normalization(Normalization.NONE).open(file))
        .withMessageContaining("normalization(…)");
  }

  @Test
  void should_refuse_a_description_that_does_not_fit() throws IOException {
    HeadSpec red = HeadSpec.binary("red");
    HeadSpec blue = HeadSpec.binary("blue");
    Preprocessing right = Preprocessing.standard().size(32);
    Preprocessing wide = Preprocessing.standard().size(48, 32);
    Map<String, String> unknownPixels = metadata(MANIFEST, false);
    unknownPixels.put(FileMetadata.INPUT, "rgb");
    Map<String, String> undigested = metadata(MANIFEST, false);
    undigested.remove(FileMetadata.DIGEST);

    refuse(
        metadata(TinyManifest.of(wide, red), false),
        "says 48×32 pixels, but its network takes 32×32 pixels");
    refuse(unknownPixels, "does not say which pixels it takes");
    refuse(undigested, "altered or damaged");
    refuse(
        metadata(TinyManifest.of(right, blue), false),
        "lacks the output of head \"blue\"",
        "\"red\" (1 number)");
  }

  private void refuse(Map<String, String> metadata, String... messages) throws IOException {
    Path file = file(false, metadata);
    assertThatThrownBy(() -> MultiHeadPredictor.open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(messages);
  }

  @Test
  void should_say_that_a_network_gives_no_probability() throws IOException {
    TinyNetwork broken = new TinyNetwork(TinyNetwork.End.SIGMOID);
    broken.breakFirstHead();
    byte[] content = broken.onnx(metadata(MANIFEST, false));
    FileMetadata.sign(content, FileMetadata.placeholder(MANIFEST.toJson()));
    Path file = Files.write(folder.resolve("broken.onnx"), content);

    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      assertThatThrownBy(
              () -> predictor.predict(OtherFormatsTest.image(OtherFormatsTest.pixels(1))))
          .isInstanceOf(TwoheadException.class)
          .hasMessageContaining("head \"red\" gives NaN in place of a probability");
    }
  }

  private static Map<String, String> metadata(Manifest manifest, boolean raw) {
    return new LinkedHashMap<>(FileMetadata.metadata(manifest.toJson(), raw));
  }

  /** A file that says itself what it is. */
  static byte[] export(boolean tflite) {
    return signed(tflite, metadata(MANIFEST, false));
  }

  private Path file(boolean tflite, Map<String, String> metadata) throws IOException {
    return Files.write(folder.resolve("model"), signed(tflite, metadata));
  }

  private static byte[] signed(boolean tflite, Map<String, String> metadata) {
    byte[] content = tflite ? NETWORK.tflite(metadata) : NETWORK.onnx(metadata);
    if (metadata.containsKey(FileMetadata.DIGEST)) {
      FileMetadata.sign(content, metadata.get(FileMetadata.DIGEST));
    }
    return content;
  }
}
