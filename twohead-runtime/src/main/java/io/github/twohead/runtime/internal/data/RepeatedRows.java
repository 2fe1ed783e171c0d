package io.github.twohead.runtime.internal.data;

import io.github.twohead.ImageSource;
import io.github.twohead.Label;
import io.github.twohead.runtime.internal.data.Table.Row;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows whose image file an earlier row of the same table has too. */
final class RepeatedRows {
  private static final int SHOWN = 3;

  private final HeadLayout layout;
  private final Map<Object, Row> first = new HashMap<>();
  private final Map<Object, List<Row>> others = new HashMap<>();
  private final List<String> places = new ArrayList<>();
  private int count;

  /** Starts without a row; the layout is that of the rows' targets. */
  RepeatedRows(HeadLayout layout) {
    this.layout = layout;
  }

  /**
   * Takes the next row of the table.
   *
   * @return how its labels contradict those of an earlier row, if they do
   */
  Optional<String> add(Row row) {
    @Nullable Object image = identity(row.image.source());
    if (image == null) {
      return Optional.empty();
    }
    Row earliest = first.putIfAbsent(image, row);
    if (earliest == null) {
      return Optional.empty();
    }
    count++;
    if (places.size() < SHOWN) {
      places.add(row.image.origin() + " (first at " + earliest.image.origin() + ")");
    }
    Optional<String> problem = contradiction(row, earliest);
    for (Row other : others.getOrDefault(image, List.of())) {
      problem = problem.or(() -> contradiction(row, other));
    }
    if (row.targets != earliest.targets) {
      others.computeIfAbsent(image, key -> new ArrayList<>()).add(row);
    }
    return problem;
  }

  /** What two rows of the same image share; null for an image in memory. */
  private static @Nullable Object identity(ImageSource source) {
    if (source instanceof ImageSource.FileImage file) {
      return file.path().toAbsolutePath().normalize();
    }
    return source instanceof ImageSource.OnDemand ? source : null;
  }

  private Optional<String> contradiction(Row row, Row earlier) {
    for (int i = 0; i < layout.heads().size(); i++) {
      Label label = layout.label(i, row.targets);
      Label before = layout.label(i, earlier.targets);
      if (!label.equals(before) && !label.equals(Label.UNKNOWN) && !before.equals(Label.UNKNOWN)) {
        return Optional.of(
            String.format(
                "%s: %s is %s for head \"%s\", but %s at %s: keep the row that is right",
                row.image.origin(),
                row.image.source().name(),
                Table.name(label),
                layout.heads().get(i),
                Table.name(before),
                earlier.image.origin()));
      }
    }
    return Optional.empty();
  }

  /** Ends the table: the rows of the next one repeat none of its. */
  void endTable() {
    first.clear();
    others.clear();
  }

  /** What to say of all tables; empty if no row was repeated. */
  Optional<String> warning() {
    if (count == 0) {
      return Optional.empty();
    }
    String more = count > places.size() ? ", …" : "";
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%,d rows repeat an image of their table, and count each time: %s%s",
            count,
            String.join(", ", places),
            more));
  }
}
