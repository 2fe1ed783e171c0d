package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.function.ToDoubleFunction;

/** A score of one head, from 0 to 1; more is better. */
public enum Metric {
  /** The harmonic mean of precision and recall. */
  F1(ConfusionCounts::f1),
  /** The share of right answers among those that are yes. */
  PRECISION(ConfusionCounts::precision),
  /** The share of positive images that were found. */
  RECALL(ConfusionCounts::recall),
  /** The share of right answers. */
  ACCURACY(ConfusionCounts::accuracy);

  @SuppressWarnings("ImmutableEnumChecker") // method references without state
  private final ToDoubleFunction<ConfusionCounts> score;

  Metric(ToDoubleFunction<ConfusionCounts> score) {
    this.score = score;
  }

  /**
   * Returns the score of some decisions.
   *
   * @param counts the decisions
   * @return the score, 0 to 1
   */
  public double of(ConfusionCounts counts) {
    return score.applyAsDouble(Arguments.notNull("counts", counts));
  }
}
