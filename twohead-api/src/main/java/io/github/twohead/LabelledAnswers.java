package io.github.twohead;

import io.github.twohead.spi.OperatingPoint;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A head's answers to images whose label is known, numbered from 0: rows of a table, those of a
 * resample several times; and by which point they are decided. Its public methods are, to users,
 * those of {@link HeadEvaluation}, which scores them. Immutable.
 */
abstract sealed class LabelledAnswers permits HeadEvaluation {
  private final HeadAnswers answers;

  /** By image its row. */
  private final int[] rows;

  private final OperatingPoint point;

  LabelledAnswers(HeadAnswers answers, int[] rows, OperatingPoint point) {
    this.answers = answers;
    this.rows = rows;
    this.point = point;
  }

  /** {@return the head} */
  public HeadSpec head() {
    return answers.head();
  }

  /**
   * {@return what was seen of each image for its probabilities; empty if models that answer
   * together, or the folds of a cross-validation, saw different things}
   */
  public Optional<Views> views() {
    return answers.views();
  }

  /** {@return the probability from which on the model decides yes} */
  public double threshold() {
    requireBinary("confusionMatrix()");
    return point.threshold();
  }

  /**
   * {@return the calibration that made the probabilities; none of models that answer together, or
   * of folds with different ones, whatever each of them has}
   */
  public Calibration calibration() {
    return point.calibration();
  }

  /** {@return the number of images with a known label} */
  public int images() {
    return rows.length;
  }

  /** {@return the number of positive images} */
  public int positives() {
    requireBinary("confusionMatrix()");
    int positives = 0;
    for (int row : rows) {
      positives += answers.label(row);
    }
    return positives;
  }

  /**
   * {@return what is known of an image; never {@link Label#UNKNOWN}}
   *
   * @param image its number, below {@link #images}
   */
  public Label label(int image) {
    return answers.labelOf(rows[image]);
  }

  /**
   * {@return the probability that an image is positive, 0 to 1}
   *
   * @param image its number, below {@link #images}
   */
  public double probability(int image) {
    requireBinary("probability(image, category)");
    return answers.probability(rows[image]);
  }

  /**
   * {@return the probability of a category, 0 to 1; of its own, also where another one shares its
   * name, though scores take both for one}
   *
   * @param image the number of an image, below {@link #images}
   * @param category its place among the head's categories
   * @throws IndexOutOfBoundsException if the head has no such category
   */
  public double probability(int image, int category) {
    requireCategorical("probability(image)");
    int place = Objects.checkIndex(category, head().categories().size());
    return answers.probability(rows[image], place);
  }

  final void requireBinary(String instead) {
    if (head().isCategorical()) {
      throw new IllegalStateException(
          "the answers of head \""
              + head()
              + "\" are categories, not yes or no: ask for "
              + instead);
    }
  }

  final void requireCategorical(String instead) {
    if (!head().isCategorical()) {
      throw new IllegalStateException(
          "the answers of head \""
              + head()
              + "\" are yes or no, not categories: ask for "
              + instead);
    }
  }

  final void requireOneView() {
    if (views().isEmpty() || views().get().count() > 1) {
      throw new IllegalStateException(
          "a calibration is of single views, but of head \""
              + head()
              + "\" each probability is of "
              + views().map(seen -> "the views " + seen).orElse("different views")
              + ": evaluate without views, set the calibration on the model, and evaluate with views");
    }
  }

  final OperatingPoint point() {
    return point;
  }

  /** What the model says of a row of the table. */
  final HeadPrediction prediction(int tableRow) {
    return answers.prediction(tableRow, point.threshold());
  }

  /** Those that the images are rows of. */
  final HeadAnswers answers() {
    return answers;
  }

  /** The rows of the table that the images are; none where they are of no table. */
  final List<LabelledImage> table() {
    return answers.images(rows);
  }

  /** The row of an image. */
  final int row(int image) {
    return rows[image];
  }

  /** The row of each image. */
  final int[] rows() {
    return rows;
  }

  /** Whether an image is positive. */
  final boolean isPositive(int image) {
    return answers.label(rows[image]) == LabelNumbers.POSITIVE;
  }

  /** Rows in the order of their probability of yes, the highest first. */
  final int[] rankedRows() {
    for (int i = 1; i < rows.length; i++) {
      if (answers.probability(rows[i]) > answers.probability(rows[i - 1])) {
        return Arrays.stream(rows)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> -answers.probability(row)))
            .mapToInt(Integer::intValue)
            .toArray();
      }
    }
    return rows;
  }

  /** Whether images have the same labels and probabilities as others, and are decided alike. */
  final boolean isSame(LabelledAnswers that) {
    if (!head().equals(that.head())
        || !point.equals(that.point)
        || !views().equals(that.views())
        || images() != that.images()) {
      return false;
    }
    for (int i = 0; i < rows.length; i++) {
      if (!answers.isSame(rows[i], that.answers, that.rows[i])) {
        return false;
      }
    }
    return true;
  }
}
