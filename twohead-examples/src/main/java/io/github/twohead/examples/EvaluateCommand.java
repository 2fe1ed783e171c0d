package io.github.twohead.examples;

import io.github.twohead.Evaluation;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.examples.AnswerFile.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores a saved model on a CSV file. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = {
      "Scores a model on labelled photos.",
      "One that cannot be read ends it; with --out it is a row with its error and is left out of the"
          + " scores, and the exit code is 2."
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ModelOption model = new ModelOption();

  @ArgGroup(multiplicity = "1")
  LabelledPhotos.Given photos = new LabelledPhotos.Given();

  @Option(
      names = "--head",
      converter = HeadOption.Converter.class,
      paramLabel = HeadOption.FORM,
      description = HeadOption.FORMS)
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

  private int failures;

  @Override
  public Integer call() throws IOException {
    if (out == null) {
      evaluate(null);
      return 0;
    }
    try (AnswerFile answers = new AnswerFile(out)) {
      evaluate(answers);
    }
    if (failures > 0) {
      Examples.complain(spec.commandLine(), failures + " have no answer: " + out + " says why");
    }
    return failures == 0 ? 0 : 2;
  }

  private void evaluate(@Nullable AnswerFile answers) throws IOException {
    try (MultiHeadPredictor predictor = model.open();
        ProgressListener progress = new ProgressListener()) {
      ImageTable table = LabelledPhotos.read(photos.path(), heads, predictor);
      Evaluation evaluation =
          predictor.evaluate(
              progress.watching(table, answers != null || table.skipsUnreadableImages()));
      spec.commandLine().getOut().println(ScoreTable.of(evaluation));
      if (json != null) {
        JsonReports.write(json, HeadReports.withIntervals(evaluation));
      }
      if (answers != null) {
        write(predictor, table, evaluation, answers);
      }
    }
  }

  /** Every row of the table; those that are not in the scores are predicted too. */
  private void write(
      MultiHeadPredictor predictor, ImageTable table, Evaluation evaluation, AnswerFile answers)
      throws IOException {
    answers.begin(predictor.heads(), true);
    List<LabelledImage> images = table.images();
    List<Evaluation.Row> scored = evaluation.rows();
    List<String> names = names(images);
    Set<LabelledImage> known = Collections.newSetFromMap(new IdentityHashMap<>());
    scored.forEach(row -> known.add(row.image()));
    Stream<ImageSource> others =
        images.stream().filter(image -> !known.contains(image)).map(LabelledImage::source);
    try (Stream<PredictionOutcome> outcomes = predictor.predictEach(others)) {
      Iterator<PredictionOutcome> left = outcomes.iterator();
      Iterator<Evaluation.Row> rows = scored.iterator();
      for (int i = 0; i < images.size(); i++) {
        LabelledImage image = images.get(i);
        answers.write(
            known.contains(image)
                ? new Row(names.get(i), rows.next().prediction(), image::label, "")
                : predicted(names.get(i), left.next(), image));
      }
    }
    answers.finish();
  }

  private Row predicted(String name, PredictionOutcome outcome, LabelledImage image) {
    failures += outcome.error().isPresent() ? 1 : 0;
    Row row = PredictCommand.row(name, outcome);
    return new Row(name, row.prediction(), image::label, row.error());
  }

  /** What the file calls its photos, or the paths of those in a folder. */
  private List<String> names(List<LabelledImage> images) {
    if (photos.csv == null) {
      return images.stream().map(image -> image.source().name()).toList();
    }
    try (Stream<ImageSource> listed = Photos.inTable(photos.csv)) {
      return listed.map(ImageSource::name).toList();
    }
  }
}
