package io.github.twohead.runtime.internal.serving;

import io.github.twohead.TwoheadException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Damages files of networks of every format, and checks that each is run or refused with a {@link
 * TwoheadException}, within a second, by every interpreter that there is. Each kind is done in a
 * JVM of its own, which a native crash would end:
 *
 * <pre>{@code java -cp … io.github.twohead.runtime.internal.serving.RuntimeMutationRun 10000 1}
 * </pre>
 *
 * <p>Further arguments are files to damage instead. File number i is damaged with the seed plus i,
 * so that a count of 1 with the seed of a violation repeats it.
 */
final class RuntimeMutationRun {
  private static final long SILENCE_MILLIS = 120_000;

  private final Path folder;
  private final PrintStream out;
  private int violations;

  private RuntimeMutationRun(Path folder, PrintStream out) {
    this.folder = folder;
    this.out = out;
  }

  /** Takes the count of damaged files of each kind, the first seed, and files. */
  public static void main(String[] args) throws Exception {
    List<String> names = new ArrayList<>(List.of(args).subList(2, args.length));
    int violations =
        run(
            Files.createTempDirectory("mutations"),
            Integer.parseInt(args[0]),
            Long.parseLong(args[1]),
            names.isEmpty() ? DamagedModel.NAMES : names,
            System.out);
    System.exit(violations == 0 ? 0 : 1);
  }

  /** Returns the number of violations. */
  static int run(Path folder, int count, long seed, List<String> names, PrintStream out)
      throws Exception {
    RuntimeMutationRun run = new RuntimeMutationRun(folder, out);
    for (String name : names) {
      run.damage(name, count, seed);
    }
    return run.violations;
  }

  private void damage(String name, int count, long firstSeed) throws Exception {
    int[] outcomes = new int[2];
    long seed = firstSeed;
    while (seed < firstSeed + count) {
      Process child = start(name, seed, firstSeed + count);
      seed = follow(child, name, seed, outcomes);
      if (child.waitFor() != 0) {
        violation(name, seed, "the JVM ended with " + child.exitValue());
        seed++;
      }
    }
    out.printf("%-32s %6d run, %6d refused%n", name, outcomes[0], outcomes[1]);
  }

  private Process start(String name, long from, long to) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + folder.resolve("crash.log"),
            "-Djava.io.tmpdir=" + folder,
            MutationChild.class.getName(),
            name,
            Long.toString(from),
            Long.toString(to));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** Reads what a child says of each seed; returns the first seed of which it said nothing. */
  private long follow(Process child, String name, long firstSeed, int[] outcomes) {
    long seed = firstSeed;
    try (BufferedReader lines = child.inputReader()) {
      Watch watch = new Watch(child);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(MutationChild.MARK)) {
          String outcome = line.substring(MutationChild.MARK.length());
          switch (outcome) {
            case MutationChild.RUN -> outcomes[0]++;
            case MutationChild.REFUSED -> outcomes[1]++;
            default -> violation(name, seed, outcome);
          }
          seed++;
          watch.restart();
        }
      }
      watch.stop();
    } catch (IOException e) {
      // the watch has ended the child
      out.println(e.getMessage());
    }
    return seed;
  }

  private void violation(String name, long seed, String what) {
    violations++;
    out.println("VIOLATION: " + name + " with seed " + seed + ": " + what);
  }

  /** Ends a child that says nothing for too long. */
  private static final class Watch {
    private final Timer timer = new Timer("watch", true);
    private final Process child;
    private TimerTask task;

    Watch(Process child) {
      this.child = child;
      task = schedule();
    }

    private TimerTask schedule() {
      TimerTask end =
          new TimerTask() {
            @Override
            public void run() {
              child.destroyForcibly();
            }
          };
      timer.schedule(end, SILENCE_MILLIS);
      return end;
    }

    void restart() {
      task.cancel();
      task = schedule();
    }

    void stop() {
      timer.cancel();
    }
  }
}
