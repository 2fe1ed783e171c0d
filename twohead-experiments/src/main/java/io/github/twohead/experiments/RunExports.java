package io.github.twohead.experiments;

import io.github.twohead.ExportFormat;
import io.github.twohead.Recipe;
import io.github.twohead.experiments.internal.runs.WholeFile;
import io.github.twohead.spi.FileProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The files that a run exports: all into its folder, and copies where the recipe names paths. */
final class RunExports {
  static final String MODEL_KEY = "export.model";

  private final Recipe recipe;
  private final Map<ExportFormat, Path> targets;
  private final Optional<Path> model;

  /** Reads what the recipe asks for, each a file of its own. */
  RunExports(Recipe recipe) {
    this.recipe = recipe;
    targets = recipe.exports();
    model = recipe.path(MODEL_KEY);
  }

  static String key(ExportFormat format) {
    return "export." + format.name().toLowerCase(Locale.ROOT);
  }

  private static Path whole(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** What the files are called in the folder of the run; of one name, they say their format. */
  Map<ExportFormat, String> names() {
    List<String> taken = new ArrayList<>(RunFolder.NAMES);
    targets.values().forEach(path -> taken.add(name(path)));
    Map<ExportFormat, String> names = new LinkedHashMap<>();
    targets.forEach(
        (format, path) -> {
          String name = name(path);
          boolean alone = Collections.frequency(taken, name) == 1;
          names.put(format, alone ? name : format.name().toLowerCase(Locale.ROOT) + "-" + name);
        });
    return names;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** Makes the folders of the copies, so that none is found missing after training. */
  void makeFolders() {
    targets.forEach((format, path) -> makeFolder(key(format), path));
    model.ifPresent(path -> makeFolder(MODEL_KEY, path));
  }

  private void makeFolder(String key, Path path) {
    Path unused = recipe.at(key, () -> makeFolder(path));
  }

  private static Path makeFolder(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder == null ? path : folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the folder of " + path + " cannot be made: " + FileProblem.why(e), e);
    }
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException(path + " is a folder: give a file");
    }
    if (folder != null && !Files.isWritable(folder)) {
      throw new IllegalArgumentException(folder + " is a folder that cannot be written");
    }
    return path;
  }

  /** Copies a file of the run to where the recipe wants it. */
  static void copy(Path file, Path to, RunFiles files) {
    if (!whole(file).equals(whole(to))) {
      WholeFile.write(to, part -> Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING));
      files.log("copied " + file.getFileName() + " to " + to);
    }
  }
}
