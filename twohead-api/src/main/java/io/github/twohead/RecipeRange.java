package io.github.twohead;

/**
 * The numbers that a setting of a recipe takes.
 *
 * @param least the smallest one, or what all are above
 * @param most the largest one, or what all are below
 * @param isLeastOut whether {@code least} itself is refused
 * @param isMostOut whether {@code most} itself is refused
 */
public record RecipeRange(double least, double most, boolean isLeastOut, boolean isMostOut) {
  /** Returns a text such as {@code above 0 and at most 1}. */
  @Override
  public String toString() {
    return (isLeastOut ? "above " : "at least ")
        + Checks.text(least)
        + " and "
        + (isMostOut ? "below " : "at most ")
        + Checks.text(most);
  }
}
