package io.github.twohead;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a recipe says of the files that a model is exported to. */
final class RecipeExports {
  final Map<ExportFormat, Path> files = new LinkedHashMap<>();
  boolean rawPixels;
  private final Map<Path, String> keys = new HashMap<>();
  private double percentile = 100;
  private Optional<Double> tolerance = Optional.empty();
  private Optional<Double> agreement = Optional.empty();
  private final RecipeEntries recipe;

  RecipeExports(RecipeEntries recipe) {
    this.recipe = recipe;
  }

  void file(ExportFormat format, String key) {
    files.put(format, checked(format.file(), key));
  }

  void model(String key) {
    Path unused = checked(ExportFormat.FileKind.SAVED, key);
  }

  private Path checked(ExportFormat.FileKind kind, String key) {
    Path file = recipe.path(key).orElseThrow();
    kind.checkName(file);
    String earlier = keys.putIfAbsent(file.toAbsolutePath().normalize(), key);
    if (earlier != null) {
      throw new IllegalArgumentException(earlier + " is the same file: give each its own");
    }
    return file;
  }

  /** Refuses files whose format needs more than is given. */
  void check() {
    String images = "export.calibration_set";
    if (files.containsKey(ExportFormat.TFLITE_INT8) && !recipe.has(images)) {
      throw recipe.problem("export.tflite_int8", "needs " + images);
    }
  }

  void percentile(double share) {
    if (!(share > 50 && share <= 100)) {
      throw new IllegalArgumentException(
          "percentile must be above 50 and at most 100, but is " + share);
    }
    percentile = share;
  }

  void tolerance(double difference) {
    tolerance = Optional.of(Checks.aboveZero("tolerance", difference, 1));
  }

  void agreement(double share) {
    agreement = Optional.of(Checks.inRange("agreement", share, 0, 1));
  }

  /** An exporter that does what the recipe says. */
  Exporter exporter(MultiHeadModel model, ExportFormat format, Optional<ImageTable> calibration) {
    Exporter exporter = model.exporter().format(format);
    if (rawPixels) {
      exporter.rawPixels();
    }
    tolerance.ifPresent(exporter::tolerance);
    agreement.ifPresent(exporter::agreement);
    if (format == ExportFormat.TFLITE_INT8) {
      calibration.ifPresent(
          images -> exporter.calibrationSet(CalibrationSet.percentile(images, percentile)));
    }
    return exporter;
  }
}
