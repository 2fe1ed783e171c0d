package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.RecipeException;

/**
 * Where a value was written.
 *
 * @param source a file, relative to the folder of the recipe, or an override; empty where a text
 *     was given, which has no name
 * @param line its line, from 1; 0 where there is only one
 */
record Origin(String source, int line) {
  static final int LONGEST = 500;

  /** What is wrong with a value, in one line. */
  RecipeException problem(String problem) {
    return new RecipeException(this + ": " + Names.line(problem, LONGEST));
  }

  @Override
  public String toString() {
    if (source.isEmpty()) {
      return "line " + line;
    }
    return line == 0 ? source : source + ":" + line;
  }
}
