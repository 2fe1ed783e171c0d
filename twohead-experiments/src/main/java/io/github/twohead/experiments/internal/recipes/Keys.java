package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.Recipe;
import io.github.twohead.RecipeSetting;
import io.github.twohead.spi.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys that the settings of recipes have, part by part. */
final class Keys {
  private static final String ANY = "*";

  private Keys() {}

  /** {@return the parts of a key} */
  static List<String> parts(String key) {
    return List.of(key.split("\\.", -1));
  }

  /** {@return a longer key} */
  static List<String> join(List<String> path, String name) {
    return Stream.concat(path.stream(), Stream.of(name)).toList();
  }

  /** {@return the setting of a key} */
  static Optional<RecipeSetting<?>> setting(String key) {
    return Recipe.settings().stream().filter(setting -> setting.isOf(key)).findFirst();
  }

  /** {@return whether there are settings below a key} */
  static boolean isSection(List<String> path) {
    return below(path).findAny().isPresent();
  }

  /** {@return whether a key is one of several things, such as a head, that have settings each} */
  static boolean isEntry(List<String> path) {
    int last = path.size() - 1;
    return below(path).anyMatch(parts -> parts.get(last).equals(ANY));
  }

  /** {@return how a message goes on about an unknown key} */
  static String suggestion(List<String> unknown) {
    String name = unknown.get(unknown.size() - 1);
    List<String> above = unknown.subList(0, unknown.size() - 1);
    String start = above.isEmpty() ? "" : String.join(".", above) + ".";
    List<String> beside =
        below(above)
            .map(parts -> parts.get(above.size()))
            .filter(part -> !part.equals(ANY))
            .map(part -> start + part)
            .distinct()
            .toList();
    String near = Nearest.suggestion(start + name, beside);
    return near.isEmpty() ? elsewhere(name) : near;
  }

  /** A setting of the same name in another section. */
  private static String elsewhere(String name) {
    return Recipe.settings().stream()
        .map(RecipeSetting::key)
        .filter(key -> key.endsWith("." + name) && !key.contains(ANY))
        .findFirst()
        .map(key -> ", did you mean \"" + key + "\"?")
        .orElse("");
  }

  private static Stream<List<String>> below(List<String> path) {
    return Recipe.settings().stream()
        .map(setting -> parts(setting.key()))
        .filter(parts -> parts.size() > path.size() && starts(parts, path));
  }

  private static boolean starts(List<String> parts, List<String> path) {
    for (int i = 0; i < path.size(); i++) {
      if (!parts.get(i).equals(ANY) && !parts.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }
}
