package io.github.twohead;

import io.github.twohead.Partition.Group;
import io.github.twohead.spi.ClassNames;
import io.github.twohead.spi.DataProblems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of a table are to be shared out by: that they are rows, their labels, their texts.
 */
final class Strata {
  private static final int ANY = 0;

  private final List<LabelledImage> rows;

  /** For every head and column the marks of the rows. */
  private final List<int[]> marks = new ArrayList<>();

  /** What each mark says of its rows; null where no part needs such a row. */
  private final List<@Nullable String> names = new ArrayList<>();

  Strata(List<LabelledImage> rows) {
    this.rows = rows;
    names.add(null); // the mark of any row
  }

  /** Adds the labels of a head; rows without one are problems. */
  void add(HeadSpec head, DataProblems problems) {
    List<String> labels = new ArrayList<>(rows.size());
    for (LabelledImage row : rows) {
      try {
        labels.add(text(row.label(head)));
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()), row.origin() + ": " + e.getMessage());
      }
    }
    if (problems.isEmpty()) {
      add(labels, label -> label + " for head \"" + head + "\"");
    }
  }

  private static String text(Label label) {
    if (label.equals(Label.UNKNOWN)) {
      return "";
    }
    return label
        .category()
        .map(Strata::quoted)
        .orElseGet(() -> label.toString().toLowerCase(Locale.ROOT));
  }

  private static String quoted(String text) {
    return "\"" + ClassNames.visible(text) + "\"";
  }

  /** Adds the texts of a column. */
  void add(String column, DataProblems problems) {
    add(
        Groups.column(rows, column, problems),
        text -> quoted(text) + " in the column \"" + column + "\"");
  }

  private void add(List<String> texts, UnaryOperator<String> name) {
    Map<String, Integer> known = new HashMap<>();
    marks.add(
        texts.stream()
            .mapToInt(text -> known.computeIfAbsent(text, key -> mark(key, name)))
            .toArray());
  }

  private int mark(String text, UnaryOperator<String> name) {
    names.add(text.isEmpty() ? null : name.apply(text));
    return names.size() - 1;
  }

  /** Counts the marks of groups. */
  List<Group> groups(int[] groupOf, int count) {
    List<List<Integer>> members =
        Stream.<List<Integer>>generate(() -> new ArrayList<>(1)).limit(count).toList();
    for (int row = 0; row < groupOf.length; row++) {
      members.get(groupOf[row]).add(row);
    }
    return members.stream().map(this::group).toList();
  }

  private Group group(List<Integer> members) {
    Map<Integer, Integer> counts = new TreeMap<>();
    counts.put(ANY, members.size());
    for (int row : members) {
      marks.forEach(ofRows -> counts.merge(ofRows[row], 1, Integer::sum));
    }
    return new Group(ints(counts.keySet().stream()), ints(counts.values().stream()));
  }

  private static int[] ints(Stream<Integer> numbers) {
    return numbers.mapToInt(Integer::intValue).toArray();
  }

  /** Reports what too few groups have for every part to get one. */
  void check(List<Group> groups, int parts, String what, DataProblems problems) {
    Map<Integer, Integer> having = new LinkedHashMap<>();
    groups.stream()
        .flatMapToInt(group -> IntStream.of(group.marks()))
        .forEach(mark -> having.merge(mark, 1, Integer::sum));
    boolean single = groups.size() == rows.size();
    having.forEach(
        (mark, count) -> {
          String name = names.get(mark);
          if (count < parts && name != null) {
            problems.add(
                "rare",
                (single ? "images that are " : "groups with images that are ")
                    + name
                    + ": "
                    + count
                    + ", but "
                    + parts
                    + " "
                    + what
                    + " need one each");
          }
        });
  }
}
