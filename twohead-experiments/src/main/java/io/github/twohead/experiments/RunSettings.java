package io.github.twohead.experiments;

import io.github.twohead.Recipe;
import io.github.twohead.RecipeException;
import io.github.twohead.RecipeSetting;
import io.github.twohead.experiments.internal.recipes.FlatYaml;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What settings of runs are. */
final class RunSettings {
  private RunSettings() {}

  /** What a setting is where it is not given; empty if that depends on others. */
  static Optional<Object> usual(String key) {
    return Recipe.settings().stream()
        .filter(setting -> setting.isOf(key))
        .findFirst()
        .flatMap(RecipeSetting::usual);
  }

  /**
   * The settings of each run by key. Where one cannot be resolved, as without a variable of the
   * environment that it names, they are of all runs as their files have them.
   */
  static List<Map<String, String>> of(List<RunFolder> runs, Path all) {
    try {
      return runs.stream().map(run -> resolved(run, all)).toList();
    } catch (RecipeException e) {
      return runs.stream().map(RunSettings::written).toList();
    }
  }

  private static Map<String, String> resolved(RunFolder run, Path all) {
    Recipe recipe = run.recipe().relativeTo(all); // so that one file has one name
    return texts(recipe.values());
  }

  private static Map<String, String> written(RunFolder run) {
    try {
      return texts(FlatYaml.read(run.path().resolve(RunFolder.RECIPE)));
    } catch (RecipeException e) {
      return Map.of("recipe", "unreadable: " + e.getMessage());
    }
  }

  private static Map<String, String> texts(Map<String, Object> values) {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach((key, value) -> texts.put(key, value.toString()));
    return texts;
  }
}
