package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A score of one head, from 0 to 1; more is better. */
public final class Metric {
  /** The harmonic mean of precision and recall. */
  public static final Metric F1 = new Metric("F1", ConfusionCounts::f1);

  /** The share of right answers among those that are yes. */
  public static final Metric PRECISION = new Metric("PRECISION", ConfusionCounts::precision);

  /** The share of positive images that were found. */
  public static final Metric RECALL = new Metric("RECALL", ConfusionCounts::recall);

  /** The share of right answers. */
  public static final Metric ACCURACY = new Metric("ACCURACY", ConfusionCounts::accuracy);

  private static final List<Metric> ALL = List.of(F1, PRECISION, RECALL, ACCURACY);

  private final String name;
  private final ToDoubleFunction<ConfusionCounts> score;

  private Metric(String name, ToDoubleFunction<ConfusionCounts> score) {
    this.name = name;
    this.score = score;
  }

  /**
   * Reads a metric from text.
   *
   * @param text the name of one of the constants, in capital letters or not
   * @return the metric
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Metric parse(String text) {
    Arguments.notNull("text", text);
    return ALL.stream()
        .filter(metric -> metric.name.equalsIgnoreCase(text.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "metric must be one of " + ALL + ", but is \"" + text + "\""));
  }

  /**
   * Returns the name under which saved models remember this metric.
   *
   * @return the text that {@link #parse} reads
   */
  public String name() {
    return name;
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

  /** Returns the {@link #name}. */
  @Override
  public String toString() {
    return name;
  }
}
