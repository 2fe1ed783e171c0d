package io.github.twohead;

/** The root of every exception that this library throws about data, files and training. */
public class TwoheadException extends RuntimeException {

  /**
   * Creates an exception.
   *
   * @param message what was wrong, where, and what to do
   */
  public TwoheadException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, where, and what to do
   * @param cause what the layer below said
   */
  public TwoheadException(String message, Throwable cause) {
    super(message, cause);
  }
}
