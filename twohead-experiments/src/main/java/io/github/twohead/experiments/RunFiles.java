package io.github.twohead.experiments;

import com.google.gson.JsonObject;
import io.github.twohead.EpochReport;
import io.github.twohead.Recipe;
import io.github.twohead.TrainingListener;
import io.github.twohead.TwoheadException;
import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.experiments.internal.runs.WholeFile;
import io.github.twohead.spi.FileProblem;
import io.github.twohead.spi.FolderLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Writes the folder of a run that goes on, which it holds until it is closed. */
final class RunFiles implements TrainingListener, AutoCloseable {

  private final Path folder;
  private final FolderLock lock;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final PrintWriter log;
  private final UnaryOperator<String> masked;

  private RunFiles(Path folder, FolderLock lock, PrintWriter log, UnaryOperator<String> masked) {
    this.folder = folder;
    this.lock = lock;
    this.log = log;
    this.masked = masked;
  }

  /**
   * Makes a folder for a run of today.
   *
   * @param name its name, or with a number where that one is taken
   */
  static Path create(Path runs, String name) {
    Path day = runs.resolve(LocalDate.now(ZoneId.systemDefault()).toString());
    try {
      Files.createDirectories(day);
      Path folder = day.resolve(name);
      for (int number = 2; !isNew(folder); number++) {
        folder = day.resolve(name + "-" + number);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "a folder for the run cannot be made in " + day + ": " + FileProblem.why(e), e);
    }
  }

  /** Makes a folder, unless another run has, of whichever process. */
  private static boolean isNew(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Begins a run in a folder that holds none, or only the recipe of this one. */
  static RunFiles begin(Path folder, Recipe recipe) {
    FolderLock lock = lock(folder);
    try {
      if (Files.exists(folder.resolve(RunFolder.LOG))) {
        throw new IllegalArgumentException(folder + " holds a run already: give another folder");
      }
      WholeFile.write(folder.resolve(RunFolder.RECIPE), recipe.complete()::write);
      Writer log = Files.newBufferedWriter(folder.resolve(RunFolder.LOG));
      return new RunFiles(folder, lock, new PrintWriter(log, true), recipe::masked);
    } catch (IOException e) {
      lock.close();
      throw new UncheckedIOException(
          "the folder " + folder + " cannot be written: " + FileProblem.why(e), e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static FolderLock lock(Path folder) {
    WholeFile.makeFolder(folder);
    return FolderLock.take(folder)
        .orElseThrow(() -> new TwoheadException("another run writes into " + folder));
  }

  /** Adds what is known of where the run runs. */
  void environment(Map<String, String> facts) {
    environment.putAll(facts);
    JsonObject json = new JsonObject();
    environment.forEach(json::addProperty);
    WholeFile.write(folder.resolve(RunFolder.ENVIRONMENT), json);
  }

  /** Adds a line to the log, with the time and without secrets. */
  void log(String line) {
    log.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + "  " + masked.apply(line));
  }

  /** Adds what went wrong to the log. */
  void log(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace, true));
    log("failed: " + failure.getMessage() + System.lineSeparator() + trace);
  }

  @Override
  public void onEpoch(EpochReport epoch) {
    log(epoch.toString());
  }

  @Override
  public void onDecoded(int decoded, int total) {
    if (decoded == total) {
      log("decoded " + total + " images");
    }
  }

  Path folder() {
    return folder;
  }

  String name() {
    return String.valueOf(folder.getFileName());
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  boolean isEnded() {
    return Files.exists(folder.resolve(RunFolder.RESULT));
  }

  /** Ends the run: what is written last makes the folder a whole one. */
  void end(RunResult result) {
    write(folder, result);
  }

  private static void write(Path folder, RunResult result) {
    WholeFile.write(folder.resolve(RunFolder.RESULT), result.json());
  }

  /**
   * Ends a run whose process could not.
   *
   * @throws TwoheadException if another one writes there, which says itself how it ends
   */
  static void fail(Path folder, String reason) {
    FolderLock lock = lock(folder);
    try {
      write(folder, RunResult.builder(State.FAILED).error(reason).build());
    } finally {
      lock.close();
    }
  }

  @Override
  public void close() {
    log.close();
    lock.close();
  }
}
