package io.github.twohead.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.Recipe;
import io.github.twohead.TwoheadException;
import io.github.twohead.experiments.RunFolder;
import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.experiments.Sweep;
import io.github.twohead.experiments.SweepRunner;
import io.github.twohead.experiments.SweepTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

@EnabledForJreRange(max = JRE.JAVA_21) // the newest that Spark names
class SparkSweepRunnerTest {
  private static final int LONG = 100_000;

  @TempDir Path folder;

  private Path runs;
  private SweepRunner runner;

  @BeforeEach
  void start() {
    runs = folder.resolve("sweep");
    runner = SparkSweepRunner.of(Samples.local());
  }

  @Test
  void should_go_on_with_the_other_runs_where_the_task_of_one_fails() throws IOException {
    Recipe recipe = Recipe.read(Samples.recipe(folder));
    SweepRunner damaging =
        (tasks, ended) -> {
          damage(tasks.get(0).folder().resolve("recipe.yaml"));
          runner.run(tasks, ended);
        };

    SweepTable table =
        Sweep.of(recipe).over("training.learning_rate", 1e-3, 1e-2).runner(damaging).run(runs);

    assertThat(table.rows().get(0).result().error()).startsWith("its Spark task failed: ");
    assertThat(table.rows().get(1).result().error()).isEmpty();
  }

  private static void damage(Path recipe) {
    try {
      Files.writeString(recipe, "no: recipe");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void should_fail_no_run_where_it_is_interrupted() throws Exception {
    Recipe recipe = Recipe.read(Samples.recipe(folder)).with("training.epochs", LONG);
    Sweep sweep = Sweep.of(recipe).over("training.seed", 1, 2, 3).runner(runner);
    Thread caller = Thread.currentThread();
    Thread interrupting =
        new Thread(
            () -> {
              while (!Files.exists(runs.resolve("001/metrics.jsonl"))
                  && !Files.exists(runs.resolve("002/metrics.jsonl"))) {
                pause();
              }
              caller.interrupt();
            });
    interrupting.start();

    assertThatThrownBy(() -> sweep.run(runs))
        .isInstanceOf(TwoheadException.class)
        .hasMessage("the sweep was interrupted; the same call goes on with it");

    boolean unused = Thread.interrupted();
    while (isWorking()) { // what is cancelled ends by and by
      assertThat(Thread.interrupted()).isFalse();
      pause();
    }
    assertThat(RunFolder.list(runs)).extracting(RunFolder::state).hasSize(3);
    assertThat(RunFolder.list(runs)).extracting(RunFolder::state).doesNotContain(State.FAILED);
  }

  private static void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
  }

  /** Whether a thread waits for a run or trains it: the executors are in this JVM. */
  private static boolean isWorking() {
    String name = SparkSweepRunner.class.getName();
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .map(StackTraceElement::getClassName)
        .anyMatch(frame -> frame.equals(name) || frame.startsWith(name + "$"));
  }
}
