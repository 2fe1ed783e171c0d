package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.List;

/**
 * When a {@linkplain LearningRateSchedule#plateau(EpochSelection, double, int) schedule} lowers the
 * rate by what epochs score. Immutable.
 */
public final class Plateau {
  /** PyTorch's: a gain is a change by more than this part of the best score so far. */
  private static final double THRESHOLD = 1e-4;

  private final EpochSelection by;
  private final double factor;
  private final int patience;

  Plateau(EpochSelection by, double factor, int patience) {
    this.by = Arguments.notNull("by", by);
    if (by.equals(EpochSelection.last()) || by.window() > 1) {
      throw new IllegalArgumentException(
          "a plateau must be of the loss or of a head's metric, but is of " + by);
    }
    this.factor = Checks.between("the factor of a plateau", factor, 0, 1);
    this.patience = Checks.notNegative("the patience of a plateau", patience);
  }

  /** {@return a metric of a head on the validation table, or the validation loss} */
  public EpochSelection by() {
    return by;
  }

  /** {@return what the rate is multiplied by, above 0, below 1} */
  public double factor() {
    return factor;
  }

  /** {@return how many epochs in a row may pass without a gain, at least 0} */
  public int patience() {
    return patience;
  }

  /**
   * Says whether a score is a gain.
   *
   * @param score a score
   * @param best the best one so far
   * @return whether it is better than the best one by more than 0.01 % of it
   */
  public boolean isGain(double score, double best) {
    return by.isBetter(score, best * (1 + (by.higherIsBetter() ? THRESHOLD : -THRESHOLD)));
  }

  /** The same of the model's own head. */
  Plateau of(List<HeadSpec> heads) {
    return new Plateau(by.of(heads), factor, patience);
  }

  /** Returns a text such as {@code loss, factor 0.1, patience 2}. */
  @Override
  public String toString() {
    return by.text() + ", factor " + Checks.text(factor) + ", patience " + patience;
  }
}
