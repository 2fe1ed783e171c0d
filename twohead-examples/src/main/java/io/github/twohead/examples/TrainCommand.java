package io.github.twohead.examples;

import io.github.twohead.Evaluation;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Recipe;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingException;
import io.github.twohead.TrainingReport;
import io.github.twohead.Views;
import io.github.twohead.experiments.Experiment;
import io.github.twohead.spi.RecipeFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
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

  @Mixin GivenRun run = new GivenRun();

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
      names = "--print-complete",
      description = "The same with every setting that decides about the weights, given or not.")
  boolean printComplete;

  @Mixin TuningOptions tuning = new TuningOptions();

  @Option(
      names = "--views",
      paramLabel = "VIEWS",
      description =
          "What is seen of each photo of test.csv, and of val.csv when --rule chooses thresholds:"
              + " flip, or a number such as 10, mean(10) or max(10), as in evaluate.")
  @Nullable Views views;

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
    if (print || printComplete) {
      Recipe printed = printComplete ? recipe.complete() : recipe;
      spec.commandLine().getOut().print(RecipeFormat.find().write(printed));
      spec.commandLine().getOut().flush();
      return 0;
    }
    tellOfData();
    try (ProgressListener progress = new ProgressListener()) {
      PhotoFolder photos = PhotoFolder.read(recipe); // what comes before needs no PyTorch
      if (run.given.isGiven() || spec.commandLine().getParseResult().hasMatchedOption("--runs")) {
        experiment(recipe, progress);
      } else {
        train(recipe, photos, progress);
      }
    }
    return 0;
  }

  private void train(Recipe recipe, PhotoFolder photos, ProgressListener progress) {
    try (MultiHeadModel model = recipe.model(progress)) {
      Trainer trainer = recipe.trainer(model).listener(progress);
      if (json != null) {
        trainer.listener(scores);
      }
      TrainingReport report = InterruptOnExit.call(() -> fit(model, trainer, photos, recipe));
      if (photos.test().isPresent() && !report.interrupted()) {
        report(
            report,
            photos.test().map(test -> model.evaluate(progress.watching(test), recipe.views())));
      }
    }
  }

  /** Trains in a folder that keeps all of it. */
  private void experiment(Recipe recipe, ProgressListener progress) {
    Experiment experiment =
        Experiment.of(recipe).runs(runs).download(progress).listener(progress).listener(scores);
    Experiment.Run done = InterruptOnExit.call(experiment::run);
    tell(done.report(), done.folder().path(), recipe.views());
    for (String table : run.given.others(done.folder().environment())) {
      System.err.println(
          "--like: the table " + table + " is not the one that the model was trained on");
    }
    if (done.test().isPresent()) {
      report(done.report(), done.test());
    }
  }

  private Recipe recipe() {
    boolean unsaved = out == null && !print && !printComplete && run.given.source.isEmpty();
    if (unsaved) {
      throw Examples.mistake(
          spec, "give --data, --head and --out, or a recipe with --config or --like");
    }
    tuning.rules();
    tuning.requireNone(run.network.thresholds);
    Recipe recipe = run.recipe(spec);
    boolean seen = recipe.value("data.test").isPresent() || choosesThresholds(recipe);
    if (views != null && !seen) {
      throw Examples.mistake(
          spec,
          "--views: there is no test to score and no threshold to choose by them: give --rule"
              + " NAME:RULE or a test.csv, or leave it out");
    }
    return recipe;
  }

  private static boolean choosesThresholds(Recipe recipe) {
    return recipe.values().keySet().stream()
        .anyMatch(key -> key.startsWith("evaluation.thresholds."));
  }

  /** What the library logs of its data is wanted here; its loggers are made when first used. */
  private static void tellOfData() {
    if (System.getProperty(LOG_LEVEL) == null) {
      System.setProperty(LOG_LEVEL, "info");
    }
  }

  /** Saves the best epoch, also when training had to stop after it. */
  private TrainingReport fit(
      MultiHeadModel model, Trainer trainer, PhotoFolder photos, Recipe recipe) {
    try {
      TrainingReport report = trainer.fit(photos.train(), photos.validation());
      save(model, report, recipe);
      return report;
    } catch (TrainingException e) {
      save(model, e.report(), recipe);
      throw e;
    }
  }

  private void save(MultiHeadModel model, TrainingReport report, Recipe recipe) {
    Path file = recipe.path("export.model").orElseThrow();
    if (report.bestEpoch() > 0) {
      model.save(file);
    }
    tell(report, file, recipe.views());
  }

  private void tell(TrainingReport report, Path file, Views seen) {
    PrintWriter stdout = spec.commandLine().getOut();
    if (report.bestEpoch() == 0) {
      stdout.println("no epoch ended: nothing is saved");
      return;
    }
    String title =
        seen.count() > 1 ? "; on validation, one view of each photo:" : "; on validation:";
    stdout.println("saved epoch " + report.bestEpoch() + " to " + file + title);
    stdout.println(ScoreTable.of(HeadReports.tuned(report), report.best().evaluation().skipped()));
    report.calibrations().forEach((head, fit) -> stdout.println(head + ": calibration " + fit));
    report.thresholds().values().forEach(stdout::println);
    if (!report.thresholds().isEmpty()) {
      ModelOption.chosenBy(seen).ifPresent(stdout::println);
    }
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
