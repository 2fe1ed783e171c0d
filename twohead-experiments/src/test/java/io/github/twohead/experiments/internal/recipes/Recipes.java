package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder of recipes that tests write and read, with an environment of its own. */
final class Recipes {
  static final String DOCUMENTS =
      """
      version: 1
      name: documents
      data: {folder: photos, train: train.csv, validation: val.csv}
      heads:
        screen: {positive: [2], weight: 2}
        not_document: {positive: [1], unknown: [2]}
        kind: {categories: {paper: [0], thing: [1, 2]}}
      training:
        epochs: 9
        keep_best_by: screen F1
      evaluation:
        thresholds: {screen: recall>=0.9}
      """;

  static final Map<String, String> ENVIRONMENT =
      Map.of("PROJECT", "secret-project", "EPOCHS", "7", "NEGATIVE", "-12345", "EMPTY", "");

  private final Path folder;
  private final YamlRecipes format =
      new YamlRecipes(name -> Optional.ofNullable(ENVIRONMENT.get(name)));

  Recipes(Path folder) {
    this.folder = folder;
  }

  /** Writes a file, in folders that need not be there. */
  Recipes file(String name, String content) {
    try {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.writeString(folder.resolve(name), content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Recipe read(String content, String... overrides) {
    file("documents.yaml", content);
    return format.read(folder.resolve("documents.yaml"), List.of(overrides));
  }

  Recipe changed(Recipe recipe, String... overrides) {
    return format.override(recipe, List.of(overrides));
  }

  /** A recipe that is written and read again. */
  Recipe again(Recipe recipe) {
    return read(format.write(recipe));
  }

  String written(Recipe recipe) {
    return format.write(recipe);
  }
}
