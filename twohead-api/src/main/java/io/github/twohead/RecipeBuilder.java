package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import java.nio.file.Path;

/** Builds a {@link Recipe}. A setting that is given again replaces the value before. */
@CanIgnoreReturnValue
public final class RecipeBuilder {
  private RecipeEntries entries;

  RecipeBuilder(RecipeEntries entries) {
    this.entries = entries;
  }

  RecipeEntries entries() {
    return entries;
  }

  /**
   * {@return this}
   *
   * @param base what paths are relative to; the current folder when not given
   */
  public RecipeBuilder folder(Path base) {
    entries = entries.in(Arguments.notNull("base", base));
    return this;
  }

  /**
   * {@return this}
   *
   * @param key the setting
   * @param value its value, as {@link Recipe#with} takes it
   * @throws RecipeException if there is no such setting, or the value is of another type
   */
  public RecipeBuilder set(String key, Object value) {
    return set(key, value, "", value);
  }

  /**
   * {@return this}
   *
   * @param key the setting
   * @param value its value
   * @param place where it was given, which errors begin with, such as {@code documents.yaml:7}
   * @param shown what is written in its place, such as {@code ${env:NAME}}, where a backslash
   *     before the dollar sign means the text itself; else the value
   * @throws RecipeException if there is no such setting, or the value is of another type
   */
  public RecipeBuilder set(String key, Object value, String place, Object shown) {
    entries = entries.with(key, value, place, key, shown);
    return this;
  }

  /**
   * {@return this}
   *
   * @param key the setting
   * @param value its value, which an option of a command gives
   * @param option such as {@code --epochs}, which errors then name
   * @throws RecipeException if the value is of another type
   */
  public RecipeBuilder option(String key, Object value, String option) {
    entries = entries.with(key, value, "", Arguments.notNull("option", option), value);
    return this;
  }

  /**
   * {@return this}
   *
   * @param key a setting that goes, or the start of several; nothing changes if none of them is set
   */
  public RecipeBuilder remove(String key) {
    entries = entries.without(Arguments.notNull("key", key));
    return this;
  }

  /**
   * {@return the recipe}
   *
   * @throws RecipeException if a value is out of range, or two do not go together
   */
  @CheckReturnValue
  public Recipe build() {
    entries.check();
    return new Recipe(entries);
  }
}
