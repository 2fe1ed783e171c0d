package io.github.twohead.experiments;

import io.github.twohead.DataException;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every metric of every head that it is for, by name. */
final class Scores {
  private static final Logger LOG = LoggerFactory.getLogger(Trackers.class);

  /** A head of each kind. */
  private static final List<HeadSpec> KINDS =
      List.of(HeadSpec.binary("any"), HeadSpec.categorical("any", "a", "b"));

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
    return KINDS.stream()
        .flatMap(kind -> Metric.usual(kind).stream())
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
              List<Metric> metrics = new ArrayList<>(Metric.usual(head.head()));
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
