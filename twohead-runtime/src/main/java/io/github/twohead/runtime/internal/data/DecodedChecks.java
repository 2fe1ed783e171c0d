package io.github.twohead.runtime.internal.data;

import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.runtime.internal.data.Table.Row;
import io.github.twohead.spi.DataProblems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What is checked of tables once their images are decoded.
 *
 * @param problems gets what is found
 * @param skipUnreadable whether images that cannot be decoded are left out instead of reported
 */
record DecodedChecks(DataProblems problems, boolean skipUnreadable) {

  /** Reports the images that could not be decoded, unless they are to be skipped. */
  void readable(List<Row> rows) {
    for (Row row : rows) {
      if (row.unreadable != null && !skipUnreadable) {
        problems.add(
            Images.reason(row.image, row.unreadable), Images.problem(row.image, row.unreadable));
      }
    }
  }

  /** Reports every image of one table that is also in another. */
  void disjoint(Table table, Table other) {
    Map<UUID, Row> seen = new HashMap<>();
    for (Row row : other.rows()) {
      if (row.pixels != null) {
        seen.putIfAbsent(row.pixels, row);
      }
    }
    for (Row row : table.rows()) {
      Row twin = row.pixels == null ? null : seen.get(row.pixels);
      if (twin != null) {
        problems.add(
            "in two tables", row.image.origin() + ": the same image as " + twin.image.origin());
      }
    }
  }

  /**
   * Reports what a table lacks for a head to be decided by: a positive or a negative image, or
   * images of two categories.
   */
  void bothClasses(Table table, HeadSpec head) {
    if (table.rows().isEmpty()) {
      return;
    }
    List<Label> absent = table.absent(head, this::mayBeUsed);
    if (!head.isCategorical()) {
      for (Label label : absent) {
        lacks(table, "no image is " + Table.name(label) + " for head \"" + head + "\"");
      }
    } else if (absent.size() > head.categories().size() - 2) {
      lacks(table, "head \"" + head + "\" needs images of two categories");
    }
  }

  /** Whether a row stays, or is listed with another problem already. */
  private boolean mayBeUsed(Row row) {
    return row.unreadable == null || !skipUnreadable;
  }

  private void lacks(Table table, String what) {
    String all = what + table.itsClasses();
    problems.add(all, table.name() + ": " + all);
  }
}
