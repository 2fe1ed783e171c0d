package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.Recipe;
import io.github.twohead.RecipeBuilder;
import io.github.twohead.experiments.internal.recipes.Change.Kind;
import io.github.twohead.experiments.internal.recipes.Tree.Fields;
import io.github.twohead.experiments.internal.recipes.Tree.Items;
import io.github.twohead.experiments.internal.recipes.Tree.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A recipe that is there already, as overrides change it; what they leave keeps its place. */
final class Given {
  private static final Origin RECIPE = new Origin("the recipe", 0);

  private Given() {}

  /** {@return the values of a recipe, of which no text is read as a reference} */
  static Fields of(Recipe recipe) {
    Fields fields = new Fields(Map.of(), RECIPE);
    for (Map.Entry<String, Object> shown : recipe.values().entrySet()) {
      Object value = recipe.value(shown.getKey()).orElseThrow();
      Tree tree = tree(value, shown.getValue());
      fields = new Change(Kind.ADD, Keys.parts(shown.getKey()), tree).applyTo(fields);
    }
    return fields;
  }

  private static Tree tree(Object value, Object shown) {
    if (value instanceof List<?> list) {
      List<Tree> items = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        items.add(tree(list.get(i), shown instanceof List<?> other ? other.get(i) : shown));
      }
      return new Items(items, RECIPE);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Tree> fields = new LinkedHashMap<>();
      map.forEach(
          (name, inner) -> {
            Object other = shown instanceof Map<?, ?> shownMap ? shownMap.get(name) : shown;
            fields.put(String.valueOf(name), tree(inner, other == null ? shown : other));
          });
      return new Fields(fields, RECIPE);
    }
    if (!value.equals(shown)) {
      return new Scalar(value, YamlWriter.text(value), String.valueOf(shown), RECIPE);
    }
    String text = References.escaped(YamlWriter.text(value));
    return new Scalar(value instanceof String ? text : value, text, null, RECIPE);
  }

  /**
   * Removes from a builder what changes have removed, and returns what they have set.
   *
   * @param before the values of the recipe
   * @param after those after the changes
   */
  static Fields changes(Fields before, Fields after, RecipeBuilder builder) {
    removeMissing(List.of(), before, after, builder);
    return changed(List.of(), after);
  }

  private static void removeMissing(
      List<String> path, Fields before, Fields after, RecipeBuilder builder) {
    before
        .values()
        .forEach(
            (name, value) -> {
              List<String> inner = Keys.join(path, name);
              Tree left = after.values().get(name);
              if (left == null) {
                builder.remove(String.join(".", inner));
              } else if (value instanceof Fields fields
                  && left instanceof Fields others
                  && Keys.isSection(inner)) {
                removeMissing(inner, fields, others, builder);
              }
            });
  }

  private static Fields changed(List<String> path, Fields fields) {
    Map<String, Tree> changed = new LinkedHashMap<>();
    fields
        .values()
        .forEach(
            (name, value) -> {
              List<String> inner = Keys.join(path, name);
              if (isChanged(value)) {
                changed.put(
                    name,
                    value instanceof Fields more && Keys.isSection(inner)
                        ? changed(inner, more)
                        : value);
              }
            });
    return new Fields(changed, fields.origin());
  }

  private static boolean isChanged(Tree tree) {
    if (!tree.origin().equals(RECIPE)) {
      return true;
    }
    if (tree instanceof Items items) {
      return items.values().stream().anyMatch(Given::isChanged);
    }
    return tree instanceof Fields fields
        && fields.values().values().stream().anyMatch(Given::isChanged);
  }
}
