package io.github.twohead.examples;

import io.github.twohead.MultiHeadPredictor;
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
      names = "--threads",
      paramLabel = "N",
      description = "How many threads of the CPU work on one photo.")
  @Nullable Integer threads;

  MultiHeadPredictor open() {
    MultiHeadPredictor.Builder builder = MultiHeadPredictor.builder();
    if (threads != null) {
      builder.threads(threads);
    }
    return builder.open(file);
  }
}
