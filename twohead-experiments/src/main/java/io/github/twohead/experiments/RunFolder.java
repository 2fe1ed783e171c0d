package io.github.twohead.experiments;

import com.google.gson.JsonElement;
import io.github.twohead.Recipe;
import io.github.twohead.experiments.internal.runs.WholeFile;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.FileProblem;
import io.github.twohead.spi.FolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an {@link Experiment} left behind. Immutable, but for what a run that goes on writes.
 *
 * <pre>
 * runs/2026-11-26/first/
 *   recipe.yaml        the resolved recipe, secrets masked: {@code train --config} repeats the run
 *   environment.json   versions, system, processor, digests of the tables
 *   log.txt            what happened, line by line
 *   metrics.jsonl      every number, an object on each line
 *   model.twohead      the best epoch's model
 *   result.json        how the run ended, and its scores: written last
 * </pre>
 *
 * <p>Each file but the log and the metrics is there with all of its content or not at all. A folder
 * without {@code result.json} is of a run that goes on, or that was killed.
 */
public final class RunFolder {
  static final String RECIPE = "recipe.yaml";
  static final String ENVIRONMENT = "environment.json";
  static final String RESULT = "result.json";
  static final String LOG = "log.txt";
  static final String METRICS = "metrics.jsonl";
  static final String MODEL = "model.twohead";

  /** What an export must not be called. */
  static final List<String> NAMES =
      List.of(RECIPE, ENVIRONMENT, RESULT, LOG, METRICS, "metrics.csv", MODEL, "output.txt");

  /** How deep below the folder of all runs those of sweeps lie. */
  private static final int DEPTH = 4;

  /** How far a run got. */
  public enum State {
    /** It ended as it should. */
    COMPLETED,
    /** It was told to end before its last epoch; its model is that of the best one until then. */
    INTERRUPTED,
    /** An error ended it. */
    FAILED,
    /** It goes on, in some process. */
    RUNNING,
    /** Its process ended before it did. */
    UNFINISHED,
    /** A sweep is to begin it. */
    PLANNED,
    /** Its result cannot be read, as where the file was edited. */
    DAMAGED
  }

  private final Path path;
  private final Optional<RunResult> result;
  private final boolean damaged;

  /** Reads what is there now. */
  private RunFolder(Path path) {
    this.path = path;
    Path file = path.resolve(RESULT);
    result = Files.exists(file) ? read(file) : Optional.empty();
    damaged = result.isEmpty() && Files.exists(file);
  }

  private static Optional<RunResult> read(Path file) {
    try {
      return Optional.of(RunResult.of(WholeFile.read(file)));
    } catch (RuntimeException e) { // no JSON, or something else in it
      return Optional.empty();
    }
  }

  /**
   * Reads a run's folder.
   *
   * @param folder the folder
   * @return what lies in it
   * @throws IllegalArgumentException if there is no run in it
   */
  public static RunFolder open(Path folder) {
    if (!isRun(Arguments.notNull("folder", folder))) {
      throw new IllegalArgumentException(
          folder + " is no folder of a run: there is no " + RECIPE + " in it");
    }
    return new RunFolder(folder);
  }

  private static boolean isRun(Path folder) {
    return Files.isRegularFile(folder.resolve(RECIPE));
  }

  /**
   * Reads the folders of all runs.
   *
   * @param runs the folder that holds them, by date and name; those of sweeps too
   * @return the runs by date and name, numbers by their size; none if there is no such folder
   */
  public static List<RunFolder> list(Path runs) {
    if (!Files.isDirectory(Arguments.notNull("runs", runs))) {
      return List.of();
    }
    try (Stream<Path> folders = Files.walk(runs, DEPTH)) {
      return folders
          .filter(RunFolder::isRun)
          .sorted(RunFolder::compare)
          .map(RunFolder::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(runs + " cannot be read: " + FileProblem.why(e), e);
    }
  }

  /** Run 1000 of a sweep comes after run 999. */
  private static int compare(Path one, Path other) {
    Comparator<String> byNumber =
        Comparator.comparingInt(name -> name.matches("\\d{1,9}") ? Integer.parseInt(name) : -1);
    Comparator<String> byName = byNumber.thenComparing(Comparator.naturalOrder());
    for (int i = 0; i < Math.min(one.getNameCount(), other.getNameCount()); i++) {
      int order = byName.compare(one.getName(i).toString(), other.getName(i).toString());
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(one.getNameCount(), other.getNameCount());
  }

  /** {@return the folder} */
  public Path path() {
    return path;
  }

  /** {@return the folder's name} */
  public String name() {
    return String.valueOf(path.getFileName());
  }

  /** {@return how far the run got} */
  public State state() {
    if (result.isPresent()) {
      return result.get().state();
    }
    if (damaged) {
      return State.DAMAGED;
    }
    if (FolderLock.isHeld(path)) {
      return State.RUNNING;
    }
    return Files.exists(log()) ? State.UNFINISHED : State.PLANNED;
  }

  /** {@return how the run ended; empty if it did not, or cannot be read} */
  public Optional<RunResult> result() {
    return result;
  }

  /** {@return the recipe, with which the run can be repeated} */
  public Recipe recipe() {
    return Recipe.read(path.resolve(RECIPE));
  }

  /**
   * {@return what the run ran on, by name: versions, system, processor, and the digests of the
   * tables once they were read; empty if it did not begin}
   */
  public Map<String, String> environment() {
    Path file = path.resolve(ENVIRONMENT);
    Map<String, String> facts = new LinkedHashMap<>();
    if (Files.exists(file)) {
      for (Map.Entry<String, JsonElement> fact : WholeFile.read(file).entrySet()) {
        facts.put(fact.getKey(), fact.getValue().getAsString());
      }
    }
    return Collections.unmodifiableMap(facts);
  }

  /** {@return the best epoch's model; empty if there is none} */
  public Optional<Path> model() {
    return Optional.of(path.resolve(MODEL)).filter(Files::exists);
  }

  /** {@return where the run writes what happens; the file is there once it has begun} */
  public Path log() {
    return path.resolve(LOG);
  }

  /** {@return where the run writes its numbers, an object on each line} */
  public Path metrics() {
    return path.resolve(METRICS);
  }

  /** Returns the folder and how far the run got. */
  @Override
  public String toString() {
    return path + " (" + state().name().toLowerCase(Locale.ROOT) + ")";
  }
}
