package io.github.twohead.examples;

import io.github.twohead.Bootstrap;
import io.github.twohead.ConfusionMatrix;
import io.github.twohead.DataException;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.Interval;
import io.github.twohead.Metric;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Scores as lines of text: of every head its scores, and below them their intervals and what they
 * are made of.
 */
final class ScoreTable {
  private static final int COLUMN = 11;
  private static final int LONGEST_CATEGORY = 16;
  private static final int MOST_CATEGORIES = 10;
  private static final String NONE = "-";

  /** What fits above a column; the name where it is not here. */
  private static final Map<Metric, String> TITLES =
      Map.of(
          Metric.F1, "F1",
          Metric.AVERAGE_PRECISION, "AP",
          Metric.ROC_AUC, "ROC-AUC",
          Metric.MACRO_F1, "macro F1",
          Metric.BALANCED_ACCURACY, "balanced");

  private final List<List<String>> rows = new ArrayList<>();

  private ScoreTable() {}

  static String of(Evaluation evaluation) {
    return of(evaluation.heads(), evaluation.skipped());
  }

  /** The same of heads that may have been tuned. */
  static String of(Map<String, HeadEvaluation> heads, int skipped) {
    ScoreTable table = new ScoreTable();
    List<HeadEvaluation> all = List.copyOf(heads.values());
    table.add(all.stream().filter(head -> !head.head().isCategorical()).toList());
    table.add(all.stream().filter(head -> head.head().isCategorical()).toList());
    List<String> parts = new ArrayList<>(List.of(table.text()));
    all.forEach(head -> parts.addAll(undefined(head)));
    all.stream()
        .filter(head -> head.head().isCategorical() && head.images() > 0)
        .filter(head -> head.head().categories().size() <= MOST_CATEGORIES)
        .forEach(head -> parts.add(matrix(head)));
    if (skipped > 0) {
      parts.add(format("left out: %,d that could not be read", skipped));
    }
    return String.join(System.lineSeparator(), parts);
  }

  /** Adds heads of one kind. */
  private void add(List<HeadEvaluation> heads) {
    if (heads.isEmpty()) {
      return;
    }
    List<Metric> metrics = Metric.brief(heads.get(0).head());
    List<String> titles = new ArrayList<>(List.of("head"));
    metrics.forEach(metric -> titles.add(title(metric)));
    rows.add(titles);
    for (HeadEvaluation head : heads) {
      List<Optional<Interval>> intervals = intervals(head, metrics);
      List<String> scores = new ArrayList<>(List.of(title(head)));
      List<String> ranges = new ArrayList<>(List.of("  " + images(head)));
      for (Optional<Interval> interval : intervals) {
        scores.add(interval.map(score -> format("%.3f", score.estimate())).orElse(NONE));
        ranges.add(interval.map(ScoreTable::range).orElse(""));
      }
      rows.add(scores);
      rows.add(ranges);
      if (!head.head().isCategorical()) {
        rows.add(List.of("  " + head.counts()));
      }
    }
  }

  /** Those that are defined, of the same resamples. */
  private static List<Optional<Interval>> intervals(HeadEvaluation head, List<Metric> metrics) {
    List<Metric> defined = metrics.stream().filter(metric -> isDefined(head, metric)).toList();
    List<Interval> intervals = head.intervals(defined, Bootstrap.standard());
    return metrics.stream()
        .map(
            metric ->
                defined.contains(metric)
                    ? Optional.of(intervals.get(defined.indexOf(metric)))
                    : Optional.<Interval>empty())
        .toList();
  }

  /** The short name of a metric. */
  static String title(Metric metric) {
    String name = metric.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return TITLES.getOrDefault(metric, name);
  }

  static boolean isDefined(HeadEvaluation head, Metric metric) {
    try {
      return Double.isFinite(head.score(metric));
    } catch (DataException e) {
      return false;
    }
  }

  /** Why there are scores that are not: a line for each reason, with the first of them. */
  private static Collection<String> undefined(HeadEvaluation head) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (Metric metric : Metric.brief(head.head())) {
      try {
        double unused = head.score(metric);
      } catch (DataException e) {
        String reason = String.valueOf(e.getMessage());
        reasons.putIfAbsent(reason.replace(metric.name(), ""), NONE + ": " + reason);
      }
    }
    return reasons.values();
  }

  private static String title(HeadEvaluation head) {
    return head.head().isCategorical()
        ? head.head().name()
        : format("%s, from %s on", head.head(), Double.toString(head.threshold()));
  }

  private static String images(HeadEvaluation head) {
    String images = format("%,d images", head.images());
    return head.head().isCategorical()
        ? images + ", 95 %:"
        : images + format(", %,d positive, 95 %%:", head.positives());
  }

  private static String range(Interval interval) {
    return interval.hasEnds() ? format("%.2f-%.2f", interval.low(), interval.high()) : NONE;
  }

  private String text() {
    int width = rows.stream().mapToInt(row -> row.get(0).length()).max().orElse(0);
    int column =
        rows.stream()
            .flatMap(row -> row.stream().skip(1))
            .mapToInt(cell -> cell.length() + 1)
            .reduce(COLUMN, Math::max);
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(format("  %-" + width + "s", row.get(0)));
      row.subList(1, row.size()).forEach(cell -> line.append(format("%" + column + "s", cell)));
      lines.add(line.toString().stripTrailing());
    }
    return String.join(System.lineSeparator(), lines);
  }

  /** A row for each category that images have, a column for each that they were given. */
  private static String matrix(HeadEvaluation head) {
    ConfusionMatrix matrix = head.confusionMatrix();
    List<String> categories = matrix.categories().stream().distinct().toList();
    int width = categories.stream().mapToInt(name -> shortened(name).length()).max().orElse(0);
    String cell = "  %" + Math.max(6, width) + "s";
    String title = head.head().name() + ", told as";
    String first = "  %-" + Math.max(width, title.length()) + "s";
    StringBuilder text = new StringBuilder(format(first, title));
    categories.forEach(name -> text.append(format(cell, shortened(name))));
    for (String label : categories) {
      text.append(System.lineSeparator()).append(format(first, shortened(label)));
      for (String answer : categories) {
        text.append(format(cell, format("%,d", matrix.count(label, answer))));
      }
    }
    return text.toString();
  }

  private static String shortened(String category) {
    return category.length() <= LONGEST_CATEGORY
        ? category
        : category.substring(0, LONGEST_CATEGORY - 1) + "…";
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
