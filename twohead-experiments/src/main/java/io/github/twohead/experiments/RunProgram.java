package io.github.twohead.experiments;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

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
    SweepRunner.Task.of(List.of(RunProgram.class.getName(), args[0], args[1])).run();
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
