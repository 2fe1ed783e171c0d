package io.github.twohead.experiments.internal.recipes;

import java.util.Collection;
import java.util.Comparator;

/** Finds what a name was meant to be. */
public final class Names {
  private static final int LONGEST_SHOWN = 60;

  private Names() {}

  /** {@return a text in quotes, in one line, and not the whole of a long one} */
  static String quoted(String text) {
    return "\"" + line(text, LONGEST_SHOWN) + "\"";
  }

  /** {@return a text in one line, without what a terminal does not show, and bounded} */
  static String line(String text, int longest) {
    String line = text.replaceAll("[\\p{Cntrl}\\u0080-\\u009F\\u2028\\u2029\\uFEFF]+", " ");
    return line.length() > longest ? line.substring(0, longest) + "…" : line;
  }

  /**
   * {@return how a message goes on about an unknown name: the nearest known one, if one is near}
   */
  public static String suggestion(String unknown, Collection<String> known) {
    if (unknown.length() > LONGEST_SHOWN) {
      return "";
    }
    return known.stream()
        .min(Comparator.comparingInt(name -> distance(unknown, name)))
        .filter(name -> distance(unknown, name) <= Math.max(2, unknown.length() / 3))
        .map(name -> ", did you mean \"" + name + "\"?")
        .orElse("");
  }

  /** The letters to add, drop, change or swap until one text is the other. */
  private static int distance(String one, String other) {
    int[][] rows = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        rows[i][j] = i == 0 || j == 0 ? i + j : cheapest(rows, one, other, i, j);
      }
    }
    return rows[one.length()][other.length()];
  }

  private static int cheapest(int[][] rows, String one, String other, int i, int j) {
    int changed = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
    int cost = Math.min(rows[i - 1][j - 1] + changed, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(cost, rows[i - 2][j - 2] + 1) : cost;
  }
}
