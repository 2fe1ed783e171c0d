package io.github.twohead;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which categories of a head share a name, as two of ImageNet's are both called crane: they are one
 * category, the first of them, whose probability is their sum. Immutable.
 */
final class SameNames {
  private static final int NONE = -1;

  /** By a category's place the next one of its name; empty if all names differ. */
  private final int[] next;

  /** By a category's place whether an earlier one has its name. */
  private final boolean[] later;

  private SameNames(int[] next, boolean[] later) {
    this.next = next;
    this.later = later;
  }

  static SameNames of(List<String> categories) {
    int[] next = new int[categories.size()];
    boolean[] later = new boolean[next.length];
    Arrays.fill(next, NONE);
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < next.length; i++) {
      Integer before = last.put(categories.get(i), i);
      if (before != null) {
        next[before] = i;
        later[i] = true;
      }
    }
    return last.size() == next.length
        ? new SameNames(new int[0], new boolean[0])
        : new SameNames(next, later);
  }

  /**
   * The probability of a category's name.
   *
   * @param probabilities those of all categories, from some place on
   * @return their sum at the first category of a name, 0 at the later ones
   */
  double probability(double[] probabilities, int from, int category) {
    if (areDistinct()) {
      return probabilities[from + category];
    }
    double sum = 0;
    for (int i = isLater(category) ? NONE : category; i != NONE; i = next[i]) {
      sum += probabilities[from + i];
    }
    return sum;
  }

  /** Whether all names differ. */
  boolean areDistinct() {
    return next.length == 0;
  }

  /** Whether an earlier category has the name. */
  boolean isLater(int category) {
    return !areDistinct() && later[category];
  }

  /** The most probable category of some; of several alike, or of one name, the first. */
  int best(double[] probabilities, int from, int categories) {
    int best = 0;
    double highest = probability(probabilities, from, 0);
    for (int i = 1; i < categories; i++) {
      double other = probability(probabilities, from, i);
      if (other > highest) {
        best = i;
        highest = other;
      }
    }
    return best;
  }
}
