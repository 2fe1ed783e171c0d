package io.github.twohead.experiments;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.twohead.Recipe;
import io.github.twohead.TwoheadException;
import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.experiments.internal.runs.WholeFile;
import io.github.twohead.spi.FileProblem;
import io.github.twohead.spi.FolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of a sweep, held by one process at a time. */
final class SweepFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
  private static final String TABLE = "results.csv";
  private static final String BEST = "best.twohead";

  /** What a run goes on with; the environment tells the tables that it is of. */
  private static final List<String> KEPT =
      List.of(ExperimentRun.CHECKPOINTS, RunFolder.RECIPE, RunFolder.ENVIRONMENT);

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Path folder;
  private final FolderLock lock;

  private SweepFolder(Path folder, FolderLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Makes the folder or goes on with it.
   *
   * @param what of which there may be one in a folder, such as a sweep
   * @param plan what is going to be run
   * @throws IllegalArgumentException if another plan lies there
   */
  static SweepFolder open(Path folder, String what, JsonObject plan) {
    WholeFile.makeFolder(folder);
    FolderLock lock =
        FolderLock.take(folder)
            .orElseThrow(
                () -> new TwoheadException("another process works on the " + what + " " + folder));
    SweepFolder files = new SweepFolder(folder, lock);
    try {
      files.agree(what, plan);
      return files;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void agree(String what, JsonObject plan) {
    Path file = folder.resolve(what + ".json");
    if (!Files.exists(file)) {
      WholeFile.write(file, plan);
      return;
    }
    JsonObject there = WholeFile.read(file);
    Set<String> parts = new LinkedHashSet<>(plan.keySet());
    parts.addAll(there.keySet());
    for (String part : parts) {
      if (!String.valueOf(plan.get(part)).equals(String.valueOf(there.get(part)))) {
        throw new IllegalArgumentException(
            folder
                + " holds another "
                + what
                + ": "
                + difference(part, there.get(part), plan.get(part))
                + "; give another folder, or the same settings to go on with it");
      }
    }
  }

  private static String difference(String part, JsonElement before, JsonElement now) {
    if (!part.equals("recipe")) {
      return "its \"" + part + "\" is " + before + ", not " + now;
    }
    List<String> lacks = lines(now);
    lacks.removeAll(lines(before));
    List<String> more = lines(before);
    more.removeAll(lines(now));
    if (lacks.isEmpty() && more.isEmpty()) {
      return "its recipe has the same lines in another order";
    }
    String lacking = lacks.isEmpty() ? "" : " lacks " + quoted(lacks);
    String having = more.isEmpty() ? "" : " has " + quoted(more) + ", which this one has not";
    return "its recipe" + lacking + (lacks.isEmpty() || more.isEmpty() ? "" : " and") + having;
  }

  private static List<String> lines(JsonElement recipe) {
    List<String> lines = new ArrayList<>();
    recipe.getAsJsonArray().forEach(line -> lines.add(line.getAsString().strip()));
    return lines;
  }

  private static String quoted(List<String> lines) {
    return "\"" + String.join("\", \"", lines) + "\"";
  }

  /** Where a run of a sweep lies. */
  static Path run(Path folder, int number) {
    return folder.resolve(String.format(Locale.ROOT, "%03d", number));
  }

  /**
   * Whether a run has come to its end with this recipe, these tables and models, so that it is
   * kept.
   */
  static boolean isDone(Path run, Recipe recipe) {
    return Files.exists(run.resolve(RunFolder.RESULT)) && isOf(run, recipe, State.COMPLETED);
  }

  /** Whether a run came to an end of whatever kind. */
  static boolean isEnded(Path run) {
    return Files.exists(run.resolve(RunFolder.RESULT));
  }

  /** Whether a run was begun that did not come to its end. */
  static boolean isBegun(Path run) {
    return Files.exists(run.resolve(RunFolder.LOG)) && !isEnded(run);
  }

  /** Whether a run got so far with this recipe, these tables and models. */
  private static boolean isOf(Path run, Recipe recipe, State... states) {
    if (!Files.exists(run.resolve(RunFolder.RECIPE))) {
      return false;
    }
    try {
      RunFolder there = RunFolder.open(run);
      return List.of(states).contains(there.state())
          && isOf(run, recipe)
          && there.environment().entrySet().containsAll(Tables.of(recipe).digests().entrySet());
    } catch (IllegalArgumentException | TwoheadException e) {
      return false; // a damaged one is done again, a missing table told by the run
    }
  }

  /** Whether this is the recipe that would be written now. */
  private static boolean isOf(Path run, Recipe recipe) {
    Path now = run.resolve("recipe.now");
    try {
      recipe.write(now);
      boolean same = Files.mismatch(now, run.resolve(RunFolder.RECIPE)) < 0;
      Files.delete(now);
      return same;
    } catch (IOException e) {
      throw new UncheckedIOException(run + " cannot be compared: " + FileProblem.why(e), e);
    }
  }

  /**
   * Makes a run's folder with its recipe. What was left there unfinished is deleted, but for the
   * checkpoints of this very run, which goes on from them.
   */
  static void prepare(Path run, Recipe recipe) {
    try {
      if (Files.exists(run)) {
        awaitEnd(run);
        boolean goesOn = isOf(run, recipe, State.UNFINISHED, State.INTERRUPTED, State.PLANNED);
        Files.deleteIfExists(run.resolve(RunFolder.RESULT)); // first: half a folder has no result
        deleteAll(run, goesOn ? KEPT : List.of());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the folder " + run + " cannot be emptied: " + FileProblem.why(e), e);
    }
    WholeFile.makeFolder(run);
    WholeFile.write(run.resolve(RunFolder.RECIPE), recipe::write);
  }

  private static void deleteAll(Path run, List<String> but) throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      for (Path file : files.toList()) {
        if (!but.contains(String.valueOf(file.getFileName()))) {
          WholeFile.deleteFolder(file);
        }
      }
    }
  }

  /** A process of a sweep that was killed may take a moment to notice it. */
  private static void awaitEnd(Path run) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (FolderLock.isHeld(run)) {
      if (System.nanoTime() > end) {
        throw new TwoheadException("another process still writes " + run + ": end it first");
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  /** Writes what came of all runs; a file that cannot be replaced costs no table. */
  SweepTable finish(SweepTable table) {
    write(() -> table.writeCsv(folder.resolve(TABLE)));
    write(() -> writeBest(table));
    return table;
  }

  /** Writes a file of results; one that cannot be replaced is left. */
  void write(Runnable writing) {
    try {
      writing.run();
    } catch (UncheckedIOException e) { // open in Excel, on Windows
      LOG.warn("{}; the same call writes it again", e.getMessage());
    }
  }

  private void writeBest(SweepTable table) {
    table
        .best()
        .flatMap(row -> RunFolder.open(row.folder()).model())
        .ifPresent(
            model ->
                WholeFile.write(
                    folder.resolve(BEST),
                    part -> Files.copy(model, part, StandardCopyOption.REPLACE_EXISTING)));
  }

  @Override
  public void close() {
    lock.close();
  }
}
