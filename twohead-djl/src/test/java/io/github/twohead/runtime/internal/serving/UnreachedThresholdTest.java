package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.CalibrationSet;
import io.github.twohead.ExportFormat;
import io.github.twohead.Exporter;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Thresholds that the numbers of a file do not reach. */
class UnreachedThresholdTest {
  private static final double HIGH = 0.999999;

  @TempDir Path folder;

  private ModelSignature signature(ExportFormat format, double threshold) {
    Path file = folder.resolve("m");
    try (MultiHeadModel model = Samples.model(1)) {
      model.threshold("red", threshold);
      Exporter exporter = model.exporter().format(format).samples(Samples.validation());
      if (format == ExportFormat.TFLITE_INT8) {
        exporter.calibrationSet(CalibrationSet.minMax(Samples.train()));
      }
      assertThat(exporter.write(file).images()).isPositive();
    }
    return ModelSignature.of(
        FileEngine.read(ModelContent.of(file)), PredictorConfig.builder().build());
  }

  private static List<String> unreached(ModelSignature signature, double threshold) {
    return signature.unreached(signature.points(Map.of("red", threshold)));
  }

  @Test
  void should_say_which_head_and_which_range() {
    ModelSignature signature = signature(ExportFormat.TFLITE_INT8, 0.5);

    assertThat(unreached(signature, HIGH))
        .singleElement()
        .asString()
        .startsWith("head \"red\" says no to every image: its threshold is 0.999999, and ")
        .containsPattern(
            "only give probabilities from 0\\.\\d+ to 0\\.\\d+\\. Set the threshold on")
        .doesNotContain("bright");
    assertThat(unreached(signature, 1e-6))
        .singleElement()
        .asString()
        .startsWith("head \"red\" says yes to every image: its threshold is 1.0E-6, and ");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void should_say_nothing_of_thresholds_that_are_meant(double threshold) {
    assertThat(unreached(signature(ExportFormat.TFLITE_INT8, 0.5), threshold)).isEmpty();
  }

  @Test
  void should_say_nothing_where_the_export_made_room() {
    assertThat(unreached(signature(ExportFormat.TFLITE_INT8, HIGH), HIGH)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TFLITE_INT8"})
  void should_say_nothing_of_files_of_floats(ExportFormat format) {
    assertThat(unreached(signature(format, 0.5), HIGH)).isEmpty();
  }
}
