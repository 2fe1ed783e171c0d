package io.github.twohead.spi;

import io.github.twohead.Recipe;
import io.github.twohead.RecipeBuilder;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads and writes recipes as files. It composes a recipe and resolves references; what settings
 * there are, and what values they take, {@link Recipe#settings} says, and {@link RecipeBuilder}
 * checks. Safe for use by several threads.
 */
public interface RecipeFormat {

  /**
   * Reads a file.
   *
   * @param file the file, whose folder the recipe's paths are relative to
   * @param overrides such as {@code training.epochs=20}, {@code +tags=[a]} and {@code ~export.onnx}
   * @return the recipe, each setting with its file and line
   * @throws io.github.twohead.RecipeException if it cannot be read, with one line
   */
  Recipe read(Path file, List<String> overrides);

  /**
   * Reads a file to which more is added, as options of a command do: what it lacks may come yet.
   *
   * @param file the file
   * @param overrides as those of {@link #read}
   * @return a builder that holds what they say
   * @throws io.github.twohead.RecipeException if it cannot be read, with one line
   */
  RecipeBuilder begin(Path file, List<String> overrides);

  /**
   * Reads a text.
   *
   * @param text the content of a file
   * @param folder what the recipe's paths are relative to
   * @param overrides as those of {@link #read}
   * @return the recipe
   * @throws io.github.twohead.RecipeException if it cannot be read, with one line
   */
  Recipe parse(String text, Path folder, List<String> overrides);

  /**
   * Changes a recipe.
   *
   * @param recipe the recipe
   * @param overrides as those of {@link #read}
   * @return the changed recipe
   * @throws io.github.twohead.RecipeException if an override makes no sense, with one line
   */
  Recipe override(Recipe recipe, List<String> overrides);

  /**
   * Writes a recipe, with {@link Recipe#values}, which hold no secrets.
   *
   * @param recipe the recipe
   * @return the content of a file
   */
  String write(Recipe recipe);

  /**
   * Returns the format that is on the class path.
   *
   * @return the first one that the service loader finds
   * @throws IllegalStateException if there is none, or it cannot be loaded
   */
  static RecipeFormat find() {
    return Engines.find(RecipeFormat.class, format -> true)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "nothing on the class path reads recipes: add the dependency"
                        + " io.github.twohead:twohead-experiments, in the version of twohead-api"
                        + Engines.IN_A_FAT_JAR));
  }
}
