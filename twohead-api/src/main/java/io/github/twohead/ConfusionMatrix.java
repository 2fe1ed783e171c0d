package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How a categorical head's answers meet the labels: how often each category was taken for each
 * other one. Immutable.
 */
public final class ConfusionMatrix {
  private final List<String> categories;

  /** By the number of the label, then of the answer. */
  private final int[][] counts;

  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final long[] labelled;
  private final long[] answered;
  private int images;
  private int right;

  private ConfusionMatrix(List<String> categories, int[][] counts) {
    this.categories = categories;
    this.counts = counts;
    labelled = new long[counts.length];
    answered = new long[counts.length];
    for (int label = 0; label < counts.length; label++) {
      places.putIfAbsent(categories.get(label), label);
      for (int answer = 0; answer < counts.length; answer++) {
        labelled[label] += counts[label][answer];
        answered[answer] += counts[label][answer];
        images += counts[label][answer];
      }
      right += counts[label][label];
    }
  }

  /** Counts answers; it can make one matrix. */
  static final class Counter {
    private final List<String> categories;
    private final int[][] counts;

    Counter(List<String> categories) {
      this.categories = categories;
      counts = new int[categories.size()][categories.size()];
    }

    void count(int label, int answer) {
      counts[label][answer]++;
    }

    ConfusionMatrix matrix() {
      return new ConfusionMatrix(categories, counts);
    }
  }

  /**
   * Returns the categories.
   *
   * @return the head's categories, in their order
   */
  public List<String> categories() {
    return categories;
  }

  /**
   * Returns how many images of a category were taken for another, or for itself.
   *
   * @param label the category that an image has
   * @param answer the category that the head gives it
   * @return the images
   * @throws IllegalArgumentException if the head has no such category
   */
  public int count(String label, String answer) {
    Arguments.notNull("label", label);
    Arguments.notNull("answer", answer);
    return counts[place(label)][place(answer)];
  }

  /**
   * Returns the number of images with a known category.
   *
   * @return the sum of all counts
   */
  public int images() {
    return images;
  }

  /**
   * Returns how the answers meet the question whether an image is of a category; of the counts,
   * {@link ConfusionCounts#precision}, {@link ConfusionCounts#recall} and {@link
   * ConfusionCounts#f1} are those of the category, and {@link ConfusionCounts#positives} are its
   * images, the support.
   *
   * @param category the category
   * @return the counts
   * @throws IllegalArgumentException if the head has no such category
   */
  public ConfusionCounts counts(String category) {
    return counts(place(Arguments.notNull("category", category)));
  }

  /**
   * Returns how the answers meet all these questions together, one for each category and image; its
   * precision, recall and F1 are the micro averages, which are all the same.
   *
   * @return the sum of the counts of all categories
   */
  public ConfusionCounts counts() {
    int wrong = images - right;
    return ConfusionCounts.of(right, wrong, wrong, images * (counts.length - 1) - wrong);
  }

  private ConfusionCounts counts(int place) {
    int hits = counts[place][place];
    int wrong = (int) answered[place] - hits;
    int missed = (int) labelled[place] - hits;
    return ConfusionCounts.of(hits, wrong, missed, images - hits - wrong - missed);
  }

  private int place(String category) {
    Integer place = places.get(category);
    if (place == null) {
      throw new IllegalArgumentException(
          "no category \"" + category + "\": the categories are " + categories);
    }
    return place;
  }

  /** The share of right answers. */
  double accuracy() {
    return images == 0 ? 0 : (double) right / images;
  }

  /** The mean of a score over the categories that an image has or was given. */
  double macro(ToDoubleFunction<ConfusionCounts> score) {
    return IntStream.range(0, counts.length)
        .filter(i -> labelled[i] + answered[i] > 0)
        .mapToDouble(i -> score.applyAsDouble(counts(i)))
        .average()
        .orElse(0);
  }

  /** The mean of recall over the categories that an image has. */
  double balancedAccuracy() {
    return IntStream.range(0, counts.length)
        .filter(i -> labelled[i] > 0)
        .mapToDouble(i -> counts(i).recall())
        .average()
        .orElse(0);
  }

  /** Matthews' correlation coefficient for several categories, by Gorodkin. */
  double mcc() {
    double total = images;
    double together = 0;
    double byLabel = 0;
    double byAnswer = 0;
    for (int i = 0; i < counts.length; i++) {
      together += (double) labelled[i] * answered[i];
      byLabel += (double) labelled[i] * labelled[i];
      byAnswer += (double) answered[i] * answered[i];
    }
    double spread = Math.sqrt(total * total - byLabel) * Math.sqrt(total * total - byAnswer);
    return spread == 0 ? 0 : (right * total - together) / spread;
  }

  /** Returns a text such as {@code 83 of 100 right}. */
  @Override
  public String toString() {
    return right + " of " + images + " right";
  }
}
