package io.github.twohead.examples;

import io.github.twohead.CalibrationSet;
import io.github.twohead.ExportFormat;
import io.github.twohead.Exporter;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.djl.zoo.ServingProperties;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a saved model as TFLite or ONNX. */
@Command(
    name = "export",
    sortOptions = false,
    description = "Writes a saved model as TFLite or ONNX, and checks that it predicts the same.")
final class ExportCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      converter = GivenPath.Input.class,
      paramLabel = "FILE",
      description = "A saved model.")
  Path model;

  @Option(
      names = "--format",
      defaultValue = "tflite",
      paramLabel = "FORMAT",
      description =
          "tflite, tflite-fp16, tflite-dynamic, tflite-int8 or onnx (default: ${DEFAULT-VALUE}).")
  ExportFormat format;

  @Option(
      names = "--calibration-set",
      converter = GivenPath.Input.class,
      paramLabel = "CSV",
      description = "Photos that show tflite-int8 which values to expect, as in train.csv.")
  @Nullable Path calibrationSet;

  @Option(
      names = "--percentile",
      defaultValue = "100",
      paramLabel = "PERCENT",
      description = "The share of those values to cover, in percent (default: ${DEFAULT-VALUE}).")
  double percentile;

  @Option(
      names = "--check",
      converter = GivenPath.Input.class,
      paramLabel = "CSV",
      description = "Labelled photos on which model and file are compared, as in test.csv.")
  @Nullable Path check;

  @Option(
      names = "--tolerance",
      paramLabel = "DIFFERENCE",
      description = "The largest difference in a probability; by default the format's own.")
  @Nullable Double tolerance;

  @Option(
      names = "--agreement",
      paramLabel = "SHARE",
      description =
          "The share of clear decisions that each head must take as in the model (default: 0.98).")
  @Nullable Double agreement;

  @Option(
      names = "--raw-pixels",
      description = "Let the file take pixels of 0 to 255, and normalise them itself.")
  boolean rawPixels;

  @Option(
      names = "--serving",
      description = {
        "Write serving.properties beside the file too, by which DJL and DJL Serving open its folder.",
        "Without --out, write it beside the saved model, and no file."
      })
  boolean serving;

  @Option(
      names = "--out",
      converter = GivenPath.Output.class,
      paramLabel = "FILE",
      description = "The file to write.")
  @Nullable Path out;

  @Override
  public Integer call() {
    if (out != null) {
      export(out);
    } else if (serving) {
      requireNothingElse();
      spec.commandLine().getOut().println("wrote " + ServingProperties.write(model));
    } else {
      throw Examples.mistake(spec, "Missing required option: '--out=FILE'");
    }
    return 0;
  }

  /** The other options are for a file that is written. */
  private void requireNothingElse() {
    for (OptionSpec given : spec.commandLine().getParseResult().matchedOptions()) {
      String name = given.longestName();
      if (!List.of("--model", "--serving").contains(name)) {
        throw Examples.mistake(spec, name + " is for a file to write: give --out FILE");
      }
    }
  }

  private void export(Path file) {
    if (format == ExportFormat.TFLITE_INT8 && calibrationSet == null) {
      throw Examples.mistake(spec, format + " needs a calibration set: give --calibration-set CSV");
    }
    String misnamed = GivenPath.misnamed(file, format.extension());
    if (misnamed != null) {
      throw Examples.mistake(spec, "Invalid value for option '--out': " + misnamed);
    }
    checkRanges();
    try (MultiHeadModel source = MultiHeadModel.open(model)) {
      Exporter exporter = source.exporter().format(format);
      configure(exporter);
      spec.commandLine().getOut().println(file + ": " + exporter.write(file));
    } catch (IllegalStateException e) {
      throw Examples.mistake(spec, String.valueOf(e.getMessage()));
    }
  }

  private void configure(Exporter exporter) {
    if (calibrationSet != null) {
      exporter.calibrationSet(
          CalibrationSet.percentile(LabelledPhotos.read(calibrationSet, model), percentile));
    }
    if (check != null) {
      exporter.samples(LabelledPhotos.read(check, model));
    }
    if (tolerance != null) {
      exporter.tolerance(tolerance);
    }
    if (agreement != null) {
      exporter.agreement(agreement);
    }
    if (rawPixels) {
      exporter.rawPixels();
    }
    if (serving) {
      exporter.servingProperties();
    }
  }

  private void checkRanges() {
    if (tolerance != null) {
      boolean inRange = tolerance > 0 && tolerance <= 1;
      Examples.require(inRange, "--tolerance", "above 0 and at most 1", tolerance);
    }
    if (agreement != null) {
      Examples.require(agreement >= 0 && agreement <= 1, "--agreement", "from 0 to 1", agreement);
    }
    boolean inRange = percentile > 50 && percentile <= 100;
    Examples.require(inRange, "--percentile", "above 50 and at most 100", percentile);
  }
}
