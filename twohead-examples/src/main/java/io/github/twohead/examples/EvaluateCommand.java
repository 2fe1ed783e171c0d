package io.github.twohead.examples;

import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.examples.AnswerFile.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores a saved model on a CSV file. */
@Command(name = "evaluate", sortOptions = false, description = "Scores a model on labelled photos.")
final class EvaluateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ModelOption model = new ModelOption();

  @ArgGroup(multiplicity = "1")
  LabelledPhotos.Given photos = new LabelledPhotos.Given();

  @Option(
      names = "--head",
      converter = HeadOption.Converter.class,
      paramLabel = "NAME=POSITIVES[/NEGATIVES]",
      description = "What classes mean, when it is not what they meant in training.")
  List<HeadOption> heads = List.of();

  @Option(
      names = "--json",
      converter = GivenPath.Output.class,
      paramLabel = "FILE",
      description = "Also write the scores as JSON.")
  @Nullable Path json;

  @Option(
      names = "--out",
      converter = AnswerFile.Output.class,
      paramLabel = "FILE",
      description =
          "Also write every photo's probabilities, decisions and labels to a .csv file, or a .jsonl"
              + " file with an object on each line.")
  @Nullable Path out;

  @Override
  public Integer call() throws IOException {
    if (out == null) {
      evaluate(null);
    } else {
      try (AnswerFile answers = new AnswerFile(out)) {
        evaluate(answers);
      }
    }
    return 0;
  }

  private void evaluate(@Nullable AnswerFile answers) throws IOException {
    try (MultiHeadPredictor predictor = model.open()) {
      Evaluation evaluation =
          predictor.evaluate(LabelledPhotos.read(photos.path(), heads, predictor));
      spec.commandLine().getOut().println(ScoreTable.of(evaluation));
      if (json != null) {
        JsonReports.write(json, HeadReports.withIntervals(evaluation));
      }
      if (answers != null) {
        write(evaluation, answers);
      }
    }
  }

  private static void write(Evaluation evaluation, AnswerFile answers) throws IOException {
    List<HeadSpec> heads = evaluation.heads().values().stream().map(HeadEvaluation::head).toList();
    answers.begin(heads, true);
    for (Evaluation.Row row : evaluation.rows()) {
      String path = row.image().source().name();
      answers.write(new Row(path, row.prediction(), head -> row.label(head.name()), ""));
    }
    answers.finish();
  }
}
