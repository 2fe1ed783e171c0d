package io.github.twohead.experiments;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.EpochReport;
import io.github.twohead.Recipe;
import io.github.twohead.TwoheadException;
import io.github.twohead.experiments.SweepTable.Row;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Many runs of one recipe, each with other settings, and which of them is best.
 *
 * <p>Its folder holds the plan, which is written first, a folder for each run, and in the end one
 * table and the best run's model. Whenever the process ends, by a crash or by {@code kill -9}, the
 * same call goes on: runs that completed with the same recipe, tables, teachers and weights are
 * kept, others start again, and the table is the one of a sweep that was never killed.
 *
 * <pre>{@code
 * SweepTable table = Sweep.of(Recipe.read(Path.of("documents.yaml")))
 *     .over("training.learning_rate", 1e-3, 1e-2)
 *     .over("training.batch_size", 32, 64)
 *     .seeds(1, 2, 3)
 *     .run(Path.of("sweeps/rates"));       // 12 runs
 * System.out.println(table);
 * table.best().ifPresent(run -> System.out.println(run.folder()));
 * }</pre>
 *
 * <pre>
 * sweeps/rates/
 *   sweep.json      the plan
 *   001/, 002/, …   the {@link RunFolder} of each run
 *   results.csv     the table, a row for each run
 *   best.twohead    the best run's model
 * </pre>
 */
@CanIgnoreReturnValue
public final class Sweep {
  static final String EPOCHS = "training.epochs";
  static final String SEED = "training.seed";

  private final Recipe recipe;
  private final Function<String[], Recipe> overriding;
  private final Map<String, SweepValues> space = new LinkedHashMap<>();
  private final Once<List<String>> seeds = new Once<>("seeds");
  private final Once<SweepSampler> sampler = new Once<>("sampler");
  private final Once<RunScore> by = new Once<>("by");
  private final Once<SweepRunner> runner = new Once<>("runner");
  private final Once<Listener> listener = new Once<>("listener");

  private Sweep(Recipe recipe, Function<String[], Recipe> overriding) {
    this.recipe = recipe;
    this.overriding = overriding;
  }

  /** Sees a sweep go on. Called by any thread, one call at a time. */
  public interface Listener {
    /**
     * Some runs begin; a sampler that looks at scores gives several rounds of them.
     *
     * @param runs how many
     * @param kept how many of them had completed before
     */
    default void onRound(int runs, int kept) {}

    /**
     * A run on a thread of this JVM goes on; of those in other processes nothing is heard.
     *
     * @param run the number of the run
     * @param epoch what was trained and validated
     */
    default void onEpoch(int run, EpochReport epoch) {}

    /**
     * A run ended, or had completed before.
     *
     * @param run what came of it
     */
    default void onRun(Row run) {}
  }

  /**
   * Starts a sweep.
   *
   * @param recipe what all runs share
   * @return the sweep
   */
  @CheckReturnValue
  public static Sweep of(Recipe recipe) {
    return new Sweep(Arguments.notNull("recipe", recipe), recipe::overridden);
  }

  /**
   * Starts a sweep of a recipe's file, which can try groups of it too: {@code over("backbone",
   * "x05", "x10")}.
   *
   * @param file the file of what all runs share
   * @param overrides changes for all runs, as of {@link Recipe#read}
   * @return the sweep
   * @throws io.github.twohead.RecipeException as {@link Recipe#read} throws it
   */
  @CheckReturnValue
  public static Sweep read(Path file, String... overrides) {
    List<String> shared = Arguments.copy("overrides", Arrays.asList(overrides));
    return new Sweep(
        Recipe.read(file, overrides),
        own ->
            Recipe.read(
                file, Stream.concat(shared.stream(), Stream.of(own)).toArray(String[]::new)));
  }

  /**
   * Tries several values of a setting, with those of each other one.
   *
   * @param key the setting, such as {@code training.learning_rate}
   * @param values what to try, each as an override has it behind the equals sign
   * @return this
   * @throws IllegalStateException if the setting was given before
   */
  public Sweep over(String key, Object... values) {
    return over(key, SweepValues.of(values));
  }

  /**
   * Tries several values of a setting, as {@link #over(String, Object...)} does.
   *
   * @param key the setting
   * @param values a list, or an interval from which values are drawn
   * @return this
   * @throws IllegalStateException if the setting was given before
   * @throws io.github.twohead.RecipeException if there is no such setting, or it does not take one
   *     of the values
   */
  public Sweep over(String key, SweepValues values) {
    Arguments.notNull("key", key);
    Arguments.notNull("values", values);
    if (key.equals(SEED)) {
      requireSeeds(values);
    }
    for (String value : values.outermost()) {
      Recipe unused = recipe(key + "=" + value); // refuses what it does not take
    }
    if (key.equals(SEED)) {
      seeds.set(values.listed());
    } else {
      Once.put(space, "values of", key, values);
    }
    return this;
  }

  private static void requireSeeds(SweepValues values) {
    if (!values.isListed()) {
      throw new IllegalArgumentException(SEED + "=" + values + ": give a list of seeds");
    }
  }

  /**
   * Runs each choice of settings with several seeds; with the recipe's one when not given. They are
   * ranked by the mean of the scores.
   *
   * @param numbers the seeds
   * @return this
   */
  public Sweep seeds(long... numbers) {
    Object[] values = LongStream.of(Arguments.notNull("numbers", numbers)).boxed().toArray();
    return over(SEED, values);
  }

  /**
   * Sets what chooses the settings of runs; {@link SweepSampler#grid} when not given.
   *
   * @param chooses the sampler
   * @return this
   */
  public Sweep sampler(SweepSampler chooses) {
    sampler.set(chooses);
    return this;
  }

  /**
   * Sets the score of the validation table by which runs are compared; what decides which epoch is
   * best, by the recipe, when not given.
   *
   * @param score a head and a metric, such as {@code screen F1}, or {@code validation loss}
   * @return this
   * @throws IllegalArgumentException if it is no score
   */
  public Sweep by(String score) {
    by.set(RunScore.of(Arguments.notNull("score", score)));
    return this;
  }

  /**
   * Sets what does the runs; one after the other on the calling thread when not given.
   *
   * @param does the runner
   * @return this
   */
  public Sweep runner(SweepRunner does) {
    runner.set(does);
    return this;
  }

  /**
   * Sets who sees the sweep go on; nobody when not given.
   *
   * @param sees the listener
   * @return this
   */
  public Sweep listener(Listener sees) {
    listener.set(sees);
    return this;
  }

  /**
   * Does all runs that did not complete before. A run that fails has no score, and the others go
   * on; the next call tries it again.
   *
   * @param folder the sweep's own, which need not exist
   * @return what came of it
   * @throws IllegalArgumentException if the folder holds another sweep, the sampler cannot choose
   *     from such values, or no run has the score that they are compared by
   * @throws IllegalStateException if there is nothing to sweep over
   * @throws io.github.twohead.RecipeException if a teacher is a folder
   * @throws TwoheadException if another process works on the folder, it cannot be written, or this
   *     thread is interrupted, whose interrupt status stays set
   */
  public SweepTable run(Path folder) {
    if (space.isEmpty() && seeds.optional().isEmpty()) {
      throw new IllegalStateException(
          "there is nothing to sweep over: give over(key, values) or seeds(numbers)");
    }
    SweepRounds rounds = new SweepRounds(this, Arguments.notNull("folder", folder));
    try (SweepFolder files = SweepFolder.open(folder, "sweep", SweepPlan.of(this))) {
      return files.finish(rounds.run());
    }
  }

  Recipe recipe() {
    return recipe;
  }

  /** The recipe of a run. */
  Recipe recipe(String... own) {
    return overriding.apply(own);
  }

  Map<String, SweepValues> space() {
    return space;
  }

  List<String> seeds() {
    return seeds.orElse(List.of());
  }

  SweepSampler sampler() {
    return sampler.orElseGet(SweepSampler::grid);
  }

  /**
   * What runs are compared by.
   *
   * @throws IllegalArgumentException if runs of the recipe do not have this score
   */
  RunScore score() {
    return by.optional()
        .map(given -> given.checked(recipe))
        .orElseGet(() -> RunScore.usual(recipe));
  }

  SweepRunner runner() {
    return runner.orElseGet(() -> SweepRunner.threads(1));
  }

  Listener listener() {
    return listener.orElseGet(() -> new Listener() {});
  }
}
