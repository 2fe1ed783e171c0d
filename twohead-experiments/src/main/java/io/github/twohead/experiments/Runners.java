package io.github.twohead.experiments;

import io.github.twohead.TwoheadException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The runners that {@link SweepRunner} makes. */
final class Runners {
  private Runners() {}

  static int checked(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1, but is " + count);
    }
    return count;
  }

  /** Does some work for a run. */
  private interface Work {
    void run(SweepRunner.Task task) throws InterruptedException;
  }

  /** Works on as many runs at a time as there are threads; one alone is done by the caller. */
  private static void each(
      int count, List<SweepRunner.Task> tasks, Work work, Consumer<SweepRunner.Task> ended) {
    if (count == 1) {
      for (SweepRunner.Task task : tasks) {
        one(task, work, ended);
      }
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<?>> futures = new ArrayList<>();
      tasks.forEach(task -> futures.add(threads.submit(() -> one(task, work, ended))));
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new TwoheadException("a run of a sweep failed: " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
      awaitEnd(threads);
    }
  }

  private static void one(SweepRunner.Task task, Work work, Consumer<SweepRunner.Task> ended) {
    try {
      work.run(task);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
    ended.accept(task);
  }

  /** Nothing goes on once this returns. */
  private static void awaitEnd(ExecutorService threads) {
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static TwoheadException interrupted() {
    return new TwoheadException("the sweep was interrupted; the same call goes on with it");
  }

  /** In this JVM. */
  record Threads(int count) implements SweepRunner {
    @Override
    public void run(List<Task> tasks, Consumer<Task> ended) {
      each(count, tasks, Task::run, ended);
    }
  }

  /** In JVMs of their own. */
  record Processes(int count) implements SweepRunner {
    private static final String OUTPUT = "output.txt";
    private static final long ENDS_WITHIN_SECONDS = 10;

    /** Options for a debugger, a port or a file that only one JVM can have. */
    private static final List<String> OF_THIS_JVM =
        List.of(
            "-agentlib",
            "-agentpath",
            "-javaagent",
            "-Xrun",
            "-Xdebug",
            "-Xlog:",
            "-Xloggc",
            "-Dcom.sun.management.jmxremote",
            "-XX:FlightRecorderOptions",
            "-XX:StartFlightRecording");

    @Override
    public void run(List<Task> tasks, Consumer<Task> ended) {
      each(count, tasks, Processes::await, ended);
    }

    private static void await(Task task) throws InterruptedException {
      Process process = start(task);
      try {
        int code = process.waitFor();
        if (RunFolder.open(task.folder()).result().isEmpty()) {
          task.failed("its process ended with exit code " + code + ": " + OUTPUT + " says more");
        }
      } finally {
        end(process);
      }
    }

    /** It writes nothing more once this returns. */
    private static void end(Process process) {
      process.destroyForcibly();
      boolean interrupted = Thread.interrupted();
      try {
        boolean unused = process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private static Process start(Task task) {
      Map<String, String> own = task.recipe().ownSteps();
      if (!own.isEmpty()) {
        throw new IllegalArgumentException(
            "the recipe holds steps of a program, "
                + own.values()
                + ", which another JVM does not have: run the sweep on threads");
      }
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(option -> OF_THIS_JVM.stream().noneMatch(option::startsWith))
          .forEach(command::add);
      command.addAll(task.program());
      command.add(RunProgram.TIED);
      File output = task.folder().resolve(OUTPUT).toFile();
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(output);
      // longer ones than a command line may be on Windows
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
      try {
        return builder.start();
      } catch (IOException e) {
        throw new UncheckedIOException("a JVM for a run cannot be started: " + e, e);
      }
    }
  }
}
