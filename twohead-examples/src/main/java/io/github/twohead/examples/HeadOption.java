package io.github.twohead.examples;

import io.github.twohead.HeadSpec;
import io.github.twohead.LabelSplitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code name=positives/negatives}: a head and the classes that it is taught. A class in neither
 * list is unknown; without {@code /negatives} every other class is negative.
 *
 * @param name the head's name
 * @param positives classes
 * @param negatives classes; empty for all others
 */
record HeadOption(String name, List<String> positives, List<String> negatives) {

  /** Reads the option. */
  static final class Converter implements ITypeConverter<HeadOption> {
    @Override
    public HeadOption convert(String text) {
      int equals = text.indexOf('=');
      String[] lists = text.substring(equals + 1).split("/", -1);
      if (equals < 1 || lists.length > 2) {
        throw new TypeConversionException(
            "\"" + text + "\" is not name=positives/negatives, such as screen=2/0,1");
      }
      try {
        return new HeadOption(
            HeadSpec.binary(text.substring(0, equals).strip()).name(),
            classes(text, lists[0]),
            lists.length == 1 ? List.of() : classes(text, lists[1]));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }

    private static List<String> classes(String text, String list) {
      List<String> classes = Stream.of(list.split(",", -1)).map(String::strip).toList();
      if (classes.contains("")) {
        throw new TypeConversionException("\"" + text + "\" has an empty class");
      }
      return classes;
    }
  }

  /** Refuses names of heads in another option that no {@code --head} has. */
  static void requireKnown(String option, Collection<String> names, List<HeadOption> heads) {
    requireKnown(option, names, names(heads));
  }

  /** The names of heads. */
  static List<String> names(List<HeadOption> heads) {
    return heads.stream().map(HeadOption::name).toList();
  }

  /** Refuses names that are not among those known. */
  static void requireKnown(String option, Collection<String> names, Collection<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            option + ": there is no head \"" + name + "\"; the heads are " + known);
      }
    }
  }

  /**
   * Makes a splitter of several heads.
   *
   * @param classes a file with a class and its name in each line; if it is there, a row with any
   *     other class is reported
   */
  static LabelSplitter splitter(List<HeadOption> options, Path classes) {
    try {
      LabelSplitter.Builder builder = LabelSplitter.builder();
      for (HeadOption option : options) {
        HeadSpec head = HeadSpec.binary(option.name);
        builder.positive(head, option.positives.toArray(String[]::new));
        if (!option.negatives.isEmpty()) {
          builder.negative(head, option.negatives.toArray(String[]::new));
        }
      }
      if (Files.exists(classes)) {
        builder.classes(firstWords(classes));
      }
      return builder.build();
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException("--head: " + e.getMessage(), e);
    }
  }

  private static String[] firstWords(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> !line.isBlank())
          .map(line -> line.strip().split("\\s+", 2)[0])
          .toArray(String[]::new);
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e, e);
    }
  }
}
