package io.github.twohead.experiments;

import io.github.twohead.EpochSelection;
import io.github.twohead.Evaluation;
import io.github.twohead.Metric;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A score of the validation table by which runs are compared: a metric of a head, or the loss. */
final class RunScore {
  private static final Logger LOG = LoggerFactory.getLogger(Experiment.class);
  private static final String LOSS = "validation loss";
  private static final String KEEP_BEST_BY = "training.keep_best_by";

  /** What runs are not compared by: their scores are those of one epoch. */
  private static final String SMOOTHED = " ?\\( ?smoothed \\d+ ?\\)$";

  private final String name;
  private final String key;
  private final @Nullable Metric metric;

  private RunScore(String name, String key, @Nullable Metric metric) {
    this.name = name;
    this.key = key;
    this.metric = metric;
  }

  /**
   * Reads a name, such as {@code screen F1} or {@code validation loss}.
   *
   * @throws IllegalArgumentException if it names no score
   */
  static RunScore of(String name) {
    if (name.equals(LOSS)) {
      return new RunScore(name, "loss", null);
    }
    int space = name.lastIndexOf(' ');
    if (space < 1) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" is no score: give a head and a metric, such as \"screen F1\", or \""
              + LOSS
              + "\"");
    }
    String head = name.substring(0, space);
    Metric metric = Metric.parse(name.substring(space + 1));
    String key = head + "/" + metric.name().toLowerCase(Locale.ROOT);
    return new RunScore(head + " " + metric.name(), key, metric);
  }

  /**
   * What decides which epoch of a run is best.
   *
   * @throws IllegalArgumentException if that is a program's own metric, of which runs keep no score
   */
  static RunScore usual(Recipe recipe) {
    String given =
        recipe.value(KEEP_BEST_BY).map(String::valueOf).orElse("").replaceFirst(SMOOTHED, "");
    if (given.isEmpty() || given.equals("last")) {
      return recipe.heads().stream()
          .findFirst()
          .map(main -> of(EpochSelection.usual(main).toString()))
          .orElseGet(RunScore::loss);
    }
    return given.equals("loss")
        ? loss()
        : find(given)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "runs cannot be compared by \""
                            + given
                            + "\", a metric of a program's own: name one of the library to compare them"
                            + " by, such as \"screen F1\""));
  }

  /**
   * This one.
   *
   * @throws IllegalArgumentException if a run of the recipe has no such score
   */
  RunScore checked(Recipe recipe) {
    if (metric != null) {
      try {
        Recipe unused = recipe.with(KEEP_BEST_BY, name);
      } catch (RecipeException e) {
        String why = String.valueOf(e.getMessage()).replaceFirst("^.*?" + KEEP_BEST_BY + ":? ", "");
        throw new IllegalArgumentException(
            "runs cannot be compared by \"" + name + "\": " + why, e);
      }
    }
    return this;
  }

  /** The same; empty if it names no score of the library. */
  static Optional<RunScore> find(String name) {
    try {
      return Optional.of(of(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The loss on the validation table. */
  static RunScore loss() {
    return of(LOSS);
  }

  String name() {
    return name;
  }

  boolean higherIsBetter() {
    return metric != null && metric.higherIsBetter();
  }

  /** The score of a run on the validation table; empty if it has none. */
  OptionalDouble validation(RunResult result) {
    return of(result.validation());
  }

  /** The score of a run on the test table; empty if it has none. */
  OptionalDouble test(RunResult result) {
    return of(result.test());
  }

  private OptionalDouble of(Map<String, Double> scores) {
    Double score = scores.get(key);
    return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
  }

  /** Whether runs keep it, whatever they are compared by. */
  boolean isUsual() {
    return metric == null || Scores.isUsual(metric);
  }

  /** A number of which more is better. */
  double ranked(double score) {
    return higherIsBetter() ? score : -score;
  }

  /** Some and the usual scores of every head by name; those that are undefined are left out. */
  static Map<String, Double> all(Collection<RunScore> some, Evaluation evaluation) {
    List<Metric> metrics = new ArrayList<>();
    for (RunScore one : some) {
      if (one.metric != null && !one.isUsual()) {
        metrics.add(one.metric);
      }
    }
    Scores usual = new Scores(metrics, LOG::warn);
    Map<String, Double> scores = new LinkedHashMap<>();
    usual
        .of("", evaluation)
        .forEach(
            (path, score) -> {
              if (!score.isNaN()) {
                scores.put(path.substring(1), score);
              }
            });
    return scores;
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return name;
  }
}
