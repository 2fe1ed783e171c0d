package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.RecipeValue;
import java.nio.file.Path;
import java.util.Map;

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
   * @param value its value, as {@link Recipe#with} takes it; or a {@link RecipeValue}
   * @throws RecipeException if there is no such setting, or the value is of another type
   */
  public RecipeBuilder set(String key, Object value) {
    entries = entries.with(key, RecipeValue.of(value));
    return this;
  }

  /**
   * {@return this}
   *
   * @param key a setting that goes, or the start of several; nothing changes if none of them is set
   * @throws RecipeException if there is no such setting
   */
  public RecipeBuilder remove(String key) {
    RecipeSettings.requireKnown(Arguments.notNull("key", key));
    entries = entries.without(key);
    return this;
  }

  /** {@return by key what was given so far, as {@link Recipe#values} has it} */
  @CheckReturnValue
  public Map<String, Object> values() {
    return entries.shown();
  }

  /**
   * {@return the recipe}
   *
   * @throws RecipeException if a value is out of range, or two do not go together
   */
  @CheckReturnValue
  public Recipe build() {
    try {
      entries.check();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new RecipeException(RecipeMasks.masked(entries, String.valueOf(e.getMessage())), e);
    }
    return new Recipe(entries);
  }
}
