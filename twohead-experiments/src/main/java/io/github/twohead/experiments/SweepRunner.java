package io.github.twohead.experiments;

import io.github.twohead.Recipe;
import io.github.twohead.TrainingListener;
import io.github.twohead.TwoheadException;
import io.github.twohead.spi.Arguments;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Does the runs of a {@link Sweep}: on threads of this JVM, in JVMs of their own, or, by one's own,
 * on other machines that see the same folders.
 *
 * <p>Each run is described by its folder, where a recipe lies when the runner gets it, and is done
 * once a result lies there too.
 */
public interface SweepRunner {

  /**
   * Does runs, in any order, and returns when all are done.
   *
   * @param tasks the runs
   * @param ended is told of each run that is done, by any thread
   * @throws TwoheadException if the calling thread is interrupted; its interrupt status stays set,
   *     and nothing goes on
   */
  void run(List<Task> tasks, Consumer<Task> ended);

  /**
   * Returns a runner that trains in this JVM, one run on the calling thread, several on threads of
   * their own. The memory of image caches counts for each run.
   *
   * @param count the runs at a time, at least 1
   * @return the runner
   */
  static SweepRunner threads(int count) {
    return new Runners.Threads(Runners.checked(count));
  }

  /**
   * Returns a runner that trains in JVMs of their own, with this one's options and class path: a
   * run that crashes its JVM is a failed one, and the others go on. They end with this JVM, however
   * it ends. What they print is in {@code output.txt} of a run's folder.
   *
   * @param count the runs at a time, at least 1
   * @return the runner
   */
  static SweepRunner processes(int count) {
    return new Runners.Processes(Runners.checked(count));
  }

  /** A run to do. Safe for use by several threads. */
  final class Task {
    private final int number;
    private final Map<String, String> settings;
    private final Recipe recipe;
    private final Path folder;
    private final RunScore score;
    private final TrainingListener listener;

    Task(
        int number,
        Map<String, String> settings,
        Recipe recipe,
        Path folder,
        RunScore score,
        TrainingListener listener) {
      this.number = number;
      this.settings = Arguments.copy("settings", settings);
      this.recipe = recipe;
      this.folder = folder;
      this.score = score;
      this.listener = listener;
    }

    /**
     * Takes a run over from another JVM, as for a runner on machines that see the same folders.
     * What an earlier try left there unfinished is deleted, but for its checkpoints, from which
     * {@link #run} goes on; a run that ended stays, and {@code run} does nothing.
     *
     * @param program what {@link #program} said in the JVM of the sweep
     * @return the run, without a number and settings: its recipe has them
     * @throws IllegalArgumentException if that is no such program
     * @throws io.github.twohead.RecipeException if the run's folder is not there, or its recipe is
     *     damaged
     * @throws TwoheadException if another process works on the run
     */
    public static Task of(List<String> program) {
      List<String> given = Arguments.copy("program", program);
      if (given.size() != 3 || !given.get(0).equals(RunProgram.class.getName())) {
        throw new IllegalArgumentException("program must be what program() says, but is " + given);
      }
      Path folder = Path.of(given.get(1));
      Recipe recipe = Recipe.read(folder.resolve(RunFolder.RECIPE));
      if (SweepFolder.isBegun(folder)) {
        SweepFolder.prepare(folder, recipe);
      }
      RunScore score = RunScore.of(given.get(2));
      return new Task(0, Map.of(), recipe, folder, score, new TrainingListener() {});
    }

    /** {@return the number of the run, from 1; 0 if it is of another JVM} */
    public int number() {
      return number;
    }

    /** {@return what this run sets, by key; the recipe has it} */
    public Map<String, String> settings() {
      return settings;
    }

    /** {@return what to train by} */
    public Recipe recipe() {
      return recipe;
    }

    /** {@return where the run leaves what it makes; its recipe lies there} */
    public Path folder() {
      return folder;
    }

    /**
     * Does the run in this JVM, on the calling thread. A run that fails is done too: its folder
     * says why.
     */
    public void run() {
      if (number == 0 && SweepFolder.isEnded(folder)) {
        return; // an earlier try came to its end, and was not heard of
      }
      try {
        Experiment.of(recipe).folder(folder).sweep(sweep()).score(score).listener(listener).run();
      } catch (RuntimeException | Error e) { // of one run: the others go on
        if (RunFolder.open(folder).result().isEmpty()) {
          failed(e instanceof RuntimeException ? String.valueOf(e.getMessage()) : e.toString());
        }
      }
    }

    /** The name of the folder that holds all of its runs. */
    private String sweep() {
      Path all = folder.toAbsolutePath().normalize().getParent();
      return all == null || all.getFileName() == null ? "sweep" : all.getFileName().toString();
    }

    /**
     * {@return the class and arguments of a JVM that does the run: {@code java -cp CLASSPATH} and
     * these, or {@link #of} of them there}
     */
    public List<String> program() {
      String there = folder.toAbsolutePath().toString();
      return List.of(RunProgram.class.getName(), there, score.name());
    }

    /**
     * Notes that the run ended without a result, as with a crash.
     *
     * @param reason what is known of it
     */
    public void failed(String reason) {
      RunFiles.fail(folder, Arguments.notNull("reason", reason));
    }
  }
}
