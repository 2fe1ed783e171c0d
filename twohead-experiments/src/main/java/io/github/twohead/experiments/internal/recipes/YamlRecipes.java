package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.Recipe;
import io.github.twohead.RecipeBuilder;
import io.github.twohead.experiments.internal.recipes.References.Sources;
import io.github.twohead.experiments.internal.recipes.Tree.Fields;
import io.github.twohead.spi.RecipeFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Recipes in YAML; the service loader finds it. */
public final class YamlRecipes implements RecipeFormat {
  private final Sources sources;

  /** Creates the format, with the environment of this process. */
  public YamlRecipes() {
    this(name -> Optional.ofNullable(System.getenv(name)));
  }

  YamlRecipes(Function<String, Optional<String>> environment) {
    sources = new Sources(environment, YamlRecipes::usual);
  }

  private static Optional<String> usual(String key) {
    return Keys.setting(key).flatMap(setting -> setting.usual().map(YamlWriter::text));
  }

  @Override
  public Recipe read(Path file, List<String> overrides) {
    Path folder = folder(file);
    return Binding.bind(compose(Source.read(file), folder, overrides), builder(folder));
  }

  @Override
  public RecipeBuilder begin(Path file, List<String> overrides) {
    Path folder = folder(file);
    return Binding.begin(compose(Source.read(file), folder, overrides), builder(folder));
  }

  private static Path folder(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }

  private static RecipeBuilder builder(Path folder) {
    return Recipe.builder().folder(folder);
  }

  @Override
  public Recipe parse(String text, Path folder, List<String> overrides) {
    return Binding.bind(compose(Source.fields(text, ""), folder, overrides), builder(folder));
  }

  private Fields compose(Fields file, Path folder, List<String> overrides) {
    Composition composition = new Composition(folder);
    List<Change> changes = new ArrayList<>(Change.parse(overrides));
    List<Change> choices = composition.choices(file, changes);
    changes.removeAll(choices);
    return resolved(Change.apply(changes, composition.compose(file, choices)));
  }

  private Fields resolved(Fields recipe) {
    return new References(Composition.withoutVersion(recipe), sources).resolve();
  }

  @Override
  public Recipe override(Recipe recipe, List<String> overrides) {
    Fields given = Given.of(recipe);
    Fields changed = resolved(Change.apply(Change.parse(overrides), given));
    RecipeBuilder builder = recipe.toBuilder();
    return Binding.bind(Given.changes(given, changed, builder), builder);
  }

  @Override
  public String write(Recipe recipe) {
    return YamlWriter.write(recipe);
  }
}
