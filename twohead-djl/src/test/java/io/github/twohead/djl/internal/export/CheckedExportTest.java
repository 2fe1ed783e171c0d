package io.github.twohead.djl.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Augmentation;
import io.github.twohead.Backbone;
import io.github.twohead.CalibrationSet;
import io.github.twohead.DataException;
import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.ExportReport;
import io.github.twohead.Exporter;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckedExportTest {
  private final ImageTable samples = Samples.table(2, 200);
  private MultiHeadModel model;
  @TempDir Path folder;

  /** On the preset's backbone, so that every kind of operation is exported. */
  @BeforeAll
  void train() {
    model = Samples.model(Backbone.shuffleNetV2x05(), 1);
    Samples.trainer(model, LearningRateSchedule.constant())
        .epochs(2)
        .fit(Samples.train(), Samples.validation());
  }

  @AfterAll
  void close() {
    model.close();
  }

  @ParameterizedTest
  @EnumSource
  void should_write_a_file_that_predicts_as_the_model_does(ExportFormat format) {
    Path file = folder.resolve("any-name");
    ExportReport report = exporter(format).samples(samples).write(file);

    assertThat(file).hasSize(report.bytes());
    assertThat(report.images()).isEqualTo(10);
    assertThat(report.largestDifference()).isPositive().isLessThan(format.tolerance());
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      assertThat(predictor.heads()).extracting(Object::toString).containsExactly("red", "bright");
      assertThat(predictor.threshold("bright")).isEqualTo(0.4);
      assertThat(predictor.preprocessing()).isEqualTo(model.preprocessing());
      assertThat(predictor.labels()).isPresent();
      // what the report says is what a user sees
      assertThat(predictor.evaluate(samples).head(Samples.RED).counts())
          .isEqualTo(report.head(Samples.RED).exported());
      assertThat(model.evaluate(samples).head(Samples.RED).counts())
          .isEqualTo(report.head(Samples.RED).model());
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_write_heads_that_pool_first(ExportFormat format) {
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(Samples.RED, Samples.BRIGHT)
            .poolFirst()
            .preprocessing(Preprocessing.standard().size(Samples.SIDE))
            .device(Device.cpu())
            .build()) {
      Samples.trainer(model, LearningRateSchedule.constant())
          .epochs(2)
          .fit(Samples.train(), Samples.validation());
      Path file = folder.resolve("pooled");

      ExportReport report = exporter(model, format).samples(samples).write(file);

      assertThat(report.largestDifference()).isPositive().isLessThan(format.tolerance());
      try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
        assertThat(predictor.evaluate(samples).head(Samples.BRIGHT).counts())
            .isEqualTo(report.head(Samples.BRIGHT).exported());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_normalise_raw_pixels_in_the_file(ExportFormat format) {
    Path raw = folder.resolve("raw");
    Path normalised = folder.resolve("normalised");
    exporter(format).rawPixels().samples(samples).write(raw);
    exporter(format).samples(samples).write(normalised);

    ImageSource image = samples.images().get(3).source();
    assertThat(probability(raw, image))
        .isCloseTo(probability(normalised, image), within(format.tolerance()));
  }

  private static double probability(Path file, ImageSource image) {
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      return predictor.predict(image).head("red").probability();
    }
  }

  @Test
  void should_compare_on_drawn_images_without_labels_when_none_are_given() {
    ExportReport report = model.exporter().write(folder.resolve("m.tflite"));

    assertThat(report.images()).isEqualTo(32);
    assertThat(report.head(Samples.RED).model().total()).isZero();
    assertThat(report.head(Samples.RED).agreement()).isEqualTo(1);
  }

  @Test
  void should_leave_no_file_that_predicts_otherwise() throws IOException {
    Path file = folder.resolve("m.tflite");
    Files.writeString(file, "earlier");

    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(
            () ->
                exporter(ExportFormat.TFLITE_DYNAMIC).tolerance(1e-9).samples(samples).write(file))
        .withMessageContaining(file + " was not written")
        .withMessageContaining("1.0E-9")
        .withMessageContaining("red: differs by up to");
    assertThat(file).hasContent("earlier");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  /** The middle half of what one dark image makes cuts off what the others do. */
  @Test
  void should_leave_no_file_that_decides_otherwise_too_often() throws IOException {
    Path file = Files.writeString(folder.resolve("m.tflite"), "earlier");
    ImageTable dark = ImageTable.of(Samples.table(1, 0).images().subList(0, 1));
    try (MultiHeadModel model = Samples.model(3)) {
      Samples.trainer(model, LearningRateSchedule.constant())
          .epochs(6)
          .fit(Samples.train(), Samples.validation());

      assertThatExceptionOfType(TwoheadException.class)
          .isThrownBy(() -> clipped(model, dark).write(file))
          .withMessageMatching(
              Pattern.quote(file.toString())
                  + " was not written: its head \"red\" would decide as the model does on"
                  + " \\d+\\.\\d % of the \\d+ images that are further than 0\\.05 from"
                  + " deciding otherwise, not on 98\\.0 %.* \\d+\\.\\d % of \\d+ clear decisions agree.*");
      assertThat(file).hasContent("earlier");

      ExportReport report = clipped(model, dark).agreement(0.2).write(file);
      assertThat(file).hasSize(report.bytes());
      assertThat(report.head(Samples.RED).clear()).isGreaterThan(5);
      assertThat(report.head(Samples.RED).agreement()).isBetween(0.2, 0.97);
    }
  }

  private Exporter clipped(MultiHeadModel model, ImageTable images) {
    return model
        .exporter()
        .format(ExportFormat.TFLITE_INT8)
        .calibrationSet(CalibrationSet.percentile(images, 51))
        .samples(samples)
        .tolerance(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"calibration", "samples"})
  void should_list_images_that_cannot_be_read(String role) {
    LabelledImage missing =
        LabelledImage.of(
            ImageSource.of(folder.resolve("missing.jpg")), Map.of(Samples.RED, Label.POSITIVE));
    ImageTable broken = ImageTable.of(List.of(missing));
    Exporter exporter = model.exporter().format(ExportFormat.TFLITE_INT8);
    Exporter told =
        role.equals("samples")
            ? exporter.calibrationSet(CalibrationSet.minMax(samples)).samples(broken)
            : exporter.calibrationSet(CalibrationSet.minMax(broken));

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> told.write(folder.resolve("m.tflite")))
        .satisfies(e -> assertThat(e.problems()).singleElement().asString().contains("missing"));
    assertThat(folder.resolve("m.tflite")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(names = {"TFLITE", "TFLITE_INT8"})
  void should_end_when_interrupted(ExportFormat format) {
    Thread.currentThread().interrupt();
    try {
      assertThatExceptionOfType(TwoheadException.class)
          .isThrownBy(() -> exporter(format).write(folder.resolve("m.tflite")))
          .withMessageContaining("was interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(folder.resolve("m.tflite")).doesNotExist();
  }

  @Test
  void should_export_a_backbone_of_the_users() {
    try (MultiHeadModel custom = Samples.model(3)) {
      custom
          .trainer()
          .batchSize(8)
          .epochs(1)
          .augmentation(Augmentation.none())
          .fit(Samples.train(), Samples.validation());

      assertThat(custom.exporter().write(folder.resolve("m.tflite")).largestDifference())
          .isLessThan(1e-4);
    }
  }

  private Exporter exporter(ExportFormat format) {
    return exporter(model, format);
  }

  private static Exporter exporter(MultiHeadModel model, ExportFormat format) {
    Exporter exporter = model.exporter().format(format);
    return format == ExportFormat.TFLITE_INT8
        ? exporter.calibrationSet(CalibrationSet.minMax(Samples.train()))
        : exporter;
  }
}
