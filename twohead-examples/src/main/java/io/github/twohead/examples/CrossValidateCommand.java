package io.github.twohead.examples;

import io.github.twohead.Bootstrap;
import io.github.twohead.CrossValidation;
import io.github.twohead.CrossValidation.Round;
import io.github.twohead.CrossValidationResult;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeBuilder;
import io.github.twohead.TableSplit;
import io.github.twohead.experiments.FoldRuns;
import io.github.twohead.spi.RecipeFormat;
import io.github.twohead.spi.RecipeValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a recipe once for each fold of its images. */
@Command(
    name = "cross-validate",
    sortOptions = false,
    description = {
      "Trains a recipe once for each fold of all its photos, and scores each photo by the model that"
          + " has not seen it.",
      "In each round one fold is the test, the next one the validation, and all others train.",
      "Ended early, even by kill -9, the same command goes on: what was trained is kept."
    })
final class CrossValidateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      converter = GivenPath.Input.class,
      paramLabel = "FILE",
      description = "The recipe of all rounds; the photos of its tables are split anew.")
  Path config;

  @Option(
      names = "--folds",
      defaultValue = "5",
      paramLabel = "N",
      description = "How many folds, at least 3 (default: ${DEFAULT-VALUE}).")
  int folds;

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description =
          "Keep photos together that have the same text in this column, such as sender, and draw"
              + " them together for intervals (default: data.group of the recipe).")
  @Nullable String group;

  @Option(
      names = "--stratify",
      split = ",",
      paramLabel = "HEAD|COLUMN",
      description = "Give every fold its share of the labels of these heads or texts of columns.")
  List<String> stratify = List.of();

  @Option(
      names = "--split-seed",
      defaultValue = "42",
      paramLabel = "N",
      description = "Another seed splits otherwise (default: ${DEFAULT-VALUE}).")
  long splitSeed;

  @Option(
      names = "--seeds",
      split = ",",
      defaultValue = "42",
      paramLabel = "N",
      description = "Train all folds with each of these seeds (default: ${DEFAULT-VALUE}).")
  long[] seeds;

  @Option(
      names = "--out",
      required = true,
      converter = GivenPath.OutputFolder.class,
      paramLabel = "DIR",
      description = "The folder of the cross-validation.")
  Path out;

  @Option(
      names = "--against",
      converter = GivenPath.InputFolder.class,
      paramLabel = "DIR",
      description =
          "The folder of a cross-validation on the same folds: tell how much better this one is.")
  @Nullable Path against;

  @Option(
      names = "--teacher",
      paramLabel = "DIR",
      description =
          "Learn from the models of another cross-validation on the same folds too, in each round from"
              + " those that have not seen its test; repeatable. What a file from elsewhere answers is"
              + " said by settings, such as distillation.teacher_heads=kids,top.")
  List<Path> teachers = List.of();

  @Option(
      names = "--independent-teacher",
      description =
          "A teacher that is a model file has learned from none of these photos: without this it is"
              + " refused.")
  boolean independentTeacher;

  @Option(
      names = "--independent-weights",
      description =
          "The saved model in backbone.weights has learned from none of these photos: without this a"
              + " trained one is refused.")
  boolean independentWeights;

  @Parameters(
      arity = "0..*",
      paramLabel = "KEY=VALUE",
      description = "A setting of the recipe, such as evaluation.thresholds.screen=f1.")
  List<String> overrides = List.of();

  @Override
  public Integer call() throws IOException {
    Recipe recipe = recipe();
    FoldRuns runs = FoldRuns.of(recipe);
    if (independentTeacher) {
      if (recipe.value("distillation.teacher").isEmpty()) {
        throw Examples.mistake(spec, "--independent-teacher needs --teacher");
      }
      runs.independentTeacher();
    }
    if (independentWeights) {
      runs.independentWeights();
    }
    CrossValidation validation =
        CrossValidation.of(split(recipe, runs.table()).folds(folds)).seeds(seeds);
    Optional<CrossValidationResult> baseline = Optional.ofNullable(against).map(FoldRuns::read);
    baseline.ifPresent(validation::checkSameFolds);
    CrossValidationResult result = run(runs, validation);
    for (long seed : seeds) {
      write(result, seed);
    }
    Bootstrap bootstrap =
        group(recipe).map(Bootstrap.standard()::groupBy).orElse(Bootstrap.standard());
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.println(FoldTable.of(result, baseline, bootstrap));
    stdout.println("runs: " + out.resolve("results.csv") + ", answers: " + answers(seeds[0]));
    stdout.flush();
    return 0;
  }

  private Recipe recipe() {
    RecipeBuilder recipe = RecipeFormat.find().begin(config, overrides);
    if (!teachers.isEmpty()) {
      recipe.set("distillation.teacher", RecipeValue.option("--teacher", teachers));
    }
    return recipe.build();
  }

  private Optional<String> group(Recipe recipe) {
    return Optional.ofNullable(group).or(() -> recipe.value("data.group").map(String::valueOf));
  }

  private TableSplit split(Recipe recipe, ImageTable table) {
    table.notes().forEach(note -> spec.commandLine().getErr().println(note));
    TableSplit split = table.split().seed(splitSeed);
    group(recipe).ifPresent(split::groupBy);
    HeadSpec[] heads =
        recipe.heads().stream()
            .filter(head -> stratify.contains(head.name()))
            .toArray(HeadSpec[]::new);
    List<String> names = recipe.heads().stream().map(HeadSpec::name).toList();
    String[] columns =
        stratify.stream().filter(name -> !names.contains(name)).toArray(String[]::new);
    if (heads.length > 0) {
      split.stratifyBy(heads);
    }
    return columns.length > 0 ? split.stratifyBy(columns) : split;
  }

  private CrossValidationResult run(FoldRuns runs, CrossValidation validation) {
    try (SweepProgress progress = new SweepProgress()) {
      return runs.listener(progress).run(validation, out);
    }
  }

  private Path answers(long seed) {
    return out.resolve("out-of-fold-seed" + seed + ".csv");
  }

  /**
   * Every photo's answers by the model that has not seen it, decided by that model's thresholds.
   */
  private void write(CrossValidationResult result, long seed) throws IOException {
    try (AnswerFile file = new AnswerFile(answers(seed))) {
      file.begin(result.heads(), true);
      for (Round round : result.rounds()) {
        if (round.seed() == seed) {
          for (Evaluation.Row row : result.evaluation(seed, round.fold()).rows()) {
            String path = row.image().source().name();
            file.write(
                new AnswerFile.Row(path, row.prediction(), head -> row.label(head.name()), ""));
          }
        }
      }
      file.finish();
    }
  }
}
