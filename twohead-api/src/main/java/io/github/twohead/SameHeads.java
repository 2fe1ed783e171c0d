package io.github.twohead;

import java.util.List;
import java.util.Optional;

/** Says in one line what keeps models from answering as one. */
final class SameHeads {
  private SameHeads() {}

  /**
   * Checks that models answer the same questions, in any order.
   *
   * @param models the heads of each
   * @throws IllegalArgumentException if there is none, or one answers others than the first
   */
  static void check(List<List<HeadSpec>> models) {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("an ensemble needs at least one model");
    }
    for (int i = 1; i < models.size(); i++) {
      check(models.get(0), models.get(i), i + 1);
    }
  }

  private static void check(List<HeadSpec> first, List<HeadSpec> other, int number) {
    for (HeadSpec head : first) {
      Optional<HeadSpec> same = named(head, other);
      if (same.isEmpty()) {
        throw differs("model 1 has head \"" + head + "\", which model " + number + " lacks");
      }
      if (!same.get().categories().equals(head.categories())) {
        throw differs(
            "head \""
                + head
                + "\" is "
                + kind(head)
                + " in model 1, but "
                + kind(same.get())
                + " in model "
                + number);
      }
    }
    for (HeadSpec head : other) {
      if (named(head, first).isEmpty()) {
        throw differs("model " + number + " has head \"" + head + "\", which model 1 lacks");
      }
    }
  }

  private static Optional<HeadSpec> named(HeadSpec head, List<HeadSpec> among) {
    return among.stream().filter(other -> other.name().equals(head.name())).findFirst();
  }

  private static String kind(HeadSpec head) {
    return head.isCategorical() ? "one of " + head.categories() : "yes or no";
  }

  private static IllegalArgumentException differs(String what) {
    return new IllegalArgumentException("the models of an ensemble must answer the same: " + what);
  }
}
