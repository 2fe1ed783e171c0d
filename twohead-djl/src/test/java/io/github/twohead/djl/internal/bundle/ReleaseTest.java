package io.github.twohead.djl.internal.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.internal.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every release saved or exported must open, and answer as it did then: files of {@link
 * ReleaseFixture} are added, and never replaced or removed.
 */
class ReleaseTest {
  private static final HeadSpec RED = HeadSpec.builder("red").width(8).build();
  private static final HeadSpec BRIGHT = HeadSpec.builder("bright").width(8).build();

  @TempDir private Path folder;

  /** With 8 bits, interpreters and processors differ by a step or two of 1/256. */
  @ParameterizedTest
  @CsvSource({
    "0.1.0.twohead, 1e-4, 0.86149, 0.41623, 0.40821, 0.23659, 0.86339, 0.51174",
    "0.1.0.tflite, 1e-4, 0.86644, 0.40187, 0.33954, 0.33571, 0.85885, 0.55951",
    "0.1.0-fp16.tflite, 1e-4, 0.86643, 0.40186, 0.33955, 0.33568, 0.85886, 0.55952",
    "0.1.0-dynamic.tflite, 0.02, 0.86653, 0.40074, 0.33992, 0.33784, 0.85880, 0.55998",
    "0.1.0-int8.tflite, 0.02, 0.86719, 0.40625, 0.33984, 0.33594, 0.85938, 0.56250",
    "0.1.0.onnx, 1e-4, 0.86644, 0.40187, 0.33954, 0.33571, 0.85885, 0.55951"
  })
  void should_answer_as_it_did_when_it_was_released(
      String name,
      double tolerance,
      double red0,
      double bright0,
      double red1,
      double bright1,
      double red2,
      double bright2)
      throws IOException {
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().device(Device.cpu()).open(release(name))) {
      assertAnswer(predictor, 0, red0, bright0, tolerance);
      assertAnswer(predictor, 1, red1, bright1, tolerance);
      assertAnswer(predictor, 2, red2, bright2, tolerance);
    }
  }

  private static void assertAnswer(
      MultiHeadPredictor predictor, int image, double red, double bright, double tolerance) {
    Prediction answer = predictor.predict(ReleaseFixture.image(image));
    assertThat(answer.head("red").probability()).isCloseTo(red, within(tolerance));
    assertThat(answer.head("bright").probability()).isCloseTo(bright, within(tolerance));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.1.0.twohead",
        "0.1.0.tflite",
        "0.1.0-fp16.tflite",
        "0.1.0-dynamic.tflite",
        "0.1.0-int8.tflite",
        "0.1.0.onnx"
      })
  void should_still_say_what_it_said_of_itself(String name) throws IOException {
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().device(Device.cpu()).open(release(name))) {
      LabelSplitter labels = predictor.labels().orElseThrow();
      Provenance from = predictor.provenance();

      assertThat(predictor.preprocessing()).isEqualTo(Preprocessing.standard().size(32));
      assertThat(predictor.heads()).containsExactly(RED, BRIGHT);
      assertThat(predictor.threshold("red")).isEqualTo(0.5);
      assertThat(predictor.threshold("bright")).isEqualTo(0.4);
      assertThat(labels.label(Samples.RED, "4")).isEqualTo(Label.POSITIVE);
      assertThat(labels.label(Samples.BRIGHT, "4")).isEqualTo(Label.UNKNOWN);
      assertThat(from.libraryVersion()).hasValue("0.1.0");
      assertThat(from.engine()).hasValue("PyTorch 2.7.1");
      assertThat(from.settings()).containsEntry("images", "60").containsEntry("epochs", "30");
      assertThat(from.scores().get("red").f1()).isEqualTo(1.0);
    }
  }

  /** A categorical head beside one of yes or no, whose decisions only its own threshold gives. */
  @ParameterizedTest
  @CsvSource({
    "0.1.0-shades.twohead, 1e-4",
    "0.1.0-shades.tflite, 1e-4",
    "0.1.0-shades-fp16.tflite, 1e-3",
    "0.1.0-shades-dynamic.tflite, 0.02",
    "0.1.0-shades-int8.tflite, 0.02",
    "0.1.0-shades.onnx, 1e-4"
  })
  void should_still_give_calibrated_probabilities_of_categories(String name, double tolerance)
      throws IOException {
    try (MultiHeadPredictor predictor = ReleaseFixture.open(release(name))) {
      assertThat(predictor.heads()).containsExactly(ReleaseFixture.SHADE, RED);
      assertThat(predictor.calibration("shade").slope()).isCloseTo(1 / 0.8535, within(1e-3));
      assertThat(predictor.calibration("red").slope()).isCloseTo(1.557, within(1e-3));
      assertThat(predictor.calibration("red").offset()).isCloseTo(-0.7497, within(1e-3));
      assertThat(predictor.threshold("red")).isCloseTo(0.1542, within(1e-4));
      assertShade(predictor, 0, "dark, red", 0.87907, tolerance, 0.27654, 0.47202, 0.25144);
      assertShade(predictor, 1, "dark blue", 0.16197, tolerance, 0.79021, 0.05104, 0.15875);
      assertShade(predictor, 2, "dark, red", 0.96796, tolerance, 0.27138, 0.38412, 0.34450);
      LabelSplitter labels = predictor.labels().orElseThrow();
      assertThat(labels.label(ReleaseFixture.SHADE, "1")).isEqualTo(Label.category("dark, red"));
      assertThat(labels.label(ReleaseFixture.SHADE, "4")).isEqualTo(Label.UNKNOWN);
      assertThat(predictor.provenance().libraryVersion()).hasValue("0.1.0");
    }
  }

  private static void assertShade(
      MultiHeadPredictor predictor,
      int image,
      String category,
      double red,
      double tolerance,
      double... shades) {
    Prediction answer = predictor.predict(ReleaseFixture.image(image));
    assertThat(answer.head("red").probability()).isCloseTo(red, within(tolerance));
    assertThat(answer.head("red").positive()).isTrue();
    assertThat(answer.head("shade").category()).isEqualTo(category);
    for (int i = 0; i < shades.length; i++) {
      assertThat(answer.head("shade").probability(i)).isCloseTo(shades[i], within(tolerance));
    }
  }

  @Test
  void should_still_open_the_model_of_0_1_0_and_save_it_in_todays_form() throws IOException {
    Path saved = folder.resolve("saved.twohead");
    try (MultiHeadModel model = MultiHeadModel.open(release("0.1.0.twohead"))) {
      assertThat(model.backbone().name()).isEqualTo("shufflenet_v2_x0_5");
      assertThat(model.preprocessing()).isEqualTo(Preprocessing.standard().size(32));
      assertThat(model.heads()).containsExactly(RED, BRIGHT);
      model.save(saved);

      Provenance kept = Bundle.read(saved).provenance();
      assertThat(kept).hasToString(model.provenance().toString());
      assertThat(kept.libraryVersion()).hasValue("0.1.0");
      assertThat(kept.settings()).containsEntry("best_epoch", "29");
    }
  }

  /**
   * Other machines add otherwise, so only what the checkpoint holds is the same to the last digit.
   */
  @Test
  void should_go_on_from_the_checkpoint_of_0_1_0() throws IOException {
    Files.move(release("0.1.0.checkpoint.safetensors"), folder.resolve(ReleaseFixture.CHECKPOINT));

    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report = ReleaseFixture.checkpointed(model, folder, 2);

      assertThat(report.epochs()).hasSize(4);
      assertThat(report.epochs().get(0).loss()).isEqualTo(1.8431415239969888);
      assertThat(report.epochs().get(1).loss()).isEqualTo(1.5175941785176594);
      assertThat(report.epochs().get(2).loss()).isCloseTo(1.490, within(0.02));
      assertThat(report.epochs().get(3).loss()).isCloseTo(1.380, within(0.02));
    }
  }

  private Path release(String version) throws IOException {
    String name = "release-" + version;
    Path file = folder.resolve(name);
    try (InputStream in = ReleaseTest.class.getResourceAsStream(name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }
}
