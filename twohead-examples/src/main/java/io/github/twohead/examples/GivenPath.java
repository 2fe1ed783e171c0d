package io.github.twohead.examples;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads paths of options. One that cannot be used is found while options are read, so that nothing
 * is loaded for it in vain, and hours of training do not end at a folder that is not there.
 */
abstract class GivenPath implements ITypeConverter<Path> {
  private static final String MODEL = "twohead";

  /** How the names of models' files end that everybody knows. */
  private static final List<String> MODELS = List.of(MODEL, "tflite", "onnx");

  /** A file to read. */
  static final class Input extends GivenPath {
    @Override
    @Nullable String problem(Path path) {
      if (Files.isDirectory(path)) {
        return path + " is a folder, not a file";
      }
      return Files.exists(path) ? null : path + ": there is no such file";
    }
  }

  /** A folder to read from. */
  static final class InputFolder extends GivenPath {
    @Override
    @Nullable String problem(Path path) {
      return Files.isDirectory(path) ? null : path + ": there is no such folder";
    }
  }

  /** A saved model to write. */
  static final class SavedModel extends Output {
    @Override
    @Nullable String problem(Path path) {
      String problem = super.problem(path);
      return problem == null ? misnamed(path, MODEL) : problem;
    }
  }

  /** A file to write. */
  static class Output extends GivenPath {
    @Override
    @Nullable String problem(Path path) {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        return path + ": the folder " + folder + " does not exist";
      }
      return Files.isDirectory(path) ? path + " is a folder, not a file" : null;
    }
  }

  /** A folder to write to, which need not be there yet. */
  static final class OutputFolder extends GivenPath {
    @Override
    @Nullable String problem(Path path) {
      Path there = path.toAbsolutePath();
      while (there != null && !Files.exists(there)) {
        there = there.getParent();
      }
      return there == null || Files.isDirectory(there)
          ? null
          : path + ": " + there + " is not a folder";
    }
  }

  /**
   * What is wrong with the name of a model's file, or null: that it ends as that of another kind.
   *
   * @param extension of its own kind
   */
  static @Nullable String misnamed(Path file, String extension) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    for (String other : MODELS) {
      if (!other.equals(extension) && name.endsWith("." + other)) {
        return file
            + " would be no ."
            + other
            + " file: let its name end in ."
            + extension
            + otherwise(extension, other);
      }
    }
    return null;
  }

  /** What writes the kind of file that a name ends in. */
  private static String otherwise(String extension, String other) {
    if (extension.equals(MODEL)) {
      return ", and write others of it with export";
    }
    return other.equals(MODEL) ? "" : ", or say --format " + other;
  }

  /** What is wrong with a path, or null. */
  abstract @Nullable String problem(Path path);

  @Override
  public Path convert(String text) {
    String problem;
    try {
      Path path = Path.of(text);
      problem = problem(path);
      if (problem == null) {
        return path;
      }
    } catch (InvalidPathException e) {
      problem = "\"" + text + "\" is not a path: " + e.getReason();
    }
    throw new TypeConversionException(problem);
  }
}
