package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.EpochReport;
import io.github.twohead.Recipe;
import io.github.twohead.experiments.SweepTable.Row;
import io.github.twohead.spi.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A sweep whose process is killed leaves nothing half done. */
@Timeout(300)
class KilledSweepTest {
  private static final int KILLED = 137;
  private static final String IN_PROCESSES = "in processes";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir Path folder;

  /** Ends a JVM as {@code kill -9} does, without hooks or anything closed, where it is told to. */
  static final class Program {
    private Program() {}

    /**
     * Sweeps.
     *
     * @param args the recipe, the folder, and the moment to die at
     */
    public static void main(String[] args) {
      String moment = args[2];
      Path files = Path.of(args[1]);
      if (moment.equals(IN_PROCESSES)) {
        Thread watch = new Thread(() -> dieBesides(files.resolve("001/log.txt")));
        watch.setDaemon(true);
        watch.start();
        sweep(Path.of(args[0])).runner(SweepRunner.processes(1)).run(files);
      } else {
        sweep(Path.of(args[0])).listener(dyingAt(moment)).runner(runner(moment)).run(files);
      }
      System.exit(0); // it was to die
    }

    private static void dieBesides(Path file) {
      if (comesTrue(() -> Files.exists(file))) {
        Runtime.getRuntime().halt(KILLED);
      }
    }

    private static void dieAt(String now, String moment) {
      if (now.equals(moment)) {
        Runtime.getRuntime().halt(KILLED);
      }
    }

    private static Sweep.Listener dyingAt(String moment) {
      return new Sweep.Listener() {
        @Override
        public void onRound(int runs, int kept) {
          dieAt("planned", moment);
        }

        @Override
        public void onEpoch(int run, EpochReport epoch) {
          dieAt("trained " + run, moment);
        }

        @Override
        public void onRun(Row run) {
          dieAt("heard " + run.number(), moment);
        }
      };
    }

    private static SweepRunner runner(String moment) {
      return (tasks, ended) -> {
        dieAt("prepared", moment);
        for (SweepRunner.Task task : tasks) {
          task.run();
          dieAt("ran " + task.number(), moment);
          ended.accept(task);
        }
      };
    }
  }

  private static Sweep sweep(Path recipe) {
    return Sweep.of(Recipe.read(recipe)).over("training.learning_rate", 1e-3, 1e-2).seeds(1, 2);
  }

  private static boolean comesTrue(BooleanSupplier wanted) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!wanted.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return true;
  }

  private static void kill(Path recipe, Path files, String moment)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", Program.class.getName()));
    command.addAll(List.of(recipe.toString(), files.toString(), moment));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(moment).isTrue();
      assertThat(process.exitValue()).as(moment).isEqualTo(KILLED);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void should_give_the_same_table_as_one_that_was_never_killed()
      throws IOException, InterruptedException {
    Path recipe = TinyPhotos.recipe(folder);
    sweep(recipe).run(folder.resolve("whole"));
    Path files = folder.resolve("killed");

    for (String moment :
        List.of("planned", "prepared", "trained 1", "ran 1", "heard 2", "trained 4")) {
      kill(recipe, files, moment);
    }
    List<Integer> kept = new ArrayList<>();
    sweep(recipe)
        .listener(
            new Sweep.Listener() {
              @Override
              public void onRound(int runs, int before) {
                kept.add(before);
              }
            })
        .run(files);

    assertThat(kept).containsExactly(3);
    assertThat(files.resolve("results.csv"))
        .hasSameTextualContentAs(folder.resolve("whole/results.csv"));
    assertThat(files.resolve("best.twohead")).exists();
    assertThat(names(files)).isEqualTo(names(folder.resolve("whole")));
  }

  @Test
  void should_end_the_processes_of_its_runs_where_it_is_killed()
      throws IOException, InterruptedException {
    Path recipe = TinyPhotos.recipe(folder);
    Files.writeString(recipe, Files.readString(recipe).replace("{epochs: 1", "{epochs: 100000"));
    Path run = folder.resolve("killed/001");

    kill(recipe, folder.resolve("killed"), IN_PROCESSES);

    assertThat(comesTrue(() -> !FolderLock.isHeld(run))).isTrue();
    assertThat(RunFolder.open(run).state()).isEqualTo(RunFolder.State.UNFINISHED);
  }

  /** Of all files, relative to a folder. */
  private static List<String> names(Path files) throws IOException {
    try (Stream<Path> all = Files.find(files, 3, (file, attributes) -> true)) {
      return all.map(file -> files.relativize(file).toString()).sorted().toList();
    }
  }
}
