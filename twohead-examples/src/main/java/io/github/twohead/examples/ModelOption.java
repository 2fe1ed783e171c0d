package io.github.twohead.examples;

import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.OutputType;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The model that a command uses, and how. */
final class ModelOption {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A saved model, or one that was exported to TFLite or ONNX.")
  Path file;

  @Option(
      names = "--outputs",
      paramLabel = "TYPE",
      description =
          "What the numbers are that come out of a TFLite or ONNX file from elsewhere, where its"
              + " last step does not show it: probabilities or logits.")
  @Nullable String outputs;

  @Option(
      names = "--accept-changed",
      description =
          "Open an exported file although a tool changed it, such as ONNX Runtime's quantization.")
  boolean acceptChanged;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads of the CPU work on one photo.")
  @Nullable Integer threads;

  MultiHeadPredictor open() {
    MultiHeadPredictor.Builder builder = MultiHeadPredictor.builder();
    if (outputs != null) {
      builder.outputs(OutputType.parse(outputs));
    }
    if (acceptChanged) {
      builder.acceptChanged();
    }
    if (threads != null) {
      builder.threads(threads);
    }
    return builder.open(file);
  }
}
