package io.github.twohead.examples;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.twohead.Bootstrap;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.ConfusionMatrix;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.Interval;
import io.github.twohead.Metric;
import io.github.twohead.TrainingReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The scores of heads as JSON. Those that are undefined are left out. */
final class HeadReports {
  private static final int MOST_CATEGORIES = 100;

  private HeadReports() {}

  /** What the heads of the best epoch answer with what was fitted when training ended. */
  static Map<String, HeadEvaluation> tuned(TrainingReport report) {
    Map<String, HeadEvaluation> tuned = new LinkedHashMap<>(report.best().evaluation().heads());
    report
        .calibrations()
        .forEach((name, fit) -> tuned.computeIfPresent(name, (n, head) -> head.calibrated(fit)));
    report
        .thresholds()
        .forEach(
            (name, choice) ->
                tuned.computeIfPresent(name, (n, head) -> head.threshold(choice.threshold())));
    return tuned;
  }

  /** Scores by head. */
  static JsonObject of(Map<String, HeadEvaluation> heads) {
    JsonObject json = new JsonObject();
    heads.forEach((name, head) -> json.add(name, of(head)));
    return json;
  }

  /** The same with the 95 % interval of each score. */
  static JsonObject withIntervals(Evaluation evaluation) {
    JsonObject json = new JsonObject();
    evaluation
        .heads()
        .forEach(
            (name, head) -> {
              JsonObject scores = of(head);
              scores.add("intervals", intervals(head));
              json.add(name, scores);
            });
    return json;
  }

  private static JsonObject of(HeadEvaluation head) {
    JsonObject json = new JsonObject();
    json.addProperty("images", head.images());
    if (!head.head().isCategorical()) {
      json.addProperty("positives", head.positives());
      json.addProperty("threshold", head.threshold());
    }
    defined(head).forEach(metric -> json.addProperty(key(metric), head.score(metric)));
    if (head.head().isCategorical()) {
      addCategories(json, head.confusionMatrix());
    } else {
      ConfusionCounts counts = head.counts();
      json.addProperty("tp", counts.truePositives());
      json.addProperty("fp", counts.falsePositives());
      json.addProperty("fn", counts.falseNegatives());
      json.addProperty("tn", counts.trueNegatives());
    }
    return json;
  }

  private static List<Metric> defined(HeadEvaluation head) {
    return Metric.usual(head.head()).stream()
        .filter(metric -> ScoreTable.isDefined(head, metric))
        .toList();
  }

  private static String key(Metric metric) {
    return metric.name().toLowerCase(Locale.ROOT);
  }

  private static void addCategories(JsonObject json, ConfusionMatrix matrix) {
    JsonObject categories = new JsonObject();
    for (String category : matrix.categories()) {
      ConfusionCounts counts = matrix.counts(category);
      JsonObject one = new JsonObject();
      one.addProperty("precision", counts.precision());
      one.addProperty("recall", counts.recall());
      one.addProperty("f1", counts.f1());
      one.addProperty("images", counts.positives());
      if (matrix.categories().size() <= MOST_CATEGORIES) {
        JsonObject answers = new JsonObject();
        matrix.categories().forEach(to -> answers.addProperty(to, matrix.count(category, to)));
        one.add("answers", answers);
      }
      categories.add(category, one);
    }
    json.add("categories", categories);
  }

  private static JsonObject intervals(HeadEvaluation head) {
    List<Metric> metrics = defined(head);
    List<Interval> intervals = head.intervals(metrics, Bootstrap.standard());
    JsonObject json = new JsonObject();
    for (int i = 0; i < metrics.size(); i++) {
      Interval interval = intervals.get(i);
      if (Double.isFinite(interval.low()) && Double.isFinite(interval.high())) {
        JsonArray ends = new JsonArray();
        ends.add(interval.low());
        ends.add(interval.high());
        json.add(key(metrics.get(i)), ends);
      }
    }
    return json;
  }
}
