package io.github.twohead.examples;

import io.github.twohead.HeadPrediction;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.UnreadableImageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Answers a saved model's questions about photos. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = "Prints each head's answer and probability for every photo.")
final class PredictCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ModelOption model = new ModelOption();

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Photos.")
  List<Path> images;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int exitCode = 0;
    try (MultiHeadPredictor predictor = model.open()) {
      for (Path image : images) {
        try {
          out.println(image + ": " + text(predictor.predict(image)));
        } catch (UnreadableImageException e) {
          spec.commandLine().getErr().println("error: " + e.getMessage());
          exitCode = 2;
        }
      }
    }
    return exitCode;
  }

  private static String text(Prediction prediction) {
    return prediction.heads().stream().map(PredictCommand::text).collect(Collectors.joining(", "));
  }

  private static String text(HeadPrediction answer) {
    return String.format(
        Locale.ROOT,
        "%s %s (%.3f)",
        answer.head(),
        answer.positive() ? "yes" : "no",
        answer.probability());
  }
}
