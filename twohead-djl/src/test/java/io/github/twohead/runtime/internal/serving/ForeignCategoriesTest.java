package io.github.twohead.runtime.internal.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.OutputType;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of TensorFlow whose output is a choice among several. They and its own numbers are written
 * by {@code src/test/python/tflite_fixtures.py}.
 */
class ForeignCategoriesTest {
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "a", "b", "c", "d");
  private static final float HALF = 128 / 255f;
  private static final Path MODELS = Path.of("../../shared/models");

  /** With which a byte of a pixel is the same byte of a network from −1 to 127/128. */
  private static final Normalization SAME_BYTES =
      new Normalization(HALF, HALF, HALF, HALF, HALF, HALF);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"kinds-float", "kinds-uint8"})
  void should_give_the_probabilities_of_tensorflow(String name) throws IOException {
    Path file = resource(name + ".tflite");
    List<double[]> wanted = golden("kinds.csv", name);
    assertThat(wanted).hasSize(3);

    for (NetworkRuntime runtime : List.of(Runtimes.BYTEDECO_TFLITE, Runtimes.DJL_TFLITE)) {
      for (double[] row : wanted) {
        check(file, runtime, (int) row[0], Arrays.copyOfRange(row, 1, row.length));
      }
    }
  }

  @Test
  void should_not_let_an_old_runtime_make_zeros_of_a_layer() throws IOException {
    Path file = resource("kinds-int8.tflite");

    for (double[] row : golden("kinds.csv", "kinds-int8")) {
      double[] probabilities = Arrays.copyOfRange(row, 1, row.length);
      check(file, Runtimes.BYTEDECO_TFLITE, (int) row[0], probabilities);
    }
    assumeThat(OtherFormatsTest.isBuiltFor(Runtimes.DJL_TFLITE)).isTrue();
    assertThatThrownBy(() -> open(file, KIND, Normalization.NONE, Runtimes.DJL_TFLITE))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll("TensorFlow Lite 2.6", "zeros", "org.bytedeco:tensorflow-lite");
  }

  @Test
  void should_take_the_softmax_of_logits() throws IOException {
    Path file = resource("kinds-logits.tflite");

    for (double[] row : golden("kinds.csv", "kinds-float")) {
      double[] probabilities = Arrays.copyOfRange(row, 1, row.length);
      check(file, Runtimes.BYTEDECO_TFLITE, (int) row[0], probabilities);
    }
  }

  /** In bytes the runtimes differ by one step. */
  private static void check(Path file, NetworkRuntime runtime, int image, double[] expected) {
    if (!OtherFormatsTest.isBuiltFor(runtime)) {
      return;
    }
    double tolerance = file.getFileName().toString().contains("int8") ? 1.01 / 256 : 1e-5;
    try (EnginePredictor predictor = open(file, KIND, Normalization.NONE, runtime)) {
      HeadPrediction answer = predict(predictor, drawn(image, 32));
      assertThat(probabilities(answer)).containsExactly(expected, within(tolerance));
    }
  }

  @Test
  void should_open_a_mobilenet_of_bytes_with_its_labels() throws IOException {
    Path file = MODELS.resolve("mobilenet_v1_0.25_128_quant.tflite");
    assumeThat(file).exists();
    List<String> labels = Files.readAllLines(MODELS.resolve("imagenet_labels.txt"));

    for (NetworkRuntime runtime : List.of(Runtimes.BYTEDECO_TFLITE, Runtimes.DJL_TFLITE)) {
      if (OtherFormatsTest.isBuiltFor(runtime)) {
        checkObjects(file, HeadSpec.categorical("object", labels), runtime);
      }
    }
  }

  /** Kernels round the bytes of 28 layers each in its own way. */
  private static void checkObjects(Path file, HeadSpec object, NetworkRuntime runtime)
      throws IOException {
    try (EnginePredictor predictor = open(file, object, SAME_BYTES, runtime)) {
      for (int image = 0; image < 3; image++) {
        HeadPrediction answer = predict(predictor, drawn(image, 128));
        List<double[]> wanted = golden("mobilenet.csv", Integer.toString(image));
        double[] most = Collections.max(wanted, Comparator.comparingDouble(row -> row[1]));
        assertThat(answer.category()).isEqualTo(object.categories().get((int) most[0]));
        for (double[] row : wanted) {
          assertThat(answer.probability(object.categories().get((int) row[0])))
              .isCloseTo(row[1], within(0.03));
        }
      }
    }
  }

  @Test
  void should_refuse_probabilities_that_are_not_of_one_choice() throws IOException {
    assertThatThrownBy(
            () ->
                builder(KIND)
                    .outputs(OutputType.PROBABILITIES)
                    .open(resource("kinds-sigmoid.tflite")))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(
            "(4 numbers) cannot be head \"kind\"",
            "(LOGISTIC), which gives probabilities of their own, not those of 4 categories",
            "Export it with the softmax");
    HeadSpec three = HeadSpec.categorical("kind", "a", "b", "c");
    assertThatThrownBy(() -> builder(three).open(resource("kinds-float.tflite")))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll("(4 numbers) cannot be head \"kind\"", "each of its 3 categories");
  }

  private static MultiHeadPredictor.Builder builder(HeadSpec head) {
    return MultiHeadPredictor.builder().heads(head).normalization(Normalization.NONE);
  }

  private static HeadPrediction predict(EnginePredictor predictor, BufferedImage image) {
    return predictor.predict(List.of(ImageSource.of(image))).get(0).heads().get(0);
  }

  private static double[] probabilities(HeadPrediction answer) {
    return answer.probabilities().values().stream().mapToDouble(p -> p).toArray();
  }

  private static EnginePredictor open(
      Path file, HeadSpec head, Normalization normalization, NetworkRuntime runtime) {
    PredictorConfig settings =
        PredictorConfig.builder().heads(List.of(head)).normalization(normalization).build();
    return FileEngine.open(ModelContent.of(file), settings, List.of(runtime));
  }

  /** What the script draws. */
  private static BufferedImage drawn(int number, int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          int level = (y * (number + 3) + x * (5 - 2 * number) + channel * 40 * number) % 256;
          rgb = rgb << 8 | level;
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  /** The numbers after a first word. */
  private static List<double[]> golden(String file, String first) throws IOException {
    return Stream.of(new String(content(file), UTF_8).split("\n"))
        .filter(line -> line.startsWith(first + ","))
        .map(line -> line.substring(first.length() + 1).split(","))
        .map(numbers -> Stream.of(numbers).mapToDouble(Double::parseDouble).toArray())
        .toList();
  }

  private Path resource(String name) throws IOException {
    return Files.write(folder.resolve(name), content(name));
  }

  private static byte[] content(String name) throws IOException {
    try (InputStream in = ForeignCategoriesTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
