package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.Recipe;
import io.github.twohead.RecipeBuilder;
import io.github.twohead.RecipeException;
import io.github.twohead.RecipeSetting;
import io.github.twohead.experiments.internal.recipes.Tree.Fields;
import io.github.twohead.experiments.internal.recipes.Tree.Items;
import io.github.twohead.experiments.internal.recipes.Tree.Scalar;
import io.github.twohead.spi.RecipeValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Gives values to the settings that they are for; each error names the file and the line. */
final class Binding {
  /** What is given as it is written, so that the class 007 stays what it is. */
  private static final Set<RecipeSetting.Type> TEXTS =
      Set.of(
          RecipeSetting.Type.TEXT,
          RecipeSetting.Type.TEXTS,
          RecipeSetting.Type.PATH,
          RecipeSetting.Type.PATHS,
          RecipeSetting.Type.CATEGORIES);

  private static final Set<RecipeSetting.Type> NUMBERS =
      Set.of(
          RecipeSetting.Type.NUMBER, RecipeSetting.Type.NUMBERS, RecipeSetting.Type.WHOLE_NUMBER);

  private static final Set<RecipeSetting.Type> LISTS =
      Set.of(
          RecipeSetting.Type.NUMBERS,
          RecipeSetting.Type.TEXTS,
          RecipeSetting.Type.PATHS,
          RecipeSetting.Type.CATEGORIES);

  /** A shorter text says nothing, and may stand in a message by chance. */
  private static final int SHORTEST_SECRET = 4;

  private final RecipeBuilder recipe;
  private final Map<String, String> masks = new HashMap<>();
  private final Set<String> places = new HashSet<>();

  private Binding(RecipeBuilder recipe) {
    this.recipe = recipe;
  }

  /** Adds values to a recipe. */
  static Recipe bind(Fields values, RecipeBuilder recipe) {
    return bound(values, recipe, RecipeBuilder::build);
  }

  /** Adds values to a recipe that is not whole yet. */
  static RecipeBuilder begin(Fields values, RecipeBuilder recipe) {
    return bound(values, recipe, begun -> begun);
  }

  private static <T> T bound(Fields values, RecipeBuilder recipe, Function<RecipeBuilder, T> end) {
    Binding binding = new Binding(recipe);
    try {
      binding.section(List.of(), values);
      return end.apply(recipe);
    } catch (RecipeException | IllegalArgumentException | IllegalStateException e) {
      throw binding.placed(binding.masked(String.valueOf(e.getMessage())), values.origin());
    }
  }

  /** Lets a message begin with a place, if only with the file. */
  private RecipeException placed(String message, Origin recipe) {
    boolean hasPlace = places.stream().anyMatch(place -> message.startsWith(place + ": "));
    return hasPlace || recipe.source().isEmpty()
        ? new RecipeException(Names.line(message, Origin.LONGEST))
        : new Origin(recipe.source(), 0).problem(message);
  }

  private String masked(String problem) {
    String message = problem;
    for (Map.Entry<String, String> mask : masks.entrySet()) {
      message = message.replace(mask.getKey(), mask.getValue());
    }
    return message;
  }

  private void section(List<String> path, Fields fields) {
    fields.values().forEach((name, value) -> add(Keys.join(path, name), value));
  }

  private void add(List<String> path, Tree value) {
    places.add(value.origin().toString());
    String key = String.join(".", path);
    if (path.get(path.size() - 1).contains(".")) {
      throw value.origin().problem(dotted(key));
    }
    Keys.setting(key)
        .ifPresentOrElse(setting -> set(setting, key, value), () -> addSection(path, key, value));
  }

  private static String dotted(String key) {
    return Keys.setting(key)
        .map(setting -> Names.quoted(key) + " is written part by part, as " + nested(key))
        .orElse(Names.quoted(key) + " holds a dot, which names in recipes cannot");
  }

  private static String nested(String key) {
    return key.replace(".", ": {") + ": …" + "}".repeat(Keys.parts(key).size() - 1);
  }

  private void addSection(List<String> path, String key, Tree value) {
    if (!Keys.isSection(path)) {
      throw value.origin().problem("unknown setting " + Names.quoted(key) + Keys.suggestion(path));
    }
    if (value.isEmpty() && Keys.isEntry(path)) {
      throw value.origin().problem(key + " says nothing, such as positive: [2]");
    }
    if (value instanceof Fields fields) {
      section(path, fields);
    } else if (!value.isEmpty()) {
      throw value.origin().problem(key + " must be settings by name, but is " + value.kind());
    }
  }

  private void set(RecipeSetting<?> setting, String key, Tree value) {
    Plain plain = new Plain(setting.type(), key);
    Object given = plain.of(value, plain::value);
    Object shown = plain.of(value, plain::shown);
    Object written = shown.equals(given) ? given : plain.of(value, plain::written);
    recipe.set(key, RecipeValue.at(value.origin().toString(), given, written));
  }

  /** Makes plain values of what was read. */
  private final class Plain {
    private final RecipeSetting.Type type;
    private final String key;

    Plain(RecipeSetting.Type type, String key) {
      this.type = type;
      this.key = key;
    }

    Object of(Tree tree, Function<Scalar, Object> one) {
      if (tree instanceof Scalar scalar) {
        return one.apply(scalar);
      }
      if (tree instanceof Items items && LISTS.contains(type)) {
        return list(items, one);
      }
      if (tree instanceof Fields fields && type == RecipeSetting.Type.CATEGORIES) {
        Map<String, Object> lists = new LinkedHashMap<>();
        fields.values().forEach((name, value) -> lists.put(name, classes(value, one)));
        return lists;
      }
      throw mistyped(tree);
    }

    private Object classes(Tree tree, Function<Scalar, Object> one) {
      if (tree instanceof Scalar scalar) {
        return List.of(one.apply(scalar));
      }
      if (tree instanceof Items items) {
        return list(items, one);
      }
      throw mistyped(tree);
    }

    private List<Object> list(Items items, Function<Scalar, Object> one) {
      List<Object> list = new ArrayList<>();
      for (Tree each : items.values()) {
        if (!(each instanceof Scalar scalar)) {
          throw mistyped(each);
        }
        list.add(one.apply(scalar));
      }
      return list;
    }

    Object value(Scalar scalar) {
      Object value = scalar.value();
      if (value == null) {
        throw scalar.origin().problem(key + " has no value: it must be " + type);
      }
      if (NUMBERS.contains(type) && !(value instanceof Number)) {
        throw mistyped(scalar);
      }
      String masked = scalar.masked();
      if (masked != null && scalar.text().length() >= SHORTEST_SECRET) {
        masks.put(scalar.text(), masked);
      }
      return TEXTS.contains(type) ? scalar.text() : value;
    }

    Object shown(Scalar scalar) {
      String masked = scalar.masked();
      return masked == null ? value(scalar) : masked;
    }

    /** What is read as the value, or as its reference, beside others. */
    Object written(Scalar scalar) {
      Object shown = shown(scalar);
      return scalar.masked() == null && shown instanceof String text
          ? References.escaped(text)
          : shown;
    }

    private RecipeException mistyped(Tree tree) {
      return tree.origin().problem(key + " must be " + type + ", but is " + tree.kind());
    }
  }
}
