package io.github.twohead.experiments;

import io.github.twohead.Recipe;
import io.github.twohead.TrainingListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Does a run of a sweep in a JVM of its own: its folder holds the recipe. */
final class RunProgram {
  /** Says that stdin ends with the process that waits for the run. */
  static final String TIED = "tied";

  private static final int ABANDONED = 3;

  private RunProgram() {}

  /**
   * Trains; the folder says what came of it.
   *
   * @param args the folder, the score that runs are compared by, and perhaps {@link #TIED}
   */
  public static void main(String[] args) {
    if (List.of(args).contains(TIED)) {
      Thread watch = new Thread(RunProgram::endWithParent, "end-with-parent");
      watch.setDaemon(true);
      watch.start();
    }
    Path folder = Path.of(args[0]);
    Recipe recipe = Recipe.read(folder.resolve(RunFolder.RECIPE));
    RunScore score = RunScore.of(args[1]);
    new SweepRunner.Task(0, Map.of(), recipe, folder, score, new TrainingListener() {}).run();
    System.exit(0); // whatever threads are left
  }

  /** A process that was killed closes its pipes too. */
  private static void endWithParent() {
    try {
      long unused = System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // as good as closed
    }
    Runtime.getRuntime().halt(ABANDONED);
  }
}
