package io.github.twohead.experiments.internal.runs;

import java.util.ArrayList;
import java.util.List;

/** Lines of fields as text whose columns stand below each other. */
public final class TextColumns {
  private static final String BETWEEN = "  ";

  private TextColumns() {}

  /**
   * Pads all fields but the last of each line; columns that hold nothing but a title are left out.
   */
  public static String of(List<List<String>> lines) {
    List<Integer> shown = new ArrayList<>();
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < lines.get(0).size(); column++) {
      int at = column;
      if (lines.stream().skip(1).anyMatch(line -> !line.get(at).isEmpty())) {
        shown.add(column);
        widths.add(lines.stream().mapToInt(line -> line.get(at).length()).max().orElse(0));
      }
    }
    List<String> text = new ArrayList<>();
    for (List<String> line : lines) {
      StringBuilder padded = new StringBuilder();
      for (int i = 0; i < shown.size(); i++) {
        String field = line.get(shown.get(i));
        padded.append(field).append(" ".repeat(widths.get(i) - field.length())).append(BETWEEN);
      }
      text.add(padded.toString().stripTrailing());
    }
    return String.join(System.lineSeparator(), text);
  }
}
