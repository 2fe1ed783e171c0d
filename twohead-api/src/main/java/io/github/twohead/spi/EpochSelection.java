package io.github.twohead.spi;

import io.github.twohead.EpochReport;
import io.github.twohead.HeadSpec;
import io.github.twohead.Metric;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What decides which epoch's weights are kept: a metric of a head, or the loss. Immutable. */
public final class EpochSelection {
  private static final EpochSelection BY_LOSS = new EpochSelection(null, null);

  private final @Nullable HeadSpec head;
  private final @Nullable Metric metric;

  private EpochSelection(@Nullable HeadSpec head, @Nullable Metric metric) {
    this.head = head;
    this.metric = metric;
  }

  /**
   * Returns what decides by a metric on the validation table.
   *
   * @param head whose metric
   * @param metric the metric
   * @return what decides
   */
  public static EpochSelection by(HeadSpec head, Metric metric) {
    return new EpochSelection(Arguments.notNull("head", head), Arguments.notNull("metric", metric));
  }

  /**
   * Returns what decides by the validation loss.
   *
   * @return what decides
   */
  public static EpochSelection byLoss() {
    return BY_LOSS;
  }

  /**
   * Returns what decides where nothing was set.
   *
   * @param main the main head
   * @return its F1, or its accuracy if it is categorical
   */
  public static EpochSelection usual(HeadSpec main) {
    return by(main, Arguments.notNull("main", main).isCategorical() ? Metric.ACCURACY : Metric.F1);
  }

  /**
   * Returns the head whose metric decides.
   *
   * @return the head; empty if the loss decides
   */
  public Optional<HeadSpec> head() {
    return Optional.ofNullable(head);
  }

  /**
   * Returns the metric that decides.
   *
   * @return the metric; empty if the loss decides
   */
  public Optional<Metric> metric() {
    return Optional.ofNullable(metric);
  }

  /**
   * Returns what decides about an epoch.
   *
   * @param epoch the epoch
   * @return the metric, or the validation loss
   */
  public double score(EpochReport epoch) {
    return head == null || metric == null
        ? Arguments.notNull("epoch", epoch).validationLoss()
        : Arguments.notNull("epoch", epoch).evaluation().head(head).score(metric);
  }

  /**
   * Says whether one score is better than another.
   *
   * @param score a score
   * @param than another score
   * @return whether it is
   */
  public boolean isBetter(double score, double than) {
    return (metric != null && metric.higherIsBetter()) ? score > than : score < than;
  }

  /**
   * Returns a text such as {@code screen F1} or {@code validation loss}, as provenance keeps it.
   */
  @Override
  public String toString() {
    return head == null || metric == null ? "validation loss" : head + " " + metric.name();
  }
}
