package io.github.twohead;

/** A model file is missing, truncated, altered, of another kind, or cannot be written. */
public final class ModelFileException extends TwoheadException {

  /**
   * Creates an exception.
   *
   * @param message which file, what is wrong with it, and what to do
   */
  public ModelFileException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message which file, what is wrong with it, and what to do
   * @param cause what the layer below said
   */
  public ModelFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
