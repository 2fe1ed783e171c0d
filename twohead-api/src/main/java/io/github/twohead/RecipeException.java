package io.github.twohead;

/**
 * A recipe that cannot be used: a setting that is not known, has a wrong value or is missing. The
 * message is one line and begins with file and line, where the setting came out of a file.
 */
public class RecipeException extends TwoheadException {

  /**
   * Creates an exception.
   *
   * @param message where, what was wrong, and what to do, in one line
   */
  public RecipeException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message where, what was wrong, and what to do, in one line
   * @param cause what the layer below said
   */
  public RecipeException(String message, Throwable cause) {
    super(message, cause);
  }
}
