package io.github.twohead.djl.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.twohead.Backbone;
import io.github.twohead.Calibration;
import io.github.twohead.CalibrationSet;
import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.Exporter;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.ThresholdChoice;
import io.github.twohead.ThresholdRule;
import io.github.twohead.djl.internal.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exported files compute calibrations themselves, of heads of both kinds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CalibratedExportTest {
  private static final HeadSpec SHADE =
      HeadSpec.builder("shade").width(8).categories(List.of("dark", "bright", "between")).build();
  private static final LabelSplitter LABELS =
      LabelSplitter.builder()
          .positive(Samples.RED, 1, 3, 4)
          .category(SHADE, "dark", 0, 1)
          .category(SHADE, "bright", 2, 3)
          .category(SHADE, "between", 4)
          .build();
  private static final Calibration PLATT = Calibration.platt(0.6, -0.8);
  private static final Calibration TEMPERATURE = Calibration.temperature(1.7);

  private final ImageTable samples = labelled(Samples.table(2, 200));
  private MultiHeadModel model;
  @TempDir Path folder;

  @BeforeAll
  void train() {
    model =
        MultiHeadModel.builder()
            .backbone(Backbone.shuffleNetV2x05())
            .heads(Samples.RED, SHADE)
            .preprocessing(Preprocessing.standard().size(Samples.SIDE))
            .device(Device.cpu())
            .build();
    Samples.trainer(model, LearningRateSchedule.constant())
        .epochs(2)
        .fit(labelled(Samples.train()), labelled(Samples.validation()));
  }

  @BeforeEach
  void calibrate() {
    model.threshold("red", 0.35);
    model.calibration("red", PLATT);
    model.calibration("shade", TEMPERATURE);
  }

  @AfterAll
  void close() {
    model.close();
  }

  private static ImageTable labelled(ImageTable table) {
    return ImageTable.of(
        table.images().stream()
            .map(row -> LabelledImage.of(row.source(), row.imageClass().orElseThrow(), LABELS))
            .toList());
  }

  private Exporter exporter(ExportFormat format) {
    Exporter exporter = model.exporter().format(format).samples(samples);
    return format == ExportFormat.TFLITE_INT8
        ? exporter.calibrationSet(CalibrationSet.minMax(Samples.train()))
        : exporter;
  }

  private List<Prediction> predictions(Path file) {
    List<Prediction> predictions = new ArrayList<>();
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().device(Device.cpu()).open(file)) {
      for (LabelledImage row : samples.images()) {
        predictions.add(predictor.predict(List.of(row.source())).get(0));
      }
    }
    return predictions;
  }

  private List<Prediction> ofModel() {
    Path saved = folder.resolve("m.twohead");
    model.save(saved);
    return predictions(saved);
  }

  private static double[] shares(Prediction prediction) {
    return prediction.head("shade").probabilities().values().stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private static void assertAlike(
      List<Prediction> actual, List<Prediction> expected, double tolerance) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).head("red").probability())
          .isCloseTo(expected.get(i).head("red").probability(), within(tolerance));
      assertThat(shares(actual.get(i))).containsExactly(shares(expected.get(i)), within(tolerance));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TFLITE", "ONNX"})
  void should_give_the_calibrated_probabilities_of_the_model(ExportFormat format) {
    Path file = folder.resolve("m");

    exporter(format).write(file);

    assertAlike(predictions(file), ofModel(), 1e-5);
  }

  @ParameterizedTest
  @EnumSource(names = {"TFLITE", "ONNX"})
  void should_give_the_probabilities_of_a_model_without_calibration(ExportFormat format) {
    model.calibration("red", Calibration.none());
    model.calibration("shade", Calibration.none());
    Path file = folder.resolve("m");

    exporter(format).write(file);

    assertAlike(predictions(file), ofModel(), 1e-5);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TFLITE", "ONNX"})
  void should_decide_as_the_calibrated_model_does_in_short_numbers(ExportFormat format) {
    Path file = folder.resolve("m");

    // which compares decisions that are clear of the threshold
    assertThat(exporter(format).agreement(1).write(file).images()).isEqualTo(10);

    assertAlike(predictions(file), ofModel(), format.tolerance());
  }

  @ParameterizedTest
  @EnumSource
  void should_keep_the_threshold_and_name_the_calibration(ExportFormat format) {
    Path file = folder.resolve("m");

    exporter(format).write(file);

    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      assertThat(predictor.threshold("red")).isEqualTo(0.35);
      assertThat(predictor.calibration("red")).isEqualTo(PLATT);
      assertThat(predictor.calibration("shade").slope())
          .isCloseTo(TEMPERATURE.slope(), within(1e-12));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TFLITE", "ONNX"})
  void should_be_calibrated_as_the_model_is(ExportFormat format) {
    ImageTable images = mostlyAsAnswered(labelled(Samples.table(20, 300)));
    HeadEvaluation ofModel = model.evaluate(images).head("red");
    Calibration expected = ofModel.fit(Calibration.Method.PLATT);
    Path file = folder.resolve("m");

    exporter(format).write(file);

    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      HeadEvaluation ofFile = predictor.evaluate(images).head("red");
      Calibration fit = ofFile.fit(Calibration.Method.PLATT);
      assertThat(fit.slope()).isCloseTo(expected.slope(), withinPercentage(10));
      assertThat(fit.offset()).isCloseTo(expected.offset(), within(0.1 * Math.abs(fit.slope())));
      assertThat(ofFile.calibrated(expected).probability(3))
          .isCloseTo(ofModel.calibrated(expected).probability(3), within(0.05));
    }
  }

  /** With labels of red that the model tells apart, but for every seventh. */
  private ImageTable mostlyAsAnswered(ImageTable table) {
    HeadEvaluation red = model.evaluate(table).head("red");
    double middle =
        IntStream.range(0, red.images()).mapToDouble(red::probability).average().orElseThrow();
    List<LabelledImage> rows = new ArrayList<>();
    for (int i = 0; i < red.images(); i++) {
      boolean yes = red.probability(i) > middle ^ i % 7 == 0;
      Label label = yes ? Label.POSITIVE : Label.NEGATIVE;
      Map<HeadSpec, Label> labels = Map.of(Samples.RED, label, SHADE, Label.UNKNOWN);
      rows.add(LabelledImage.of(table.images().get(i).source(), labels));
    }
    return ImageTable.of(rows);
  }

  @ParameterizedTest
  @EnumSource(names = {"TFLITE", "ONNX"})
  void should_decide_by_a_chosen_threshold_as_where_it_was_chosen(ExportFormat format) {
    ImageTable images = labelled(Samples.table(20, 300));
    ThresholdChoice choice =
        model.evaluate(images).head("red").choose(ThresholdRule.recallAtLeast(0.8));
    model.threshold(choice);
    Path file = folder.resolve("m");

    exporter(format).write(file);

    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      assertThat(predictor.evaluate(images).head("red").counts()).isEqualTo(choice.counts());
    }
  }

  @Test
  void should_differ_from_the_model_without_calibration() {
    List<Prediction> calibrated = ofModel();
    model.calibration("red", Calibration.none());
    model.calibration("shade", Calibration.none());
    List<Prediction> plain = ofModel();

    for (int i = 0; i < plain.size(); i++) {
      double yes = plain.get(i).head("red").probability();
      double logit = PLATT.slope() * Math.log(yes / (1 - yes)) + PLATT.offset();
      assertThat(calibrated.get(i).head("red").probability())
          .isCloseTo(1 / (1 + Math.exp(-logit)), within(1e-6));
      double[] flat = shares(calibrated.get(i));
      double[] sharp = shares(plain.get(i));
      assertThat(Math.log(flat[0] / flat[1]))
          .isCloseTo(TEMPERATURE.slope() * Math.log(sharp[0] / sharp[1]), within(1e-6));
    }
  }
}
