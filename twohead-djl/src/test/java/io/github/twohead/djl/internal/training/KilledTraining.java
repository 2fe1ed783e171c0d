package io.github.twohead.djl.internal.training;

import io.github.twohead.ModelFileException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Kills trainings as {@code kill -9} does, at random moments, starts them again until they end, and
 * compares what they end with with what a training ends with that was never killed: losses, scores
 * and weights to the bit. That one writes no checkpoints, unless its backbone draws random numbers
 * of PyTorch's, which begin anew at each.
 *
 * <pre>{@code
 * java -cp … KilledTraining SEED KILLS                  # short trainings, until so many kills
 * java -cp … KilledTraining SEED KILLS train.csv val.csv # one of full size
 * }</pre>
 */
public final class KilledTraining {
  private static final int KILLS_OF_A_RUN = 5;
  private static final String HALF = ".tmp";

  private final Path folder;
  private final Random random;
  private final boolean told;

  /** When a process is killed. */
  enum Moment {
    /** After a random time. */
    AT_ANY_TIME,
    /** After a random batch, or within the next one. */
    IN_BATCHES,
    /** After the next epoch, as it is scored or written. */
    BETWEEN_EPOCHS,
    /** As soon as a file is there that is not whole. */
    WHILE_WRITING
  }

  /** What became of a training: how often it was killed, and whether it ends as it should. */
  record Outcome(int kills, boolean equal, List<String> left) {}

  KilledTraining(Path folder, long seed, boolean told) {
    this.folder = folder;
    random = new Random(seed);
    this.told = told;
  }

  /** Kills trainings. */
  public static void main(String[] args) throws IOException, InterruptedException {
    long seed = Long.parseLong(args[0]);
    int wanted = Integer.parseInt(args[1]);
    Path folder = Files.createTempDirectory("twohead-killed");
    KilledTraining killed = new KilledTraining(folder, seed, true);
    List<String> tables = List.of(args).subList(2, args.length);
    int kills = 0;
    int runs = 0;
    boolean failed = false;
    while (kills < wanted) {
      int most = tables.isEmpty() ? Math.min(KILLS_OF_A_RUN, wanted - kills) : wanted - kills;
      Outcome outcome = killed.run(tables.isEmpty() ? runs : -1, tables, killed.moments(most));
      failed |= !outcome.equal() || !outcome.left().isEmpty();
      kills += outcome.kills();
      runs++;
    }
    System.out.printf(
        "seed %d: %d kills in %d trainings: %s%n",
        seed, kills, runs, failed ? "FAILED" : "all equal");
    System.exit(failed ? 1 : 0);
  }

  /**
   * Kills one training some times.
   *
   * @param variant its number; -1 for one of full size
   * @param moments when it is killed, one time after the other, unless it ends before
   */
  Outcome run(int variant, List<String> tables, List<Moment> moments)
      throws IOException, InterruptedException {
    Path own = Files.createTempDirectory(folder, "training" + variant + "-");
    Path whole = own.resolve("whole.txt");
    Path resumed = own.resolve("resumed.txt");
    Path checkpoints = own.resolve("checkpoints");
    long begin = System.nanoTime();
    String ofWhole = KilledTrainingProgram.draws(variant) ? own.resolve("other").toString() : "";
    start(variant, tables, whole, ofWhole).waitForEnd();
    long nanos = System.nanoTime() - begin;
    int kills = 0;
    for (Moment moment : moments) {
      if (!Files.exists(resumed)) {
        Child child = start(variant, tables, resumed, checkpoints.toString());
        kills += kill(child, moment, nanos / moments.size()) ? 1 : 0;
        check(checkpoints);
      }
    }
    if (!Files.exists(resumed)) {
      start(variant, tables, resumed, checkpoints.toString()).waitForEnd();
    }
    boolean equal = Files.readString(whole).equals(Files.readString(resumed));
    List<String> left =
        names(checkpoints).stream()
            .filter(name -> !name.equals(".lock") && !name.matches("epoch-.*\\.safetensors"))
            .toList();
    tell("training " + variant + ": " + kills + " kills, " + (equal ? "equal" : "DIFFERENT"));
    return new Outcome(kills, equal, left);
  }

  private List<Moment> moments(int count) {
    return random
        .ints(count, 0, Moment.values().length)
        .mapToObj(one -> Moment.values()[one])
        .toList();
  }

  private boolean kill(Child child, Moment moment, long nanos) throws InterruptedException {
    long delay = (long) (random.nextDouble() * TimeUnit.MILLISECONDS.toNanos(60));
    Path checkpoints = child.checkpoints;
    boolean met =
        switch (moment) {
          case AT_ANY_TIME -> child.await((long) (random.nextDouble() * nanos));
          case IN_BATCHES -> child.awaitLine("batch", 1 + random.nextInt(10), delay);
          case BETWEEN_EPOCHS -> child.awaitLine("epoch", 1, delay);
          case WHILE_WRITING ->
              child.awaitLine("batch", 1 + random.nextInt(8), 0) && child.awaitHalf(checkpoints);
        };
    boolean killed = child.kill();
    boolean half = names(checkpoints).stream().anyMatch(name -> name.endsWith(HALF));
    tell(
        "  "
            + (killed ? "killed" : "ended before")
            + " "
            + moment
            + (met ? "" : ", too late for that")
            + ", after "
            + child.last.get()
            + (half ? ", a file was half written" : ""));
    return killed;
  }

  /** What is not half written must be whole, at any time. */
  private static void check(Path checkpoints) throws IOException {
    for (String name : names(checkpoints)) {
      if (name.startsWith("epoch-")) {
        try {
          TrainingState.Reader unused =
              TrainingState.Reader.decode(Files.readAllBytes(checkpoints.resolve(name)));
        } catch (ModelFileException e) {
          throw new IllegalStateException(name + " is damaged: " + e.getMessage(), e);
        }
      }
    }
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tell(String line) {
    if (told) {
      System.out.println(line);
    }
  }

  private static Child start(int variant, List<String> tables, Path out, String checkpoints)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-Djava.awt.headless=true"));
    command.add(KilledTrainingProgram.class.getName());
    command.addAll(List.of(Integer.toString(variant), out.toString(), checkpoints));
    command.addAll(tables);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return new Child(builder.start(), Path.of(checkpoints));
  }

  /** A process that trains, and says what it has done. */
  private static final class Child {
    final Path checkpoints;
    final AtomicReference<String> last = new AtomicReference<>("its start");

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    Child(Process process, Path checkpoints) {
      this.process = process;
      this.checkpoints = checkpoints;
      Thread reader = new Thread(this::read);
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          synchronized (lines) {
            lines.add(line);
          }
          if (line.startsWith("batch") || line.startsWith("epoch")) {
            last.set(line);
          }
        }
      } catch (IOException e) {
        last.compareAndSet("its start", "its start, unheard");
      } finally {
        ended.set(true);
      }
    }

    private long count(String start) {
      synchronized (lines) {
        return lines.stream().filter(line -> line.startsWith(start)).count();
      }
    }

    boolean await(long nanos) {
      long end = System.nanoTime() + nanos;
      while (System.nanoTime() < end && !ended.get()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      return !ended.get();
    }

    boolean awaitLine(String start, int times, long delay) {
      while (count(start) < times && !ended.get()) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
      }
      return await(delay);
    }

    boolean awaitHalf(Path folder) {
      while (!ended.get()) {
        if (names(folder).stream().anyMatch(name -> name.endsWith(HALF))) {
          return true;
        }
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
      }
      return false;
    }

    /** Returns whether it had not ended by itself. */
    boolean kill() throws InterruptedException {
      process.destroyForcibly(); // SIGKILL
      int status = process.waitFor();
      if (text().contains("Exception in thread")) {
        throw new IllegalStateException("it failed:\n" + text());
      }
      return status != 0;
    }

    void waitForEnd() throws InterruptedException {
      if (process.waitFor() != 0) {
        throw new IllegalStateException("it failed:\n" + text());
      }
    }

    private String text() {
      synchronized (lines) {
        return String.join("\n", lines);
      }
    }
  }
}
