package io.github.twohead;

import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How often each category is the label, the answer, and both: all that scores of categories need,
 * and so little that a thousand resamples of 22,000 categories fit. Immutable.
 */
final class CategoryCounts {
  private final int[] labelled;
  private final int[] answered;
  private final int[] hits;
  private final int images;
  private final int right;

  private CategoryCounts(int[] labelled, int[] answered, int[] hits, int images, int right) {
    this.labelled = labelled;
    this.answered = answered;
    this.hits = hits;
    this.images = images;
    this.right = right;
  }

  static CategoryCounts of(LabelledAnswers images) {
    HeadAnswers answers = images.answers();
    int categories = images.head().categories().size();
    int[] labelled = new int[categories];
    int[] answered = new int[categories];
    int[] hits = new int[categories];
    int right = 0;
    for (int row : images.rows()) {
      int label = answers.label(row);
      int answer = answers.predicted(row);
      labelled[label]++;
      answered[answer]++;
      if (label == answer) {
        hits[label]++;
        right++;
      }
    }
    return new CategoryCounts(labelled, answered, hits, images.images(), right);
  }

  int images() {
    return images;
  }

  int right() {
    return right;
  }

  /** Whether an image is of a category. */
  ConfusionCounts of(int category) {
    int hit = hits[category];
    int wrong = answered[category] - hit;
    int missed = labelled[category] - hit;
    return ConfusionCounts.of(hit, wrong, missed, images - hit - wrong - missed);
  }

  /** All these questions together; an int holds the sum of the counts. */
  ConfusionCounts together() {
    int wrong = images - right;
    long negatives = (long) images * (labelled.length - 1) - wrong;
    long most = Integer.MAX_VALUE - ((long) right + 2L * wrong);
    return ConfusionCounts.of(right, wrong, wrong, (int) Math.min(negatives, most));
  }

  double accuracy() {
    return images == 0 ? 0 : (double) right / images;
  }

  /** The mean of a score over the categories that an image has or was given. */
  double macro(ToDoubleFunction<ConfusionCounts> score) {
    return IntStream.range(0, labelled.length)
        .filter(i -> labelled[i] + answered[i] > 0)
        .mapToDouble(i -> score.applyAsDouble(of(i)))
        .average()
        .orElse(0);
  }

  /** The mean of recall over the categories that an image has. */
  double balancedAccuracy() {
    return IntStream.range(0, labelled.length)
        .filter(i -> labelled[i] > 0)
        .mapToDouble(i -> of(i).recall())
        .average()
        .orElse(0);
  }

  /** Matthews' correlation coefficient for several categories, by Gorodkin. */
  double mcc() {
    double total = images;
    double together = 0;
    double byLabel = 0;
    double byAnswer = 0;
    for (int i = 0; i < labelled.length; i++) {
      together += (double) labelled[i] * answered[i];
      byLabel += (double) labelled[i] * labelled[i];
      byAnswer += (double) answered[i] * answered[i];
    }
    double spread = Math.sqrt(total * total - byLabel) * Math.sqrt(total * total - byAnswer);
    return spread == 0 ? 0 : (right * total - together) / spread;
  }
}
