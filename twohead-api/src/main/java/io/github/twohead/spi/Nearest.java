package io.github.twohead.spi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds what a name was meant to be. */
public final class Nearest {
  private static final int LONGEST = 60;

  private Nearest() {}

  /**
   * {@return how a message goes on about an unknown name: {@code , did you mean "epochs"?}; empty
   * if no known one is near}
   *
   * @param unknown the name
   * @param known those that there are
   */
  public static String suggestion(String unknown, Collection<String> known) {
    List<String> names =
        Arguments.copy("known", new ArrayList<>(Arguments.notNull("known", known)));
    if (Arguments.notNull("unknown", unknown).length() > LONGEST) {
      return "";
    }
    return names.stream()
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
