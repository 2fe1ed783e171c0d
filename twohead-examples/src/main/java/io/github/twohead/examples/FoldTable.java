package io.github.twohead.examples;

import io.github.twohead.Bootstrap;
import io.github.twohead.CrossValidationResult;
import io.github.twohead.DataException;
import io.github.twohead.HeadSpec;
import io.github.twohead.Interval;
import io.github.twohead.MeanScore;
import io.github.twohead.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Scores of a cross-validation as lines of text: a line for each head and metric. */
final class FoldTable {
  private static final String NONE = "-";

  private FoldTable() {}

  /**
   * The table.
   *
   * @param baseline what it is compared with, on the same resamples
   */
  static String of(
      CrossValidationResult result, Optional<CrossValidationResult> baseline, Bootstrap bootstrap) {
    List<List<String>> rows = new ArrayList<>();
    List<String> titles = new ArrayList<>(List.of("head", "metric", "mean", "95 %"));
    titles.addAll(List.of("± folds", "± seeds"));
    baseline.ifPresent(given -> titles.addAll(List.of("gain", "95 %")));
    rows.add(titles);
    for (HeadSpec head : result.heads()) {
      for (Metric metric : Metric.brief(head)) {
        MeanScore score = result.score(head.name(), metric);
        List<String> row = new ArrayList<>(List.of(head.name(), ScoreTable.title(metric)));
        row.add(number(score.mean()));
        row.add(range(() -> result.interval(head.name(), metric, bootstrap)));
        row.addAll(List.of(number(score.overFolds()), number(score.overSeeds())));
        baseline.ifPresent(given -> row.addAll(gain(result, given, head, metric, bootstrap)));
        rows.add(row);
      }
    }
    return aligned(rows);
  }

  private static List<String> gain(
      CrossValidationResult result,
      CrossValidationResult baseline,
      HeadSpec head,
      Metric metric,
      Bootstrap bootstrap) {
    try {
      Interval known = result.difference(baseline, head.name(), metric, bootstrap);
      return List.of(String.format(Locale.ROOT, "%+.3f", known.estimate()), range(() -> known));
    } catch (DataException undefined) {
      return List.of(NONE, NONE);
    }
  }

  private static String range(Supplier<Interval> interval) {
    try {
      Interval known = interval.get();
      return known.hasEnds()
          ? String.format(Locale.ROOT, "%.3f to %.3f", known.low(), known.high())
          : NONE;
    } catch (DataException undefined) {
      return NONE;
    }
  }

  private static String number(double score) {
    return Double.isNaN(score) ? NONE : String.format(Locale.ROOT, "%.3f", score);
  }

  private static String aligned(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    int[] widths = new int[rows.get(0).size()];
    rows.forEach(
        row -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      text.append(text.length() == 0 ? "" : System.lineSeparator());
      text.append(line.toString().stripTrailing());
    }
    return text.toString();
  }
}
