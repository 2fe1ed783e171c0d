package io.github.twohead;

import java.util.List;

/** What the categories of a head say about a yes/no question. Immutable. */
final class CategoryQuestion {
  private final List<Label> labels;

  /** Asks a splitter about each category; throws IllegalArgumentException if none says anything. */
  CategoryQuestion(HeadSpec head, HeadSpec question, LabelSplitter splitter) {
    labels = head.categories().stream().map(name -> splitter.label(question, name)).toList();
    if (labels.stream().allMatch(Label.UNKNOWN::equals)) {
      throw new IllegalArgumentException(
          "no category of head \"" + head + "\" says anything about \"" + question + "\"");
    }
  }

  /** What the category at a place says. */
  Label label(int category) {
    return labels.get(category);
  }

  /**
   * The share of the positive categories in those that say anything, 0 where these are impossible.
   *
   * @param probabilities those of all categories, from some place on
   */
  double probability(double[] probabilities, int from) {
    double positive = 0;
    double known = 0;
    for (int i = 0; i < labels.size(); i++) {
      if (!labels.get(i).equals(Label.UNKNOWN)) {
        known += probabilities[from + i];
        positive += labels.get(i).equals(Label.POSITIVE) ? probabilities[from + i] : 0;
      }
    }
    return known == 0 ? 0 : positive / known;
  }
}
