package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ClassNames;
import io.github.twohead.spi.DataProblems;
import java.util.List;

/**
 * A column of numbers, 1e-6 to 1e6, that weigh the rows of a table.
 *
 * @param column its name
 */
record RowWeights(String column) {
  private static final double LEAST = 1e-6;
  private static final double MOST = 1e6;

  static RowWeights of(String column) {
    String name = Arguments.notNull("column", column).strip();
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the column of the rows' weights must not be blank");
    }
    return new RowWeights(name);
  }

  /**
   * The weight of each row.
   *
   * @throws DataException if no row has the column, or a row has no such number in it
   */
  double[] of(List<LabelledImage> rows) {
    DataProblems problems = new DataProblems();
    List<String> texts = texts(rows, column, problems);
    double[] weights = new double[texts.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = number(texts.get(i));
      if (!(weights[i] >= LEAST && weights[i] <= MOST)) {
        problems.add(
            "no weight",
            String.format(
                "%s: the weight in column \"%s\" must be 1e-6 to 1e6, but is \"%s\"",
                rows.get(i).origin(), column, ClassNames.visible(texts.get(i))));
      }
    }
    problems.throwIfAny();
    return weights;
  }

  /** What stands in a column of the training table. */
  static List<String> texts(List<LabelledImage> rows, String column, DataProblems problems) {
    try {
      return Groups.column(rows, column, problems);
    } catch (IllegalArgumentException e) {
      throw new DataException(List.of("train: " + e.getMessage()));
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
