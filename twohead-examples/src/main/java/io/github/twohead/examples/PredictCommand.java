package io.github.twohead.examples;

import io.github.twohead.HeadPrediction;
import io.github.twohead.ImageSource;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.TwoheadException;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.examples.AnswerFile.Row;
import io.github.twohead.examples.ContactSheet.Probability;
import io.github.twohead.examples.ProgressListener.ImageCounter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Answers a saved model's questions about photos. */
@Command(
    name = "predict",
    sortOptions = false,
    description = {
      "Prints each head's answer and probability for every photo, or writes them to a file.",
      "A photo that cannot be read, or has no answer, is a line on stderr, or a row with its error"
          + " in the file; the others go on, and the exit code is 2."
    })
final class PredictCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ModelOption model = new ModelOption();

  @Option(
      names = "--folder",
      converter = GivenPath.InputFolder.class,
      paramLabel = "DIR",
      description =
          "All photos in a folder and those below it, by their names' endings; what begins with a"
              + " dot is left out.")
  @Nullable Path folder;

  @Option(
      names = "--csv",
      converter = GivenPath.Input.class,
      paramLabel = "FILE",
      description =
          "The photos that the column path names, or else the first one, relative to the file's"
              + " folder.")
  @Nullable Path csv;

  @Option(
      names = "--out",
      converter = AnswerFile.Output.class,
      paramLabel = "FILE",
      description =
          "Write the answers to a .csv file, or a .jsonl file with an object on each line, instead"
              + " of printing them.")
  @Nullable Path out;

  @Parameters(arity = "0..*", paramLabel = "IMAGE", description = "Photos.")
  List<Path> images = List.of();

  private int failures;

  @Override
  public Integer call() throws IOException {
    int given = (folder == null ? 0 : 1) + (csv == null ? 0 : 1) + (images.isEmpty() ? 0 : 1);
    if (given != 1) {
      throw Examples.mistake(
          spec, "Give photos, --folder or --csv" + (given > 1 ? ", but only one of them" : ""));
    }
    if (out == null) {
      print();
    } else {
      write(out);
    }
    return failures == 0 ? 0 : 2;
  }

  private Stream<ImageSource> photos() {
    if (folder != null) {
      return Photos.inFolder(folder);
    }
    return csv == null ? images.stream().map(ImageSource::of) : Photos.inTable(csv);
  }

  /**
   * How many photos there are, by their names; −1 where a list cannot be read, which shows next.
   */
  private long count() {
    try (Stream<ImageSource> all = photos()) {
      return all.count();
    } catch (RuntimeException e) {
      return -1;
    }
  }

  /** Predicts from all photos, of which there must be one. */
  private void predict(MultiHeadPredictor predictor, OutcomeWriter writer) throws IOException {
    boolean any = false;
    try (Stream<PredictionOutcome> outcomes = predictor.predictEach(photos())) {
      for (Iterator<PredictionOutcome> all = outcomes.iterator(); all.hasNext(); any = true) {
        PredictionOutcome outcome = all.next();
        failures += outcome.error().isPresent() ? 1 : 0;
        writer.write(outcome);
      }
    }
    if (!any) {
      throw new IllegalArgumentException(
          folder == null ? csv + " has no rows" : folder + ": there is no photo in it");
    }
  }

  /** Takes what came of a photo. */
  private interface OutcomeWriter {
    void write(PredictionOutcome outcome) throws IOException;
  }

  private void print() throws IOException {
    try (MultiHeadPredictor predictor = model.open()) {
      predict(
          predictor,
          outcome -> {
            if (outcome.prediction().isPresent()) {
              String name = outcome.source().name();
              spec.commandLine().getOut().println(name + ": " + text(outcome.orElseThrow()));
            } else {
              Examples.complain(spec.commandLine(), error(outcome));
            }
          });
    }
  }

  private void write(Path file) throws IOException {
    try (AnswerFile answers = new AnswerFile(file)) {
      try (MultiHeadPredictor predictor = model.open();
          ImageCounter counter = new ImageCounter("predicting", count())) {
        answers.begin(predictor.heads(), false);
        predict(
            predictor,
            outcome -> {
              answers.write(row(outcome.source().name(), outcome));
              counter.step();
            });
        answers.finish();
      } catch (IOException | RuntimeException e) {
        answers.unfinished().ifPresent(spec.commandLine().getErr()::println);
        throw e;
      }
    }
    if (failures > 0) {
      Examples.complain(spec.commandLine(), failures + " have no answer: " + file + " says why");
    }
  }

  /** What came of a photo, without labels. */
  static Row row(String path, PredictionOutcome outcome) {
    String start = outcome.source().name() + ": ";
    String error = outcome.error().map(e -> String.valueOf(e.getMessage())).orElse("");
    return new Row(
        path,
        outcome.prediction().orElse(null),
        null,
        error.startsWith(start) ? error.substring(start.length()) : error);
  }

  private static String error(PredictionOutcome outcome) {
    TwoheadException error = outcome.error().orElseThrow();
    String message = String.valueOf(error.getMessage());
    return error instanceof UnreadableImageException
        ? message
        : outcome.source().name() + ": " + message;
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
