package io.github.twohead.experiments;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.twohead.CrossValidation;
import io.github.twohead.CrossValidation.Round;
import io.github.twohead.CrossValidationResult;
import io.github.twohead.Device;
import io.github.twohead.EpochReport;
import io.github.twohead.Evaluation;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Recipe;
import io.github.twohead.TableSplit.Fold;
import io.github.twohead.TrainingListener;
import io.github.twohead.TwoheadException;
import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.experiments.SweepTable.Row;
import io.github.twohead.experiments.internal.runs.WholeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The folder of {@link FoldRuns}: tables of folds and runs of rounds. */
final class FoldFolder {
  static final String WHAT = "cross-validation";

  private final Path folder;
  private final Recipe recipe;
  private final FoldTeachers teachers;
  private int runs;

  FoldFolder(Path folder, Recipe recipe, FoldTeachers teachers) {
    this.folder = folder;
    this.recipe = recipe;
    this.teachers = teachers;
  }

  /** All that decides what rounds there are. */
  static JsonObject plan(Recipe recipe, List<Round> rounds) {
    Map<String, ImageTable> folds = new LinkedHashMap<>();
    rounds.forEach(round -> folds.put("fold" + round.fold(), round.test()));
    JsonArray seeds = new JsonArray();
    rounds.stream().map(Round::seed).distinct().forEach(seeds::add);
    JsonObject plan = new JsonObject();
    plan.addProperty("folds", folds.size());
    plan.add("seeds", seeds);
    plan.addProperty("rows", Tables.digest(recipe, folds));
    plan.add("recipe", SweepPlan.lines(recipe));
    return plan;
  }

  void writeTables(List<Round> rounds) {
    long seed = rounds.get(0).seed();
    for (Round round : rounds) {
      if (round.seed() == seed) {
        Path tables = tables(round);
        WholeFile.makeFolder(tables);
        round.train().writeCsv(tables.resolve("train.csv"));
        round.validation().writeCsv(tables.resolve("val.csv"));
        round.test().writeCsv(tables.resolve("test.csv"));
      }
    }
  }

  private Path tables(Round round) {
    return folder.resolve("fold" + round.fold());
  }

  private Path run(Round round) {
    return run(folder, round.fold(), round.seed());
  }

  private static Path run(Path folder, int fold, long seed) {
    return folder.resolve("fold" + fold + "-seed" + seed);
  }

  /** The model of a round that is done. */
  static Path model(Path folder, Round round) {
    return RunFolder.open(run(folder, round.fold(), round.seed())).model().orElseThrow();
  }

  /** As its folder holds it. */
  private Recipe recipe(Round round) {
    return teachers
        .in(ExperimentRun.checkpointedApart(recipe), round)
        .without("export")
        .without("data.folder")
        .without("data.path_column")
        .without("data.class_column")
        .with("data.train", tables(round).resolve("train.csv"))
        .with("data.validation", tables(round).resolve("val.csv"))
        .with("data.test", tables(round).resolve("test.csv"))
        .with(Sweep.SEED, round.seed())
        .complete();
  }

  boolean isDone(Round round) {
    return SweepFolder.isDone(run(round), recipe(round));
  }

  void train(Round round, Sweep.Listener told) {
    int number = runs + 1;
    TrainingListener epochs =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport epoch) {
            told.onEpoch(number, epoch);
          }
        };
    SweepFolder.prepare(run(round), recipe(round));
    Experiment.of(recipe(round)).folder(run(round)).listener(epochs).run();
    if (RunFolder.open(run(round)).state() != State.COMPLETED) {
      throw new TwoheadException("the cross-validation was interrupted; the same call goes on");
    }
  }

  /** What came of a round that is done. */
  Row row(Round round) {
    runs++;
    return row(runs, round);
  }

  private Row row(int number, Round round) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("fold", Integer.toString(round.fold()));
    settings.put(Sweep.SEED, Long.toString(round.seed()));
    RunFolder run = RunFolder.open(run(round));
    return Row.of(number, settings, run.result().orElseThrow(), run.path());
  }

  void writeCsv(List<Round> rounds) {
    List<Row> rows =
        IntStream.range(0, rounds.size()).mapToObj(i -> row(i + 1, rounds.get(i))).toList();
    new SweepTable(RunScore.loss(), rows).writeCsv(folder.resolve("results.csv"));
  }

  Evaluation evaluate(Round round) {
    MultiHeadPredictor.Builder opener = MultiHeadPredictor.builder().views(recipe.views());
    recipe
        .value("training.device")
        .ifPresent(device -> opener.device(Device.parse(device.toString())));
    recipe
        .value("training.threads")
        .ifPresent(threads -> opener.threads(Integer.parseInt(threads.toString())));
    try (MultiHeadPredictor predictor = opener.open(model(folder, round))) {
      return predictor.evaluate(round.test());
    }
  }

  static CrossValidationResult read(Path folder) {
    CrossValidation validation = finished(folder);
    Round first = validation.rounds().get(0);
    Recipe recipe = RunFolder.open(run(folder, first.fold(), first.seed())).recipe();
    return validation.run(new FoldFolder(folder, recipe, FoldTeachers.none())::evaluate);
  }

  /** The folds and seeds of a folder in which every round is done. */
  static CrossValidation finished(Path folder) {
    Path file = folder.resolve(WHAT + ".json");
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "there is no cross-validation in "
              + folder
              + ": "
              + file.getFileName()
              + " is not there");
    }
    JsonObject plan = WholeFile.read(file);
    long[] seeds =
        StreamSupport.stream(plan.getAsJsonArray("seeds").spliterator(), false)
            .mapToLong(JsonElement::getAsLong)
            .toArray();
    List<RunFolder> runs =
        IntStream.rangeClosed(1, plan.get("folds").getAsInt())
            .mapToObj(fold -> finishedRun(run(folder, fold, seeds[0])))
            .toList();
    CrossValidation validation = CrossValidation.of(folds(runs)).seeds(seeds);
    for (Round round : validation.rounds()) {
      RunFolder unused = finishedRun(run(folder, round.fold(), round.seed()));
    }
    return validation;
  }

  private static RunFolder finishedRun(Path run) {
    RunFolder there = RunFolder.open(run);
    if (there.state() != State.COMPLETED) {
      throw new IllegalArgumentException(
          there + " did not come to its end: let the cross-validation go on first");
    }
    return there;
  }

  /** The folds that runs of one seed tested. */
  private static List<Fold> folds(List<RunFolder> runs) {
    List<ImageTable> tests = runs.stream().map(run -> run.recipe().test().orElseThrow()).toList();
    return tests.stream()
        .map(
            test -> {
              List<LabelledImage> others =
                  tests.stream()
                      .filter(other -> other != test)
                      .flatMap(other -> other.images().stream())
                      .toList();
              return new Fold(ImageTable.of(others), test);
            })
        .toList();
  }
}
