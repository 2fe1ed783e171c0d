package io.github.twohead;

import io.github.twohead.spi.Arguments;

/**
 * Training had to stop, for instance at a loss that is not finite. The model holds the weights of
 * the best epoch so far and can be saved; it is neither calibrated nor are thresholds chosen.
 */
public final class TrainingException extends TwoheadException {
  private final transient TrainingReport report;

  /**
   * Creates an exception.
   *
   * @param message what happened at which epoch and batch, and what to do
   * @param report what was done until then
   */
  public TrainingException(String message, TrainingReport report) {
    super(message);
    this.report = Arguments.notNull("report", report);
  }

  /**
   * Returns what was done until training stopped.
   *
   * @return the epochs that ended, and which of them the model now holds
   */
  public TrainingReport report() {
    return report;
  }
}
