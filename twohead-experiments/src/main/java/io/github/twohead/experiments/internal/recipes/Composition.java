package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.Recipe;
import io.github.twohead.experiments.internal.recipes.Tree.Fields;
import io.github.twohead.experiments.internal.recipes.Tree.Items;
import io.github.twohead.experiments.internal.recipes.Tree.Scalar;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts a recipe together: the groups that its {@code defaults} name, in their order, and what it
 * says itself, where {@code _self_} stands, or else last. What comes later wins.
 *
 * <p>A group is a file beside the recipe, such as {@code backbone/wide.yaml}, or built in. It is a
 * recipe of its own, with as many settings as it likes, groups included; names of groups and paths
 * in it start from the recipe's folder.
 */
final class Composition {
  private static final String DEFAULTS = "defaults";
  private static final String VERSION = "version";
  private static final String SELF = "_self_";
  private static final int MAX_FILES = 100;

  private final Groups groups;
  private final Deque<String> open = new ArrayDeque<>();
  private int files;

  Composition(Path folder) {
    groups = new Groups(folder);
  }

  /** What stands in a defaults list. */
  private record Default(String name, Origin origin) {
    String folder() {
      return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }
  }

  /**
   * Composes a recipe.
   *
   * @param recipe the recipe's own file
   * @param choices overrides of groups
   */
  Fields compose(Fields recipe, List<Change> choices) {
    checkVersion(recipe);
    List<Default> defaults = defaults(recipe);
    Map<String, Origin> chosen = new HashMap<>();
    for (Change choice : choices) {
      if (choice.kind() == Change.Kind.SET) {
        Origin earlier = chosen.put(choice.key(), choice.origin());
        if (earlier != null) {
          throw choice.twice(choice.key(), earlier);
        }
      }
      choose(defaults, choice);
    }
    return composed(recipe, defaults);
  }

  private Fields composed(Fields own, List<Default> defaults) {
    Map<String, Tree> values = new LinkedHashMap<>(withoutVersion(own).values());
    values.remove(DEFAULTS);
    Fields self = new Fields(values, own.origin());
    Fields whole = new Fields(Map.of(), own.origin());
    for (Default each : defaults) {
      whole = whole.with(each.name.equals(SELF) ? self : group(each));
    }
    return whole;
  }

  /** Returns what a file says besides its version, which must be this one. */
  static Fields withoutVersion(Fields file) {
    checkVersion(file);
    Map<String, Tree> values = new LinkedHashMap<>(file.values());
    values.remove(VERSION);
    return new Fields(values, file.origin());
  }

  private static void checkVersion(Fields file) {
    Tree version = file.values().get(VERSION);
    if (version == null) {
      return;
    }
    Object number = version instanceof Scalar scalar ? scalar.value() : null;
    if (number instanceof Long later && later > Recipe.VERSION) {
      throw version
          .origin()
          .problem(
              "version "
                  + later
                  + " of recipes is newer than "
                  + Recipe.VERSION
                  + ", which this twohead reads: update twohead");
    }
    if (!Long.valueOf(Recipe.VERSION).equals(number)) {
      throw version
          .origin()
          .problem("version must be " + Recipe.VERSION + ", but is " + version.kind());
    }
  }

  /** The list in a file, in which it stands itself. */
  private List<Default> defaults(Fields file) {
    List<Default> defaults = new ArrayList<>();
    Tree list = file.values().get(DEFAULTS);
    if (list != null && !(list instanceof Items) && !list.isEmpty()) {
      throw list.origin().problem("defaults must be a list of groups, but is " + list.kind());
    }
    for (Tree each : list instanceof Items items ? items.values() : List.<Tree>of()) {
      Default added = new Default(name(each), each.origin());
      defaults.stream()
          .filter(earlier -> earlier.name.equals(added.name))
          .forEach(earlier -> twice(added));
      defaults.add(added);
    }
    if (defaults.stream().noneMatch(each -> each.name.equals(SELF))) {
      defaults.add(new Default(SELF, file.origin()));
    }
    return defaults;
  }

  private static void twice(Default added) {
    throw added.origin.problem("defaults names " + added.name + " twice");
  }

  /** The name of a group: {@code folder/name}, or {@code folder: name} as Hydra has it, too. */
  private static String name(Tree each) {
    if (each instanceof Scalar scalar && scalar.value() instanceof String text) {
      return checked(text, each.origin());
    }
    if (each instanceof Fields fields && fields.values().size() == 1) {
      Map.Entry<String, Tree> only = fields.values().entrySet().iterator().next();
      if (only.getValue() instanceof Scalar scalar) {
        return checked(only.getKey() + "/" + scalar.shown(), each.origin());
      }
    }
    throw each.origin()
        .problem("defaults takes names such as recipe/article, but not " + each.kind());
  }

  private static String checked(String name, Origin origin) {
    if (!name.equals(SELF) && !Groups.isName(name)) {
      throw origin.problem(Names.quoted(name) + " is no name of a group, such as recipe/article");
    }
    return name;
  }

  /** {@return those overrides that choose a group, rather than a value} */
  List<Change> choices(Fields recipe, List<Change> changes) {
    return changes.stream().filter(change -> isChoice(change, recipe)).toList();
  }

  private boolean isChoice(Change change, Fields recipe) {
    if (change.kind() == Change.Kind.REMOVE
        || !(change.value() instanceof Scalar value)
        || change.path().size() > 1
        || Keys.setting(change.key()).isPresent()) {
      return false;
    }
    String folder = change.key();
    return folder.contains("/")
        || defaults(recipe).stream().anyMatch(each -> each.folder().equals(folder))
        || groups.isThere(folder + "/" + value.text());
  }

  private void choose(List<Default> defaults, Change choice) {
    String folder = choice.key();
    Default chosen =
        new Default(
            checked(folder + "/" + ((Scalar) choice.value()).shown(), choice.origin()),
            choice.origin());
    int place = 0;
    while (place < defaults.size() && !defaults.get(place).folder().equals(folder)) {
      place++;
    }
    if (choice.kind() == Change.Kind.ADD) {
      defaults.add(chosen);
    } else if (place < defaults.size()) {
      defaults.set(place, chosen);
    } else {
      throw choice
          .origin()
          .problem("defaults names no group " + folder + "/…: +" + folder + "=… adds one");
    }
  }

  private Fields group(Default group) {
    if (open.contains(group.name)) {
      throw group.origin.problem(
          "defaults go round: " + String.join(" → ", open) + " → " + group.name);
    }
    if (++files > MAX_FILES) {
      throw group.origin.problem("more than " + MAX_FILES + " groups");
    }
    open.addLast(group.name);
    Fields file =
        groups.find(group.name).orElseThrow(() -> group.origin.problem(groups.unknown(group.name)));
    checkVersion(file);
    Fields whole = composed(file, defaults(file));
    open.removeLast();
    return whole;
  }
}
