package io.github.twohead.experiments;

import io.github.twohead.Backbone.DownloadListener;
import io.github.twohead.EpochReport;
import io.github.twohead.Evaluation;
import io.github.twohead.ExportFormat;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Recipe;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingException;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.experiments.Experiment.Run;
import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.experiments.internal.runs.Machine;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** A run of an {@link Experiment}. */
final class ExperimentRun {
  /** A line per epoch where nobody else is told, as of a trainer without listeners. */
  private static final TrainingListener LOGGING =
      new TrainingListener() {
        @Override
        public void onEpoch(EpochReport epoch) {
          LoggerFactory.getLogger(Experiment.class).info("{}", epoch);
        }
      };

  /** Where checkpoints lie in a run's folder. */
  static final String CHECKPOINTS = "checkpoints";

  private static final String CHECKPOINT_FOLDER = "checkpoint.folder";
  private static final String CHECKPOINT_EPOCHS = "checkpoint.every_epochs";

  private final long begin = System.nanoTime();
  private final Recipe recipe;
  private final Tables tables;
  private final Optional<RunScore> score;
  private final RunFiles files;
  private final Trackers.Builder trackers;
  private final List<TrainingListener> listeners;

  // what is known of it so far
  private Optional<TrainingReport> report = Optional.empty();
  private Optional<Evaluation> test = Optional.empty();
  private String bestBy = "";

  ExperimentRun(
      Recipe recipe,
      Tables tables,
      Optional<RunScore> score,
      RunFiles files,
      Trackers.Builder trackers,
      List<TrainingListener> listeners) {
    this.recipe = recipe;
    this.tables = tables;
    this.score = score;
    this.files = files;
    this.trackers = trackers;
    this.listeners = listeners;
  }

  Run run(DownloadListener progress) {
    try {
      return trained(progress);
    } catch (RuntimeException | Error e) {
      files.log(e);
      try {
        if (!files.isEnded()) {
          files.end(result(State.FAILED, recipe.masked(String.valueOf(e.getMessage()))));
        }
      } catch (RuntimeException second) {
        e.addSuppressed(second); // as on a full disk, which the first may tell of too
      }
      throw e;
    }
  }

  private double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  private Run trained(DownloadListener progress) {
    // before the model is built, which may take a download: one that cannot start says so
    try (Trackers told = tell();
        MultiHeadModel model = recipe.model(progress)) {
      told.model(model);
      Trainer trainer = checkpointed().trainer(model).listener(files).listener(told);
      (listeners.isEmpty() ? List.of(LOGGING) : listeners).forEach(trainer::listener);
      TrainingReport done = fit(model, trainer);
      if (!done.interrupted()) {
        test = tables.test().map(table -> model.evaluate(table, recipe.views()));
        test.ifPresent(evaluation -> told.evaluated("test", evaluation));
        export(model, told);
      }
      if (done.bestEpoch() > 0) {
        told.file(files.path(RunFolder.MODEL));
      }
      told.ended(done);
      files.end(result(done.interrupted() ? State.INTERRUPTED : State.COMPLETED, ""));
      return new Run(RunFolder.open(files.folder()), done, test);
    }
  }

  /** The recipe with a place for its checkpoints, where it wants any and names none. */
  private Recipe checkpointed() {
    boolean wanted =
        recipe.values().keySet().stream().anyMatch(key -> key.startsWith("checkpoint."));
    return wanted && recipe.path(CHECKPOINT_FOLDER).isEmpty()
        ? recipe.with(CHECKPOINT_FOLDER, files.path(CHECKPOINTS))
        : recipe;
  }

  /** The recipe of one run of several: in one folder each would meet checkpoints of another. */
  static Recipe checkpointedApart(Recipe recipe) {
    if (recipe.path(CHECKPOINT_FOLDER).isEmpty()) {
      return recipe;
    }
    Recipe apart = recipe.without(CHECKPOINT_FOLDER);
    return apart.value(CHECKPOINT_EPOCHS).isPresent() ? apart : apart.with(CHECKPOINT_EPOCHS, 1L);
  }

  /** Before the model is built, which may take a download: a tracker that cannot start says so. */
  private Trackers tell() {
    boolean named = recipe.value("tracking").isPresent();
    return named ? recipe.at("tracking", trackers::start) : trackers.start();
  }

  /** Keeps the best epoch also when training had to stop after it. */
  private TrainingReport fit(MultiHeadModel model, Trainer trainer) {
    try {
      TrainingReport done = trainer.fit(tables.train(), tables.validation());
      files.log(done.toString());
      keep(model, done);
      return done;
    } catch (TrainingException e) {
      keep(model, e.report());
      throw e;
    } finally {
      files.environment(Machine.of(model));
    }
  }

  /** So that a run that fails from here on has its best epoch, and says how good that is. */
  private void keep(MultiHeadModel model, TrainingReport known) {
    report = Optional.of(known);
    bestBy = model.provenance().settings().getOrDefault("best_by", "");
    if (known.bestEpoch() > 0) {
      model.save(files.path(RunFolder.MODEL));
    }
  }

  /** Writes exports into the folder, and where the recipe wants them a copy of the last run's. */
  private void export(MultiHeadModel model, Trackers told) {
    Map<ExportFormat, Path> targets = recipe.exports();
    new RunExports(recipe)
        .names()
        .forEach(
            (format, name) -> {
              Path file = files.path(name);
              files.log("exported " + recipe.exporter(model, format).write(file));
              RunExports.copy(file, Objects.requireNonNull(targets.get(format)), files);
              told.file(file);
            });
    recipe
        .path(RunExports.MODEL_KEY)
        .ifPresent(path -> RunExports.copy(files.path(RunFolder.MODEL), path, files));
  }

  private RunResult result(State state, String error) {
    Set<RunScore> some = new LinkedHashSet<>();
    RunScore.find(bestBy).ifPresent(some::add);
    score.ifPresent(some::add);
    Map<String, Double> validation = new LinkedHashMap<>();
    Optional<TrainingReport> good = report.filter(known -> known.bestEpoch() > 0);
    good.map(TrainingReport::best)
        .ifPresent(
            best -> {
              validation.put("loss", best.validationLoss());
              validation.putAll(RunScore.all(some, best.evaluation()));
            });
    return RunResult.builder(state)
        .error(error)
        .epochs(report.map(known -> known.epochs().size()).orElse(0))
        .bestEpoch(good.map(TrainingReport::bestEpoch).orElse(0))
        .seconds(seconds())
        .bestBy(bestBy)
        .validation(validation)
        .test(test.map(scores -> RunScore.all(some, scores)).orElse(Map.of()))
        .build();
  }
}
