package io.github.twohead;

/** Training had to stop, for instance at a loss that is not finite; the best checkpoint is kept. */
public final class TrainingException extends TwoheadException {

  /**
   * Creates an exception.
   *
   * @param message what happened at which epoch and batch, and what to do
   */
  public TrainingException(String message) {
    super(message);
  }
}
