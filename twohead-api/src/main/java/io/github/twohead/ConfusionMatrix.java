package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ClassNames;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How a categorical head's answers meet the labels: how often each category was taken for each
 * other one. Immutable.
 *
 * <p>It holds 8 bytes for each image, and so fits however many categories there are. {@link
 * HeadEvaluation#score} gives the scores that take all categories together, such as {@link
 * Metric#MACRO_F1} and {@link Metric#MCC}.
 */
public final class ConfusionMatrix {
  private final List<String> categories;
  private final CategoryCounts counts;
  private final Map<String, Integer> places = new HashMap<>();

  /** Of each image the number of the cell that counts it, row by row; in order. */
  private final long[] cells;

  private ConfusionMatrix(List<String> categories, CategoryCounts counts, long[] cells) {
    this.categories = categories;
    this.counts = counts;
    this.cells = cells;
    for (int i = 0; i < categories.size(); i++) {
      places.putIfAbsent(categories.get(i), i);
    }
  }

  static ConfusionMatrix of(LabelledAnswers images) {
    HeadAnswers answers = images.answers();
    List<String> categories = images.head().categories();
    long[] cells =
        IntStream.of(images.rows())
            .mapToLong(
                row -> (long) answers.label(row) * categories.size() + answers.predicted(row))
            .toArray();
    Arrays.sort(cells);
    return new ConfusionMatrix(categories, CategoryCounts.of(images), cells);
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
    long cell = (long) place(label) * categories.size() + place(answer);
    return below(cell + 1) - below(cell);
  }

  /** How many images are counted in cells before one. */
  private int below(long cell) {
    int low = 0;
    int high = cells.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cells[middle] < cell) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Returns the number of images with a known category.
   *
   * @return the sum of all counts
   */
  public int images() {
    return counts.images();
  }

  /**
   * Returns the share of images whose category is right, which {@link Metric#ACCURACY} gives too.
   *
   * @return accuracy, 0 to 1; 0 where there are no images
   */
  public double accuracy() {
    return counts.accuracy();
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
    return counts.of(place(Arguments.notNull("category", category)));
  }

  /**
   * Returns how the answers meet all these questions together, one for each category and image; its
   * precision, recall and F1 are the micro averages, which are all the same.
   *
   * @return the sum of the counts of all categories; of true negatives fewer where the sum of the
   *     four would be above 2,147,483,647
   */
  public ConfusionCounts counts() {
    return counts.together();
  }

  private int place(String category) {
    Integer place = places.get(category);
    if (place == null) {
      throw new IllegalArgumentException(
          "no category \""
              + ClassNames.visible(category)
              + "\": the categories are ["
              + ClassNames.list(categories)
              + "]");
    }
    return place;
  }

  /** Returns a text such as {@code 83 of 100 right}. */
  @Override
  public String toString() {
    return counts.right() + " of " + counts.images() + " right";
  }
}
