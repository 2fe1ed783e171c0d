package io.github.twohead.experiments;

import io.github.twohead.Recipe;
import io.github.twohead.experiments.internal.recipes.RecipeJsonSchema;

/**
 * The JSON Schema of recipes, by which editors complete them and mark what is wrong. The first line
 * of a recipe that this library writes names its published address.
 */
public final class RecipeSchema {
  private RecipeSchema() {}

  /**
   * {@return the schema of the recipes that this version reads, as JSON (draft 7), with every
   * setting of {@link Recipe#settings}}
   */
  public static String json() {
    return RecipeJsonSchema.json();
  }
}
