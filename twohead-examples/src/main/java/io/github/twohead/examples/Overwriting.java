package io.github.twohead.examples;

import io.github.twohead.ImageSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Refuses to write a file that is also read, or two outputs into one, before any is opened. */
final class Overwriting {
  /** What commands read of a folder, also where only its name is given. */
  private static final List<String> TABLES =
      List.of("train.csv", "val.csv", "test.csv", "classes.txt");

  /** A file or folder, and the option that names it. */
  private record Given(String option, Path path) {}

  private final List<Given> inputs = new ArrayList<>();
  private final List<Given> outputs = new ArrayList<>();

  private Overwriting() {}

  /**
   * Looks at all paths that a command is given.
   *
   * @throws ParameterException if one that is written is another one that is read or written
   */
  static void check(ParseResult parsed) {
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    Overwriting files = new Overwriting();
    command.matchedOptions().forEach(files::add);
    command.matchedPositionals().forEach(files::add);
    try {
      files.check();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandSpec().commandLine(), e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(ArgSpec arg) {
    String option = arg.isOption() ? ((OptionSpec) arg).longestName() : "";
    List<?> converters = List.of(arg.converters());
    boolean folder = converters.stream().anyMatch(GivenPath.OutputFolder.class::isInstance);
    boolean output = converters.stream().anyMatch(GivenPath.Output.class::isInstance);
    boolean part = converters.stream().anyMatch(AnswerFile.Output.class::isInstance);
    paths(arg.typedValues())
        .filter(path -> !folder)
        .forEach(
            path -> {
              (output ? outputs : inputs).add(new Given(option, path));
              if (part) {
                outputs.add(new Given(option, AnswerFile.part(path)));
              }
            });
  }

  private static Stream<Path> paths(Object value) {
    if (value instanceof Path path) {
      return Stream.of(path);
    }
    if (value instanceof Map<?, ?> map) {
      return paths(List.copyOf(map.values()));
    }
    return value instanceof List<?> list ? list.stream().flatMap(Overwriting::paths) : Stream.of();
  }

  private void check() throws IOException {
    for (Given output : outputs) {
      for (Given input : inputs) {
        if (reads(input, output.path)) {
          String reader = input.option.isEmpty() ? "a photo" : "read by " + input.option;
          throw new IllegalArgumentException(
              output.option + ": " + output.path + " is " + reader + ": give another file");
        }
      }
      for (Given other : outputs) {
        if (!other.option.equals(output.option) && isSame(other.path, output.path)) {
          throw new IllegalArgumentException(
              output.option + " and " + other.option + " are one file: " + output.path);
        }
      }
    }
  }

  /** Whether an option reads a file: its own, or what belongs to a table or a folder. */
  private static boolean reads(Given input, Path output) throws IOException {
    if (!Files.isDirectory(input.path)) {
      return isSame(input.path, output)
          || (isTable(input.path) && isSame(input.path.resolveSibling("classes.txt"), output));
    }
    for (String table : TABLES) {
      if (isSame(input.path.resolve(table), output)) {
        return true;
      }
    }
    return Files.exists(output)
        && ImageSource.isNamedAsImage(output)
        && output.toRealPath().startsWith(input.path.toRealPath());
  }

  private static boolean isTable(Path file) {
    return file.toString().endsWith(".csv");
  }

  /** Whether two paths lead to the same file, or would. */
  private static boolean isSame(Path one, Path other) throws IOException {
    boolean exist = Files.exists(one) && Files.exists(other);
    return exist ? Files.isSameFile(one, other) : place(one).equals(place(other));
  }

  private static Path place(Path file) throws IOException {
    Path whole = file.toAbsolutePath().normalize();
    Path folder = whole.getParent();
    return folder == null || !Files.isDirectory(folder)
        ? whole
        : folder.toRealPath().resolve(whole.getFileName());
  }
}
