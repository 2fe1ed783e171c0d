package io.github.twohead.experiments;

import io.github.twohead.EpochReport;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeBuilder;
import io.github.twohead.TrainingListener;
import io.github.twohead.TwoheadException;
import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.experiments.SweepRunner.Task;
import io.github.twohead.experiments.SweepSampler.Tried;
import io.github.twohead.experiments.SweepTable.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Asks the sampler, has the runs done, and asks again. Numbers of runs follow from the answers, so
 * that a sweep that goes on finds its runs again.
 */
final class SweepRounds {
  private final Sweep sweep;
  private final Path folder;
  private final RunScore score;
  private final Map<Integer, Row> rows = new TreeMap<>();
  private final List<Tried> tried = new ArrayList<>();
  private int tasks;
  private Round round;

  /** Runs that the sampler chose together. */
  private record Round(List<Map<String, String>> settings, List<List<Task>> tasks) {}

  /**
   * Chooses the first runs, and writes nothing.
   *
   * @throws IllegalArgumentException if there are none, or none that can be compared
   * @throws io.github.twohead.RecipeException if a teacher is a folder
   */
  SweepRounds(Sweep sweep, Path folder) {
    this.sweep = sweep;
    this.folder = folder;
    score = sweep.score();
    List<Tracker> unused = Experiment.trackersOf(sweep.recipe(), List.of());
    round = next();
    if (round.settings.isEmpty()) {
      throw new IllegalArgumentException(
          "the sampler " + sweep.sampler().name() + " gave nothing to try");
    }
  }

  private Round next() {
    List<Map<String, String>> next =
        sweep.sampler().next(sweep.recipe(), sweep.space(), List.copyOf(tried));
    return new Round(next, next.stream().map(this::tasks).toList());
  }

  /** Until the sampler has nothing more to try. */
  SweepTable run() {
    while (!round.settings.isEmpty()) {
      run(round.tasks.stream().flatMap(List::stream).toList());
      requireOneThatRan();
      for (int i = 0; i < round.settings.size(); i++) {
        tried.add(Tried.of(round.settings.get(i), score(round.tasks.get(i))));
      }
      round = next();
    }
    return table(rows.values());
  }

  private void requireOneThatRan() {
    if (rows.values().stream().allMatch(row -> row.result().state() == State.FAILED)) {
      Row first = rows.values().iterator().next();
      throw new TwoheadException(
          "every run failed: " + first.result().error() + " (" + first.folder() + ")");
    }
  }

  /** A run for each seed. */
  private List<Task> tasks(Map<String, String> settings) {
    if (sweep.seeds().isEmpty()) {
      return List.of(task(settings));
    }
    return sweep.seeds().stream()
        .map(
            seed -> {
              Map<String, String> seeded = new LinkedHashMap<>(settings);
              seeded.put(Sweep.SEED, seed);
              return task(seeded);
            })
        .toList();
  }

  private Task task(Map<String, String> settings) {
    String[] overrides =
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue())
            .toArray(String[]::new);
    tasks++;
    Path own = SweepFolder.run(folder, tasks);
    Recipe apart = ExperimentRun.checkpointedApart(sweep.recipe(overrides));
    Recipe recipe = exportingTo(own, apart).complete();
    OtherModels.refuseFolders(recipe);
    return new Task(tasks, settings, recipe, own, score, new Watch(tasks));
  }

  /** Each run keeps its files to itself: several would write over each other's. */
  private static Recipe exportingTo(Path folder, Recipe recipe) {
    RecipeBuilder own = recipe.toBuilder();
    if (recipe.path(RunExports.MODEL_KEY).isPresent()) {
      own.remove(RunExports.MODEL_KEY);
    }
    new RunExports(recipe)
        .names()
        .forEach((format, name) -> own.set(RunExports.key(format), fromHere(folder.resolve(name))));
    return own.build();
  }

  /** A path that the recipe keeps relative, so that it is the same run's wherever that is moved. */
  private static Path fromHere(Path file) {
    Path here = Path.of("").toAbsolutePath();
    Path there = file.toAbsolutePath();
    return Objects.equals(here.getRoot(), there.getRoot()) ? here.relativize(there) : there;
  }

  /** Sees a run in this JVM go on. */
  private final class Watch implements TrainingListener {
    private final int run;

    private Watch(int run) {
      this.run = run;
    }

    @Override
    public void onEpoch(EpochReport epoch) {
      synchronized (SweepRounds.this) {
        sweep.listener().onEpoch(run, epoch);
      }
    }
  }

  private void run(List<Task> round) {
    List<Task> open =
        round.stream().filter(task -> !SweepFolder.isDone(task.folder(), task.recipe())).toList();
    sweep.listener().onRound(round.size(), round.size() - open.size());
    round.stream().filter(task -> !open.contains(task)).forEach(this::ended);
    open.forEach(task -> SweepFolder.prepare(task.folder(), task.recipe()));
    sweep.runner().run(open, this::ended);
    for (Task task : round) {
      if (!rows.containsKey(task.number())) {
        throw new TwoheadException("the sweep's runner left out run " + task.number());
      }
    }
  }

  private synchronized void ended(Task task) {
    RunFolder folder = RunFolder.open(task.folder());
    if (folder.result().isEmpty()) {
      task.failed("it left no result");
      folder = RunFolder.open(task.folder());
    }
    RunResult result = folder.result().orElseThrow();
    Row row = Row.of(task.number(), task.settings(), result, task.folder());
    rows.put(task.number(), row);
    sweep.listener().onRun(row);
  }

  private double score(List<Task> seeds) {
    List<Row> of = seeds.stream().map(task -> rows.get(task.number())).toList();
    SweepTable table = table(of);
    double mean = table.ranked().get(0).mean();
    return table.higherIsBetter() ? mean : -mean;
  }

  private SweepTable table(Collection<Row> of) {
    return new SweepTable(score, List.copyOf(of));
  }
}
