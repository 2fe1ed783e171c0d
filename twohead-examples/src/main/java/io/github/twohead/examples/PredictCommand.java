package io.github.twohead.examples;

import io.github.twohead.HeadPrediction;
import io.github.twohead.ImageSource;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.TwoheadException;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.examples.ContactSheet.Probability;
import java.nio.file.Path;
import java.util.ArrayList;
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
    sortOptions = false,
    description = {
      "Prints each head's answer and probability for every photo.",
      "A photo that cannot be read, or has no answer, is a line on stderr; the others go on, and"
          + " the exit code is 2."
    })
final class PredictCommand implements Callable<Integer> {
  /** As many as the library puts into one batch. */
  private static final int TOGETHER = 16;

  @Spec CommandSpec spec;

  @Mixin ModelOption model = new ModelOption();

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Photos.")
  List<Path> images;

  /** What is printed for a photo: an answer, or why there is none. */
  private record Line(boolean answered, String text) {}

  @Override
  public Integer call() {
    int exitCode = 0;
    try (MultiHeadPredictor predictor = model.open()) {
      for (int from = 0; from < images.size(); from += TOGETHER) {
        List<Path> photos = images.subList(from, Math.min(images.size(), from + TOGETHER));
        for (Line line : lines(predictor, photos)) {
          if (line.answered()) {
            spec.commandLine().getOut().println(line.text());
          } else {
            Examples.complain(spec.commandLine(), line.text());
            exitCode = 2;
          }
        }
      }
    }
    return exitCode;
  }

  /** In one batch, unless one of the photos has no answer: then each alone, but side by side. */
  private static List<Line> lines(MultiHeadPredictor predictor, List<Path> photos) {
    try {
      List<Prediction> predictions =
          predictor.predict(photos.stream().map(ImageSource::of).toList());
      List<Line> lines = new ArrayList<>();
      for (int i = 0; i < photos.size(); i++) {
        lines.add(new Line(true, photos.get(i) + ": " + text(predictions.get(i))));
      }
      return lines;
    } catch (TwoheadException e) {
      return photos.parallelStream().map(photo -> line(predictor, photo)).toList();
    }
  }

  private static Line line(MultiHeadPredictor predictor, Path photo) {
    try {
      return new Line(true, photo + ": " + text(predictor.predict(photo)));
    } catch (UnreadableImageException e) {
      return new Line(false, String.valueOf(e.getMessage()));
    } catch (TwoheadException e) {
      return new Line(false, photo + ": " + e.getMessage());
    }
  }

  private static String text(Prediction prediction) {
    return prediction.heads().stream().map(PredictCommand::text).collect(Collectors.joining(", "));
  }

  private static String text(HeadPrediction answer) {
    if (answer.head().isCategorical()) {
      return String.format(
          Locale.ROOT,
          "%s %s (%.3f)",
          answer.head(),
          answer.category(),
          answer.probability(answer.category()));
    }
    String probability = Probability.text(answer.probability(), answer.threshold(), 3);
    return answer.head() + (answer.positive() ? " yes (" : " no (") + probability + ")";
  }
}
