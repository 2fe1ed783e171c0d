package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a {@link Recipe} says, as it was given. Its public methods are, to users, those of {@link
 * Recipe}.
 */
abstract sealed class RecipeContent permits Recipe {
  final RecipeEntries entries;

  RecipeContent(RecipeEntries entries) {
    this.entries = entries;
  }

  /**
   * {@return by key what was given, as it is written: {@link Long}, {@link Double}, {@link
   * Boolean}, {@link String}, lists and maps of lists; {@code ${env:NAME}} where it came from the
   * environment}
   */
  public Map<String, Object> values() {
    return entries.shown();
  }

  /**
   * {@return the value that was given of a setting; empty if none was}
   *
   * @param key the setting
   * @throws RecipeException if there is no such setting
   */
  public Optional<Object> value(String key) {
    return entries.value(Arguments.notNull("key", key));
  }

  /**
   * {@return where a path leads to; empty if none was given}
   *
   * @param key a setting that is a path
   */
  public Optional<Path> path(String key) {
    return entries.path(Arguments.notNull("key", key));
  }

  /**
   * {@return where the paths of a setting lead to; empty if none was given}
   *
   * @param key a setting that is a path or a list of them
   */
  public List<Path> paths(String key) {
    return entries.paths(Arguments.notNull("key", key));
  }

  /** {@return what paths are relative to} */
  public Path folder() {
    return entries.folder();
  }

  /**
   * {@return by key the names of a program's own steps; if empty, the file alone can be replayed}
   */
  public Map<String, String> ownSteps() {
    return entries.ownSteps();
  }

  /**
   * {@return what some work with a setting gives}
   *
   * @param key the setting, such as {@code tracking}
   * @param work what is done with its value
   * @param <T> what it gives
   * @throws RecipeException with the place of the setting, for what the work refuses; but a {@link
   *     DataException} as it is
   */
  public <T> T at(String key, Supplier<T> work) {
    return entries.at(Arguments.notNull("key", key), Arguments.notNull("work", work));
  }

  /**
   * {@return a text with the names of environment variables in place of what they hold}
   *
   * @param text such as a message
   */
  public String masked(String text) {
    return RecipeMasks.masked(entries, Arguments.notNull("text", text));
  }

  /** Returns a line {@code key: value} for each setting that was given, without secrets. */
  @Override
  public String toString() {
    return RecipeText.of(entries);
  }
}
