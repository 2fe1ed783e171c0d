package io.github.twohead;

import io.github.twohead.spi.DataProblems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Draws images, or groups of them, with the answers of one or several heads to each. */
final class Resampling {
  /** Of each image its group. */
  private final int[] groups;

  private final int count;
  private final List<Ranked> heads;

  private Resampling(int[] groups, List<Ranked> heads) {
    this.groups = groups;
    count = IntStream.of(groups).max().orElse(-1) + 1;
    this.heads = heads;
  }

  /**
   * Answers that are ranked, so that those of a resample are too.
   *
   * @param images by rank the number of the image
   */
  private record Ranked(HeadEvaluation head, int[] images) {}

  /** Of one head, whose images are numbered by their rank. */
  static Resampling of(HeadEvaluation head, Optional<String> column) {
    HeadEvaluation ranked = compact(head.ranked());
    int[] ranks = IntStream.range(0, ranked.images()).toArray();
    return new Resampling(groups(ranked, column), List.of(new Ranked(ranked, ranks)));
  }

  /**
   * Of several heads at once, whose images are numbered as they stand in the table.
   *
   * @throws IllegalArgumentException if the answers are not to the same images
   */
  static Resampling of(List<HeadEvaluation> heads, Optional<String> column) {
    HeadEvaluation first = heads.get(0);
    heads.forEach(head -> requireSame(first, head));
    List<Ranked> ranked = new ArrayList<>();
    for (HeadEvaluation head : heads) {
      Map<Integer, Integer> numbers = new HashMap<>();
      for (int image = 0; image < head.images(); image++) {
        numbers.put(head.row(image), image);
      }
      HeadEvaluation sorted = head.ranked();
      int[] images = IntStream.of(sorted.rows()).map(numbers::get).toArray();
      ranked.add(new Ranked(compact(sorted), images));
    }
    return new Resampling(groups(first, column), ranked);
  }

  private static void requireSame(HeadEvaluation one, HeadEvaluation other) {
    boolean same = one.head().equals(other.head()) && one.images() == other.images();
    for (int image = 0; same && image < one.images(); image++) {
      same = one.label(image).equals(other.label(image));
    }
    if (!same || !Groups.areSame(one.table(), other.table())) {
      throw new IllegalArgumentException(
          "the answers of head \""
              + one.head()
              + "\" are to other images than those of head \""
              + other.head()
              + "\", or to other labels: differences need the same rows in the same order");
    }
  }

  /** A copy whose images lie one after the other in memory. */
  private static HeadEvaluation compact(HeadEvaluation head) {
    return head.slice(head.rows());
  }

  private static int[] groups(HeadEvaluation head, Optional<String> column) {
    if (column.isEmpty()) {
      return IntStream.range(0, head.images()).toArray();
    }
    List<LabelledImage> table = head.table();
    if (table.size() < head.images()) {
      throw new IllegalArgumentException(
          "these answers have no column \"" + column.get() + "\": they are not of a table");
    }
    DataProblems problems = new DataProblems();
    List<String> texts = Groups.ofColumn(table, column.get(), problems);
    problems.throwIfAny();
    Map<String, Integer> numbers = new HashMap<>();
    return texts.stream()
        .mapToInt(text -> numbers.computeIfAbsent(text, key -> numbers.size()))
        .toArray();
  }

  /** As many groups as there are, with all images of each as often as it is drawn. */
  List<HeadEvaluation> draw(Random random) {
    int[] times = new int[count];
    for (int i = 0; i < count; i++) {
      times[random.nextInt(count)]++;
    }
    return heads.stream().map(head -> drawn(head, times)).toList();
  }

  private HeadEvaluation drawn(Ranked ranked, int[] times) {
    int[] images = ranked.images();
    int size = 0;
    for (int group : groups) {
      size += times[group];
    }
    int[] rows = new int[size];
    int drawn = 0;
    for (int rank = 0; rank < images.length; rank++) {
      int often = times[groups[images[rank]]];
      Arrays.fill(rows, drawn, drawn + often, ranked.head().row(rank));
      drawn += often;
    }
    return ranked.head().ofRows(rows);
  }
}
