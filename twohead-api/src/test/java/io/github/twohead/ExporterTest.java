package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.spi.ExportConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExporterTest {
  private static final Path FILE = Path.of("documents.tflite");
  private static final ImageTable IMAGES = ImageTable.of(List.of());

  private final FakeModel model = new FakeModel();
  private final Exporter exporter = new Exporter(model);

  @Test
  void should_write_tflite_for_normalised_pixels_when_nothing_is_set() {
    exporter.write(FILE);

    ExportConfig settings = model.export;
    assertThat(settings.format()).isEqualTo(ExportFormat.TFLITE);
    assertThat(settings.rawPixels()).isFalse();
    assertThat(settings.calibrationSet()).isEmpty();
    assertThat(settings.samples()).isEmpty();
    assertThat(settings.tolerance()).isEqualTo(1e-4);
    assertThat(settings.agreement()).isEqualTo(0.98);
    assertThat(settings.servingProperties()).isFalse();
  }

  @Test
  void should_pass_every_setting_on() {
    CalibrationSet calibration = CalibrationSet.percentile(IMAGES, 99.9);
    exporter
        .format(ExportFormat.TFLITE_INT8)
        .rawPixels()
        .calibrationSet(calibration)
        .samples(IMAGES)
        .tolerance(0.5)
        .agreement(0.9)
        .servingProperties()
        .write(FILE);

    ExportConfig settings = model.export;
    assertThat(settings.format()).isEqualTo(ExportFormat.TFLITE_INT8);
    assertThat(settings.rawPixels()).isTrue();
    assertThat(settings.calibrationSet()).containsSame(calibration);
    assertThat(settings.samples()).containsSame(IMAGES);
    assertThat(settings.tolerance()).isEqualTo(0.5);
    assertThat(settings.agreement()).isEqualTo(0.9);
    assertThat(settings.servingProperties()).isTrue();
  }

  @Test
  void should_name_the_earlier_value_of_a_setting_given_twice() {
    exporter.format(ExportFormat.ONNX).rawPixels().calibrationSet(CalibrationSet.minMax(IMAGES));
    exporter.tolerance(0.25).agreement(0.5).samples(IMAGES).servingProperties();

    assertTwice("format was already set to onnx", () -> exporter.format(ExportFormat.TFLITE));
    assertTwice("rawPixels was already set to true", exporter::rawPixels);
    assertTwice(
        "calibrationSet was already set to 100.0 % of the values",
        () -> exporter.calibrationSet(CalibrationSet.percentile(IMAGES, 99)));
    assertTwice("tolerance was already set to 0.25", () -> exporter.tolerance(0.5));
    assertTwice("agreement was already set to 0.5", () -> exporter.agreement(0.6));
    assertTwice("servingProperties was already set to true", exporter::servingProperties);
    assertTwice("samples was already set to " + IMAGES, () -> exporter.samples(IMAGES));
  }

  private static void assertTwice(String message, Runnable second) {
    assertThatIllegalStateException().isThrownBy(second::run).withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"TFLITE_FP16, 0.01", "TFLITE_DYNAMIC, 0.3", "ONNX, 1e-4"})
  void should_tolerate_what_the_format_loses(ExportFormat format, double tolerance) {
    exporter.format(format).write(Path.of("documents"));

    assertThat(model.export.tolerance()).isEqualTo(tolerance);
  }

  @Test
  void should_want_a_calibration_for_integers() {
    assertThatIllegalStateException()
        .isThrownBy(() -> exporter.format(ExportFormat.TFLITE_INT8).write(FILE))
        .withMessageContaining("tflite-int8 needs a calibration set");
  }

  @Test
  void should_refuse_a_calibration_that_changes_nothing() {
    assertThatIllegalStateException()
        .isThrownBy(() -> exporter.calibrationSet(CalibrationSet.minMax(IMAGES)).write(FILE))
        .withMessage("tflite takes no calibration");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.5, Double.NaN})
  void should_refuse_a_tolerance_out_of_range(double tolerance) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> exporter.tolerance(tolerance))
        .withMessageStartingWith("tolerance must be above 0 and at most 1, but is ");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.01, 98, Double.NaN})
  void should_refuse_an_agreement_out_of_range(double agreement) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> exporter.agreement(agreement))
        .withMessageStartingWith("agreement must be from 0 to 1, but is ");
  }

  @ParameterizedTest
  @ValueSource(doubles = {50, 101, Double.NaN})
  void should_refuse_a_percentile_out_of_range(double percentile) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CalibrationSet.percentile(IMAGES, percentile))
        .withMessageStartingWith("percentile must be above 50 and at most 100, but is ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TFLITE | documents.onnx | a TFLite file under the name of an ONNX file | .tflite,"
            + " or write an ONNX file with exporter().format(ExportFormat.ONNX).write(file)",
        "ONNX | x.TFLite | an ONNX file under the name of a TFLite file | .onnx, or write a TFLite"
            + " file with exporter().format(ExportFormat.TFLITE).write(file)",
        "TFLITE_FP16 | m.twohead | a TFLite file under the name of a saved model | .tflite, or write"
            + " a saved model with save(file)",
      })
  void should_refuse_the_name_of_another_kind_of_file(
      ExportFormat format, Path file, String what, String instead) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> exporter.format(format).write(file))
        .withMessage(file + " would be " + what + ": let the name end in " + instead);
    assertThat(model.export).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "TFLITE, m.tflite",
    "ONNX, m.onnx",
    "TFLITE, m",
    "ONNX, m.tflite.bin",
    "TFLITE, onnx"
  })
  void should_take_any_other_name(ExportFormat format, Path file) {
    exporter.format(format).write(file);

    assertThat(model.export.format()).isEqualTo(format);
    assertThat(format.extension()).isEqualTo(format == ExportFormat.ONNX ? "onnx" : "tflite");
  }

  @ParameterizedTest
  @EnumSource
  void should_read_every_format_by_its_name(ExportFormat format) {
    assertThat(ExportFormat.parse(" " + format.toString().toUpperCase(java.util.Locale.ROOT)))
        .isEqualTo(format);
  }

  @Test
  void should_say_which_formats_there_are() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExportFormat.parse("coreml"))
        .withMessage(
            "format must be one of tflite, tflite-fp16, tflite-dynamic, tflite-int8, onnx, but is"
                + " \"coreml\"");
  }

  @Test
  void should_sum_up_a_comparison() {
    HeadComparison screen =
        HeadComparison.builder()
            .largestDifference(0.25)
            .clear(200)
            .agreement(0.995)
            .model(ConfusionCounts.of(9, 0, 1, 10))
            .exported(ConfusionCounts.of(10, 0, 0, 10))
            .build();
    HeadComparison glare = HeadComparison.builder().largestDifference(0.5).build();
    ExportReport report =
        ExportReport.builder()
            .format(ExportFormat.ONNX)
            .bytes(2_184_000)
            .images(20)
            .heads(Map.of("screen", screen))
            .build();

    assertThat(report.head(HeadSpec.binary("screen"))).isSameAs(screen);
    assertThat(report)
        .hasToString(
            "onnx, 2184 kB; screen: differs by up to 2.5e-01, 99.5 % of 200 clear decisions agree, F1"
                + " +0.0526");
    assertThat(
            ExportReport.builder().format(ExportFormat.ONNX).heads(Map.of("glare", glare)).build())
        .hasToString("onnx, 0 kB; glare: differs by up to 5.0e-01, no decision is clear");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> report.head(HeadSpec.binary("blur")))
        .withMessage("no head \"blur\": the heads are [screen]");
  }
}
