package io.github.twohead.experiments;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.Backbone.DownloadListener;
import io.github.twohead.Evaluation;
import io.github.twohead.Recipe;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.experiments.internal.runs.Machine;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Does what a {@link Recipe} says, from data to exports, and leaves a {@link RunFolder} behind:
 * builds the model, trains it, scores it on the test table, and exports it.
 *
 * <pre>{@code
 * Experiment.Run run = Experiment.of(Recipe.read(Path.of("documents.yaml")))
 *     .runs(Path.of("runs"))
 *     .name("first")
 *     .run();
 * System.out.println(run.folder().path() + ": " + run.report());
 * }</pre>
 *
 * <p>Who is told of the run are the trackers that the recipe names, those that are added here, and
 * always {@code json_lines} and {@code csv}.
 */
@CanIgnoreReturnValue
public final class Experiment {
  private static final String FORBIDDEN = "<>:\"|?*\\/";

  /** What Windows takes for a device, with whatever behind a dot. */
  private static final Pattern DEVICE =
      Pattern.compile("(?:con|prn|aux|nul|com\\d|lpt\\d)(?:\\..*)?", Pattern.CASE_INSENSITIVE);

  private final Recipe recipe;
  private final Once<Path> runs = new Once<>("runs");
  private final Once<String> name = new Once<>("name");
  private final Once<Path> folder = new Once<>("folder");
  private final Once<DownloadListener> download = new Once<>("download");
  private final Once<RunScore> score = new Once<>("score");
  private final Once<String> sweep = new Once<>("sweep");
  private final List<TrainingListener> listeners = new ArrayList<>();
  private final List<Tracker> trackers = new ArrayList<>();
  private boolean ran;

  private Experiment(Recipe recipe) {
    this.recipe = recipe;
  }

  /** What came of it. Immutable. */
  public static final class Run {
    private final RunFolder folder;
    private final TrainingReport report;
    private final Optional<Evaluation> test;

    Run(RunFolder folder, TrainingReport report, Optional<Evaluation> test) {
      this.folder = folder;
      this.report = report;
      this.test = test;
    }

    /** {@return what the run left behind} */
    @CheckReturnValue
    public RunFolder folder() {
      return folder;
    }

    /** {@return what training did} */
    @CheckReturnValue
    public TrainingReport report() {
      return report;
    }

    /**
     * {@return what the best epoch's model says of the test table; empty without one, or where
     * training was interrupted}
     */
    @CheckReturnValue
    public Optional<Evaluation> test() {
      return test;
    }

    /** Returns the folder, and what training did. */
    @Override
    public String toString() {
      return folder.path() + ": " + report;
    }
  }

  /**
   * Starts an experiment.
   *
   * @param recipe what to do
   * @return the experiment
   */
  @CheckReturnValue
  public static Experiment of(Recipe recipe) {
    return new Experiment(Arguments.notNull("recipe", recipe));
  }

  /**
   * Sets the folder that holds all runs, by date and name; {@code runs} in the current folder when
   * not given.
   *
   * @param all the folder, which need not exist
   * @return this
   */
  public Experiment runs(Path all) {
    runs.set(all);
    return this;
  }

  /**
   * Sets the name of the run; the recipe's {@code name}, or else {@code run}, when not given. Where
   * there is such a run of today, this one gets a number: {@code first-2}.
   *
   * @param text a name for a folder
   * @return this
   * @throws IllegalArgumentException if no folder may be called so
   */
  public Experiment name(String text) {
    name.set(checked(text));
    return this;
  }

  private static String checked(String name) {
    boolean odd =
        name.isBlank()
            || name.startsWith(".")
            || name.endsWith(".")
            || !name.equals(name.strip())
            || name.chars().anyMatch(c -> c < ' ' || FORBIDDEN.indexOf(c) >= 0)
            || DEVICE.matcher(name).matches();
    if (odd) {
      throw new IllegalArgumentException(
          "a run cannot be called \"" + name + "\": its folder could not");
    }
    return name;
  }

  /**
   * Sets the folder of the run itself, in place of {@link #runs(Path)} and {@link #name(String)}.
   *
   * @param own the folder, which need not exist and must not hold a run
   * @return this
   */
  public Experiment folder(Path own) {
    folder.set(own);
    return this;
  }

  /**
   * Adds who sees training go on and may end it. When none is given, a line per epoch is logged
   * through SLF4J.
   *
   * @param observer the listener
   * @return this
   */
  public Experiment listener(TrainingListener observer) {
    listeners.add(Arguments.notNull("listener", observer));
    return this;
  }

  /**
   * Sets who sees published weights being downloaded; nobody when not given.
   *
   * @param progress hears of every part
   * @return this
   */
  public Experiment download(DownloadListener progress) {
    download.set(progress);
    return this;
  }

  /**
   * Adds who is told of the run, beside those that the recipe names; of one name, in place of it.
   *
   * @param told a tracker of one run
   * @return this
   */
  public Experiment tracker(Tracker told) {
    trackers.add(Arguments.notNull("tracker", told));
    return this;
  }

  /** Sets the name of the sweep that the run is of. */
  Experiment sweep(String text) {
    sweep.set(text);
    return this;
  }

  /** Sets a score that the result holds beside the usual ones. */
  Experiment score(RunScore compared) {
    score.set(compared);
    return this;
  }

  /**
   * Does all of it. Exports and the model are in the run's folder; where the recipe names a path
   * for them, a copy replaces what is there. An interrupt of the calling thread ends training with
   * the best epoch so far, which is saved; test and exports are then left out.
   *
   * @return what came of it
   * @throws IllegalStateException if trackers were added, and have kept a run before
   * @throws io.github.twohead.RecipeException if the recipe cannot be used, as where a table is
   *     missing, a teacher is a folder, there is no tracker of a name, or an export cannot be
   *     written there; nothing was trained
   * @throws io.github.twohead.TwoheadException as reading tables, building, training and exporting
   *     throw it; the folder then says so, and holds the best epoch so far, if there is one
   */
  public Run run() {
    List<Tracker> told = trackersOf(recipe, trackers);
    if (ran && !trackers.isEmpty()) {
      throw new IllegalStateException(
          "the trackers of this experiment have kept a run: make another with trackers of its own");
    }
    ran = true;
    Tables tables = Tables.of(recipe);
    Map<String, String> digests = tables.digests();
    new RunExports(recipe).makeFolders();
    Path own = folder.optional().orElseGet(this::create);
    try (RunFiles files = RunFiles.begin(own, recipe)) {
      files.environment(Machine.here());
      files.environment(digests);
      Trackers.Builder all = Trackers.builder(tracked(files));
      told.forEach(all::tracker);
      return new ExperimentRun(recipe, tables, score.optional(), files, all, listeners)
          .run(download.orElse((bytes, total) -> {}));
    }
  }

  /** What trackers are told; runs of sweeps have numbers for names, and are many in a project. */
  private TrackedRun tracked(RunFiles files) {
    TrackedRun.Builder run =
        TrackedRun.builder()
            .name(sweep.optional().map(of -> of + "/" + files.name()).orElse(files.name()))
            .folder(files.folder())
            .heads(recipe.heads())
            .recipe(recipe.complete())
            .log(files::log);
    sweep.optional().ifPresent(run::group);
    return run.build();
  }

  /**
   * All trackers of a run: those of the code, then the others of the recipe and of every run.
   *
   * @throws io.github.twohead.RecipeException if there is none of a name
   */
  static List<Tracker> trackersOf(Recipe recipe, List<Tracker> ofCode) {
    Set<String> names = new LinkedHashSet<>(List.of("json_lines", "csv"));
    if (recipe.value("tracking").orElse(List.of()) instanceof Collection<?> given) {
      given.forEach(name -> names.add(String.valueOf(name)));
    }
    ofCode.forEach(tracker -> names.remove(tracker.name()));
    List<Tracker> all = new ArrayList<>(ofCode);
    names.forEach(name -> all.add(recipe.at("tracking", () -> Tracker.named(name))));
    return all;
  }

  private Path create() {
    String given =
        name.optional()
            .or(() -> recipe.value("name").map(String::valueOf).map(Experiment::checked))
            .orElse("run");
    return RunFiles.create(runs.orElseGet(() -> Path.of("runs")), given);
  }
}
