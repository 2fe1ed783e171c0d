package io.github.twohead;

/** An image is missing, or its bytes are not a picture that can be decoded. */
public final class UnreadableImageException extends TwoheadException {

  /**
   * Creates an exception.
   *
   * @param message which image, and what is wrong with it
   */
  public UnreadableImageException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message which image, and what is wrong with it
   * @param cause what the decoder said
   */
  public UnreadableImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
