package io.github.twohead.spark;

import io.github.twohead.TwoheadException;
import io.github.twohead.experiments.RunFolder;
import io.github.twohead.experiments.SweepRunner;
import io.github.twohead.spi.Arguments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.SparkSession;

/**
 * Trains the runs of a sweep on the executors of a Spark cluster, each as one task, as many at a
 * time as there is room for.
 *
 * <pre>{@code
 * SweepTable table = Sweep.of(recipe)
 *     .over("training.learning_rate", 1e-4, 1e-3, 1e-2)
 *     .runner(SparkSweepRunner.of(spark))
 *     .run(Path.of("/shared/sweeps/rates"));
 * }</pre>
 *
 * <p>The sweep's folder, tables, photos and weights must lie at the same paths on all machines, as
 * on NFS. An executor that is lost costs no run: Spark starts its task again, which goes on from
 * the run's checkpoints, if the recipe keeps some. A task that fails as often as {@code
 * spark.task.maxFailures} says is a failed run, and the others go on. After an interrupt, or where
 * the session was stopped, no run is failed, and the same call goes on with them.
 *
 * <p>A run uses the threads that its recipe says, PyTorch's choice if it says none: with {@code
 * spark.task.cpus} an executor starts no more runs than it has cores for. What an epoch says is in
 * the executor's log and in the run's folder.
 */
public final class SparkSweepRunner implements SweepRunner {
  private static final String SPECULATION = "spark.speculation";

  private final JavaSparkContext spark;

  private SparkSweepRunner(JavaSparkContext spark) {
    this.spark = spark;
  }

  /**
   * {@return a runner on a session's cluster}
   *
   * @param session the session
   * @throws IllegalArgumentException if the session has {@code spark.speculation}, which would
   *     start a slow run twice in one folder
   */
  public static SparkSweepRunner of(SparkSession session) {
    JavaSparkContext spark =
        new JavaSparkContext(Arguments.notNull("session", session).sparkContext());
    if (spark.getConf().getBoolean(SPECULATION, false)) {
      throw new IllegalArgumentException(
          SPECULATION + " starts a slow run twice, in one folder: start without it");
    }
    return new SparkSweepRunner(spark);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the recipe holds steps of a program, which executors do not
   *     have
   */
  @Override
  public void run(List<Task> tasks, Consumer<Task> ended) {
    tasks.forEach(SparkSweepRunner::requireNoSteps);
    String group = "twohead sweep " + UUID.randomUUID();
    AtomicBoolean ending = new AtomicBoolean();
    ExecutorService waiting = Executors.newFixedThreadPool(Math.max(1, tasks.size()));
    ExecutorCompletionService<Task> done = new ExecutorCompletionService<>(waiting);
    try {
      tasks.forEach(task -> done.submit(() -> await(task, group, ending)));
      for (int i = 0; i < tasks.size(); i++) {
        ended.accept(done.take().get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TwoheadException("the sweep was interrupted; the same call goes on with it", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new TwoheadException("a run of a sweep failed: " + e.getCause(), e);
    } finally {
      ending.set(true); // before jobs are cancelled: what fails from here on is no run
      if (!spark.sc().isStopped()) {
        spark.sc().cancelJobGroupAndFutureJobs(group);
      }
      waiting.shutdownNow();
    }
  }

  private static void requireNoSteps(Task task) {
    if (!task.recipe().ownSteps().isEmpty()) {
      throw new IllegalArgumentException(
          "the recipe holds steps of a program, "
              + task.recipe().ownSteps().values()
              + ", which executors do not have: run the sweep on threads");
    }
  }

  /**
   * Has a run done by a job of one task. It is failed if that task is, not if all ends: the next
   * call goes on from its checkpoints then.
   */
  private Task await(Task task, String group, AtomicBoolean ending) {
    try {
      spark.setJobGroup(group, "run " + task.number() + " in " + task.folder(), true);
      spark.parallelize(List.of(task.program()), 1).foreach(new Training());
    } catch (Exception e) { // SparkException is a checked one, which no signature tells
      if (spark.sc().isStopped()) {
        throw new TwoheadException(
            "the sweep's Spark session was stopped; the same call in another goes on with it", e);
      }
      if (!ending.get() && RunFolder.open(task.folder()).result().isEmpty()) {
        task.failed("its Spark task failed: " + e.getMessage());
      }
    }
    return task;
  }

  /** What an executor does. */
  private static final class Training implements VoidFunction<List<String>> {
    private static final long serialVersionUID = 1;

    @Override
    public void call(List<String> program) {
      Path folder = Path.of(program.get(1));
      if (!Files.isDirectory(folder)) {
        throw new TwoheadException(
            folder + " is not there: a sweep's folder must be one that all machines see");
      }
      Task.of(program).run();
    }
  }
}
