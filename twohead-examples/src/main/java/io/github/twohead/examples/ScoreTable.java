package io.github.twohead.examples;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.Scores;
import java.util.Locale;
import java.util.Map;

/** Scores as lines of text. */
final class ScoreTable {
  private ScoreTable() {}

  static String of(Scores scores) {
    int width = scores.heads().keySet().stream().mapToInt(String::length).max().orElse(0);
    String name = "  %-" + Math.max(4, width) + "s";
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            name + "  precision  recall     F1  accuracy     TP    FP    FN    TN",
            "head"));
    for (Map.Entry<String, ConfusionCounts> head : scores.heads().entrySet()) {
      ConfusionCounts c = head.getValue();
      table.append(
          String.format(
              Locale.ROOT,
              "%n" + name + "  %9.3f  %6.3f  %5.3f  %8.3f  %5d %5d %5d %5d",
              head.getKey(),
              c.precision(),
              c.recall(),
              c.f1(),
              c.accuracy(),
              c.truePositives(),
              c.falsePositives(),
              c.falseNegatives(),
              c.trueNegatives()));
    }
    if (scores.skipped() > 0) {
      table.append(String.format("%nleft out: %d that could not be read", scores.skipped()));
    }
    return table.toString();
  }
}
