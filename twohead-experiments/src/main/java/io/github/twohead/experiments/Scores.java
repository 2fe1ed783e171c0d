package io.github.twohead.experiments;

import io.github.twohead.DataException;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every metric of every head that it is for, by name. */
final class Scores {
  private static final Logger LOG = LoggerFactory.getLogger(Trackers.class);

  private static final List<Metric> BINARY =
      List.of(
          Metric.PRECISION,
          Metric.RECALL,
          Metric.F1,
          Metric.ACCURACY,
          Metric.BALANCED_ACCURACY,
          Metric.MCC,
          Metric.AVERAGE_PRECISION,
          Metric.ROC_AUC,
          Metric.LOG_LOSS,
          Metric.BRIER,
          Metric.ECE,
          Metric.ECE_EQUAL_COUNT);

  private static final List<Metric> CATEGORICAL =
      List.of(
          Metric.ACCURACY,
          Metric.BALANCED_ACCURACY,
          Metric.MACRO_PRECISION,
          Metric.MACRO_RECALL,
          Metric.MACRO_F1,
          Metric.MCC,
          Metric.LOG_LOSS,
          Metric.BRIER,
          Metric.ECE,
          Metric.ECE_EQUAL_COUNT);

  /** Those of the user, without those that failed. */
  private final List<Metric> own;

  private final Consumer<String> warnings;

  /**
   * Adds metrics of the user's to the usual ones.
   *
   * @param warnings is told of those that fail
   */
  Scores(List<Metric> own, Consumer<String> warnings) {
    this.own = new ArrayList<>(own);
    this.warnings = warnings;
  }

  /** Whether a metric is among those of the library that every run has. */
  static boolean isUsual(Metric metric) {
    return Stream.concat(BINARY.stream(), CATEGORICAL.stream())
        .anyMatch(one -> one.name().equals(metric.name()));
  }

  /**
   * The scores of a table.
   *
   * @return by a name such as {@code test/screen/f1}; NaN where they are undefined
   */
  Map<String, Double> of(String table, Evaluation evaluation) {
    Map<String, Double> scores = new LinkedHashMap<>();
    evaluation
        .heads()
        .forEach(
            (name, head) -> {
              List<Metric> metrics =
                  new ArrayList<>(head.head().isCategorical() ? CATEGORICAL : BINARY);
              metrics.addAll(own);
              metrics.forEach(metric -> add(scores, table + "/" + name + "/", metric, head));
            });
    return scores;
  }

  private void add(Map<String, Double> scores, String prefix, Metric metric, HeadEvaluation head) {
    String name = prefix + metric.name().toLowerCase(Locale.ROOT);
    try {
      scores.put(name, metric.of(head));
    } catch (DataException e) {
      scores.put(name, Double.NaN);
    } catch (IllegalArgumentException e) {
      LOG.debug("{} is for the other kind of head", metric.name(), e);
    } catch (RuntimeException e) {
      own.remove(metric);
      warnings.accept(
          "The metric " + metric.name() + " fails and is not tracked from here on: " + e);
    }
  }
}
