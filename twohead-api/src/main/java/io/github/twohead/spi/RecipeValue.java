package io.github.twohead.spi;

/**
 * A value of a recipe with where it was given, which {@code RecipeBuilder.set} takes in place of
 * the value alone. Immutable.
 *
 * @param value the value
 * @param shown what is written in its place, such as {@code ${env:NAME}}, where a backslash before
 *     the dollar sign means the text itself; else the value
 * @param place where it was given, which errors begin with, such as {@code documents.yaml:7}; or
 *     empty
 * @param name what it was given as, which errors name, such as {@code --epochs}; empty for its key
 */
public record RecipeValue(Object value, Object shown, String place, String name) {
  public RecipeValue {
    Arguments.notNull("value", value);
    Arguments.notNull("shown", shown);
    Arguments.notNull("place", place);
    Arguments.notNull("name", name);
  }

  /**
   * {@return what code gives}
   *
   * @param value the value, which may be one with its place already
   */
  public static RecipeValue of(Object value) {
    return value instanceof RecipeValue given ? given : new RecipeValue(value, value, "", "");
  }

  /**
   * {@return what a file or an override gives}
   *
   * @param place where it stands
   * @param value the value
   * @param shown what is written in its place
   */
  public static RecipeValue at(String place, Object value, Object shown) {
    return new RecipeValue(value, shown, place, "");
  }

  /**
   * {@return what an option of a command gives}
   *
   * @param option such as {@code --epochs}
   * @param value the value
   */
  public static RecipeValue option(String option, Object value) {
    return new RecipeValue(value, value, "", Arguments.notNull("option", option));
  }
}
