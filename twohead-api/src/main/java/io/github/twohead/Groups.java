package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ClassNames;
import io.github.twohead.spi.DataProblems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Which rows of a table belong together. */
final class Groups {
  private static final int SHOWN = 3;

  private Groups() {}

  /**
   * Numbers the groups of rows: those that agree in a column, or, without one, each row by itself;
   * and rows of the same image file in any case.
   *
   * @return of each row its group, from 0 on without a gap
   */
  static int[] of(List<LabelledImage> rows, List<String> groups) {
    int[] first = new int[rows.size()];
    Arrays.setAll(first, row -> row);
    join(first, rows.stream().map(row -> identity(row.source())).toList());
    if (!groups.isEmpty()) {
      join(first, groups);
    }
    Map<Integer, Integer> numbers = new HashMap<>();
    return IntStream.range(0, first.length)
        .map(row -> numbers.computeIfAbsent(root(first, row), key -> numbers.size()))
        .toArray();
  }

  /** The rows of each key, in alphabetical order; those without one are left out. */
  static Map<String, int[]> by(
      Function<LabelledImage, Optional<String>> key, List<LabelledImage> rows) {
    Map<String, IntStream.Builder> places = new TreeMap<>();
    for (int row = 0; row < rows.size(); row++) {
      int place = row;
      key.apply(rows.get(row))
          .ifPresent(own -> places.computeIfAbsent(own, same -> IntStream.builder()).add(place));
    }
    Map<String, int[]> groups = new LinkedHashMap<>();
    places.forEach((own, found) -> groups.put(own, found.build().toArray()));
    return groups;
  }

  /** Whether rows are of the same images in the same order, as far as they are known. */
  static boolean areSame(List<LabelledImage> some, List<LabelledImage> others) {
    if (some.isEmpty() || others.isEmpty()) {
      return true;
    }
    return some.size() == others.size()
        && IntStream.range(0, some.size())
            .allMatch(row -> isSame(some.get(row).source(), others.get(row).source()));
  }

  private static boolean isSame(ImageSource one, ImageSource other) {
    return one.equals(other) || identity(one).equals(identity(other));
  }

  private static Object identity(ImageSource source) {
    if (!(source instanceof ImageSource.FileImage file)) {
      return source;
    }
    try {
      return file.path().toRealPath(); // links to a photo are that photo
    } catch (IOException e) {
      return file.path().toAbsolutePath().normalize();
    }
  }

  private static void join(int[] first, List<?> keys) {
    Map<Object, Integer> seen = new HashMap<>();
    for (int row = 0; row < first.length; row++) {
      Integer earlier = seen.putIfAbsent(keys.get(row), row);
      if (earlier != null) {
        int one = root(first, earlier);
        int other = root(first, row);
        first[Math.max(one, other)] = Math.min(one, other);
      }
    }
  }

  private static int root(int[] first, int row) {
    int at = row;
    while (first[at] != at) {
      first[at] = first[first[at]];
      at = first[at];
    }
    return at;
  }

  /**
   * Returns what stands in a column of every row.
   *
   * @throws IllegalArgumentException if no row has the column
   */
  static List<String> column(List<LabelledImage> rows, String column, DataProblems problems) {
    if (!rows.isEmpty() && rows.stream().allMatch(row -> row.column(column).isEmpty())) {
      Set<String> names = new LinkedHashSet<>();
      rows.forEach(row -> names.addAll(row.cells().columns().names()));
      throw new IllegalArgumentException(
          "there is no column \""
              + ClassNames.visible(column)
              + "\": the columns are ["
              + ClassNames.list(names)
              + "]");
    }
    List<String> texts = new ArrayList<>(rows.size());
    for (LabelledImage row : rows) {
      if (row.column(column).isEmpty()) {
        problems.add("missing", row.origin() + ": there is no column \"" + column + "\"");
      }
      texts.add(row.column(column).orElse(""));
    }
    return texts;
  }

  /** Returns what stands in a column of every row, and takes an empty field for a problem. */
  static List<String> ofColumn(List<LabelledImage> rows, String column, DataProblems problems) {
    List<String> groups = column(rows, column, problems);
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i).isEmpty()) {
        problems.add(
            "no group",
            rows.get(i).origin() + ": no group: the column \"" + column + "\" is empty");
      }
    }
    return groups;
  }

  static void checkDisjoint(String column, List<ImageTable> tables) {
    DataProblems problems = new DataProblems();
    Map<String, LabelledImage> seen = new HashMap<>();
    Map<String, String> shared = new LinkedHashMap<>();
    for (ImageTable table : tables) {
      problems.addAll(table.problems());
      List<LabelledImage> rows = table.images();
      List<String> groups = ofColumn(rows, column, problems);
      Map<String, LabelledImage> own = new LinkedHashMap<>();
      for (int i = 0; i < rows.size(); i++) {
        own.putIfAbsent(groups.get(i), rows.get(i));
      }
      own.forEach(
          (group, row) -> {
            LabelledImage other = seen.putIfAbsent(group, row);
            if (other != null) {
              shared.putIfAbsent(group, row.origin() + " and " + other.origin());
            }
          });
    }
    if (problems.isEmpty() && !shared.isEmpty()) {
      problems.add("shared", shared(column, shared));
    }
    problems.throwIfAny();
  }

  private static String shared(String column, Map<String, String> shared) {
    List<String> shown =
        shared.entrySet().stream()
            .limit(SHOWN)
            .map(group -> "\"" + ClassNames.visible(group.getKey()) + "\" at " + group.getValue())
            .toList();
    boolean one = shared.size() == 1;
    return shared.size()
        + (one ? " group" : " groups")
        + " of the column \""
        + column
        + (one ? "\" is" : "\" are")
        + " in two tables; keep each in one: "
        + String.join(", ", shown)
        + (shared.size() > SHOWN ? ", …" : "");
  }

  /** Refuses to validate on the images that are trained on. */
  static void requireOthers(ImageTable train, ImageTable validation) {
    List<ImageSource> images = sources("train", train);
    if (images.equals(sources("validation", validation)) && !images.isEmpty()) {
      throw new DataException(
          List.of(
              "train and validation hold the same images: validation needs images of its own, which"
                  + " decide which epoch is best"));
    }
  }

  private static List<ImageSource> sources(String name, ImageTable table) {
    List<LabelledImage> rows = Arguments.notNull(name, table).images();
    return Arguments.copy(name + ".images()", rows).stream().map(LabelledImage::source).toList();
  }
}
