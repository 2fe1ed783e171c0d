package io.github.twohead.examples;

import io.github.twohead.Evaluation;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeBuilder;
import io.github.twohead.ShuffleNetV2;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingException;
import io.github.twohead.TrainingReport;
import io.github.twohead.experiments.Experiment;
import io.github.twohead.spi.RecipeFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains on a folder of photos with CSV files. */
@Command(
    name = "train",
    sortOptions = false,
    customSynopsis = {
      "twohead-examples train --data=DIR --head=NAME=POSITIVES[/NEGATIVES]... --out=FILE [OPTIONS]",
      "twohead-examples train --config=FILE [KEY=VALUE...] [OPTIONS]",
      "twohead-examples train --like=MODEL [KEY=VALUE...] [OPTIONS]"
    },
    description =
        "Trains a model on a folder with train.csv, val.csv and perhaps test.csv, such as split"
            + " writes; or as a recipe says, which a file or a model holds and options override.")
final class TrainCommand implements Callable<Integer> {
  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.log.io.github.twohead";

  @Spec CommandSpec spec;

  @Mixin GivenRecipe given = new GivenRecipe();

  @Option(
      names = "--runs",
      defaultValue = "runs",
      converter = GivenPath.OutputFolder.class,
      paramLabel = "DIR",
      description =
          "Where a run of a recipe gets a folder that keeps all of it (default: ${DEFAULT-VALUE}).")
  Path runs;

  @Option(names = "--print", description = "Only print the recipe, with all that overrides it.")
  boolean print;

  @Option(
      names = "--data",
      converter = GivenPath.InputFolder.class,
      paramLabel = "DIR",
      description =
          "Folder with train.csv, val.csv and optionally test.csv: rows of path|class, or columns"
              + " path, class or heads, and others under a header; or with folders train, val and test that"
              + " hold a folder for each class. With a classes.txt (a class and its name in each"
              + " line), other classes are refused. With a recipe, where its tables lie.")
  @Nullable Path data;

  @Option(
      names = "--head",
      converter = HeadOption.Converter.class,
      paramLabel = "NAME=POSITIVES[/NEGATIVES]",
      description =
          "A head and its classes, such as screen=2/0,1; a class in neither list is unknown,"
              + " without /NEGATIVES all others are negative. Or a head of categories, such as"
              + " kind=paper:0,1/screen:2; \"paper:\" alone is the class paper. Or a head"
              + " whose labels are in the column of its name, such as screen, or kind:paper/screen:"
              + " 1, 0 or nothing, or a category. Repeatable; the first head is the main one.")
  List<HeadOption> heads = List.of();

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "A column, such as sender, that may have no text in two of the files.")
  @Nullable String group;

  @Option(
      names = "--backbone",
      defaultValue = "shufflenet_v2_x0_5",
      paramLabel = "NAME",
      description = "shufflenet_v2_x0_5, …x1_0, …x1_5 or …x2_0 (default: ${DEFAULT-VALUE}).")
  ShuffleNetV2 backbone;

  @Mixin NetworkOptions network = new NetworkOptions();

  @Option(
      names = "--heads-from-conv5",
      description =
          "Start the heads from the same weights' last convolution, with --pretrained or"
              + " --weights.")
  boolean headsFromConv5;

  @Mixin TrainingOptions training = new TrainingOptions();

  @Mixin TuningOptions tuning = new TuningOptions();

  @Option(
      names = "--out",
      converter = GivenPath.SavedModel.class,
      paramLabel = "FILE",
      description = "The model file to write.")
  @Nullable Path out;

  @Option(
      names = "--json",
      converter = GivenPath.Output.class,
      paramLabel = "FILE",
      description = "Also write the report as JSON.")
  @Nullable Path json;

  private final JsonReports.EpochScores scores = new JsonReports.EpochScores();

  @Override
  public Integer call() {
    Recipe recipe = recipe();
    if (print) {
      spec.commandLine().getOut().print(RecipeFormat.find().write(recipe));
      spec.commandLine().getOut().flush();
      return 0;
    }
    tellOfData();
    try (ProgressListener progress = new ProgressListener()) {
      PhotoFolder photos = PhotoFolder.read(recipe); // what comes before needs no PyTorch
      if (given.isGiven() || spec.commandLine().getParseResult().hasMatchedOption("--runs")) {
        experiment(recipe, progress);
      } else {
        train(recipe, photos, progress);
      }
    }
    return 0;
  }

  private void train(Recipe recipe, PhotoFolder photos, ProgressListener progress) {
    Path file = recipe.path("export.model").orElseThrow();
    try (MultiHeadModel model = recipe.model(progress)) {
      Trainer trainer = recipe.trainer(model).listener(progress);
      if (json != null) {
        trainer.listener(scores);
      }
      TrainingReport report = InterruptOnExit.call(() -> fit(model, trainer, photos, file));
      if (photos.test().isPresent() && !report.interrupted()) {
        report(report, photos.test().map(test -> model.evaluate(progress.watching(test))));
      }
    }
  }

  /** Trains in a folder that keeps all of it. */
  private void experiment(Recipe recipe, ProgressListener progress) {
    Experiment experiment =
        Experiment.of(recipe).runs(runs).download(progress).listener(progress).listener(scores);
    Experiment.Run run = InterruptOnExit.call(experiment::run);
    tell(run.report(), run.folder().path());
    for (String table : given.others(run.folder().environment())) {
      System.err.println(
          "--like: the table " + table + " is not the one that the model was trained on");
    }
    if (run.test().isPresent()) {
      report(run.report(), run.test());
    }
  }

  private Recipe recipe() {
    Optional<RecipeBuilder> base = given.recipe();
    if (base.isEmpty() && (data == null || heads.isEmpty() || (out == null && !print))) {
      throw Examples.mistake(
          spec, "give --data, --head and --out, or a recipe with --config or --like");
    }
    tuning.rules();
    tuning.requireNone(network.thresholds);
    RecipeOptions options = base.map(RecipeOptions::new).orElseGet(RecipeOptions::new);
    if (data != null) {
      options.data(data);
    }
    Recipe recipe =
        options
            .heads(heads)
            .best(training.best)
            .others(spec.commandLine().getParseResult())
            .beside(given.overrides)
            .recipe();
    return base.isPresent() ? recipe : given.overridden(recipe);
  }

  /** What the library logs of its data is wanted here; its loggers are made when first used. */
  private static void tellOfData() {
    if (System.getProperty(LOG_LEVEL) == null) {
      System.setProperty(LOG_LEVEL, "info");
    }
  }

  /** Saves the best epoch, also when training had to stop after it. */
  private TrainingReport fit(MultiHeadModel model, Trainer trainer, PhotoFolder photos, Path file) {
    try {
      TrainingReport report = trainer.fit(photos.train(), photos.validation());
      save(model, report, file);
      return report;
    } catch (TrainingException e) {
      save(model, e.report(), file);
      throw e;
    }
  }

  private void save(MultiHeadModel model, TrainingReport report, Path file) {
    if (report.bestEpoch() > 0) {
      model.save(file);
    }
    tell(report, file);
  }

  private void tell(TrainingReport report, Path file) {
    PrintWriter stdout = spec.commandLine().getOut();
    if (report.bestEpoch() == 0) {
      stdout.println("no epoch ended: nothing is saved");
      return;
    }
    stdout.println("saved epoch " + report.bestEpoch() + " to " + file + "; on validation:");
    stdout.println(ScoreTable.of(HeadReports.tuned(report), report.best().evaluation().skipped()));
    report.calibrations().forEach((head, fit) -> stdout.println(head + ": calibration " + fit));
    report.thresholds().values().forEach(stdout::println);
    report(report, Optional.empty());
  }

  private void report(TrainingReport report, Optional<Evaluation> test) {
    PrintWriter stdout = spec.commandLine().getOut();
    test.ifPresent(scores -> stdout.println("on test:\n" + ScoreTable.of(scores)));
    stdout.flush();
    if (json != null) {
      JsonReports.write(json, JsonReports.of(report, scores, test));
    }
  }
}
