package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.experiments.internal.recipes.Tree.Fields;
import io.github.twohead.spi.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds groups: files beside the recipe, then those in the jar. */
final class Groups {
  static final List<String> BUILT_IN =
      List.of(
          "backbone/x05",
          "backbone/x10",
          "backbone/x15",
          "backbone/x20",
          "recipe/article",
          "recipe/fine_tune",
          "recipe/frozen");

  private static final Pattern NAME = Pattern.compile("[\\w-][\\w.-]*(/[\\w-][\\w.-]*)*");

  private final Path folder;

  Groups(Path folder) {
    this.folder = folder;
  }

  /** {@return whether a name cannot lead out of the recipe's folder} */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** {@return whether there is a group of a name, which may be any text} */
  boolean isThere(String name) {
    return isName(name) && find(name).isPresent();
  }

  /**
   * Reads a group.
   *
   * @param name its name, which {@link #isName}
   * @return what its file says; empty if there is none
   */
  Optional<Fields> find(String name) {
    for (String file : List.of(name + ".yaml", name + ".yml")) {
      if (Files.exists(folder.resolve(file))) {
        return Optional.of(Source.read(folder.resolve(file), file));
      }
    }
    return BUILT_IN.contains(name) ? Optional.of(builtIn(name)) : Optional.empty();
  }

  private static Fields builtIn(String name) {
    try (@Nullable InputStream content = Groups.class.getResourceAsStream(name + ".yaml")) {
      if (content == null) {
        throw new IllegalStateException("twohead-experiments lacks its group " + name);
      }
      return Source.fields(content, name + " (built in)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return what is wrong with the name of a group that there is not} */
  String unknown(String name) {
    return "there is no group "
        + name
        + ": no "
        + name
        + ".yaml beside the recipe, and none is built in"
        + Nearest.suggestion(name, known(name));
  }

  private List<String> known(String name) {
    List<String> known = new ArrayList<>(BUILT_IN);
    String start = name.substring(0, name.lastIndexOf('/') + 1);
    try (Stream<Path> files = Files.list(folder.resolve(start))) {
      files
          .map(file -> start + String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", ""))
          .limit(1000)
          .forEach(known::add);
    } catch (IOException e) {
      return known; // there is no such folder
    }
    return known;
  }
}
