package io.github.twohead.djl.zoo;

import io.github.twohead.ModelFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds a model's file in a folder, where DJL's engines look for theirs. */
final class ModelFiles {
  private ModelFiles() {}

  /**
   * Finds a file.
   *
   * @param place a folder, or the file itself
   * @param name what DJL calls the model: by itself, or without its ending, the file's name
   * @param endings how names of such files end
   * @throws ModelFileException if it is not there, or there are several and none is named
   */
  static Path find(Path place, String name, List<String> endings) {
    if (Files.isRegularFile(place)) {
      return place;
    }
    for (String candidate : List.of(name, String.valueOf(place.getFileName()), "model")) {
      for (String file : names(candidate, endings)) {
        if (Files.isRegularFile(place.resolve(file))) {
          return place.resolve(file);
        }
      }
    }
    return only(place, name, endings);
  }

  private static List<String> names(String name, List<String> endings) {
    List<String> names = new ArrayList<>(List.of(name));
    endings.forEach(ending -> names.add(name + ending));
    return names;
  }

  private static Path only(Path folder, String name, List<String> endings) {
    List<Path> found = named(folder, endings);
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new ModelFileException(
        folder
            + (found.isEmpty()
                ? " holds no file that ends in " + String.join(" or ", endings)
                : " holds several models, none of them named \"" + name + "\"")
            + ": let option.modelName in its serving.properties name the model's file, as"
            + " ServingProperties.write(file) does");
  }

  private static List<Path> named(Path folder, List<String> endings) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> endings.stream().anyMatch(file.toString()::endsWith))
          .filter(Files::isRegularFile)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
