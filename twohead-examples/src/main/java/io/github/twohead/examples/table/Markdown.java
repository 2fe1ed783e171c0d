package io.github.twohead.examples.table;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The lines of a Markdown table whose first column holds names and whose others hold numbers. */
final class Markdown {
  private Markdown() {}

  static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  static String rule(int columns) {
    return "|---|" + String.join("", Collections.nCopies(columns - 1, "---:|"));
  }

  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
