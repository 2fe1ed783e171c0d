package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ClassNames;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;

/**
 * One head's answer about one image. Immutable.
 *
 * <p>A head whose answer is yes or no has a {@link #probability} and a decision, {@link #positive};
 * a categorical one a {@link #category} and the {@link #probabilities} of all categories. Asked for
 * what it does not have, it throws an {@link IllegalStateException} that says what to ask for.
 *
 * <p>Categories of files from elsewhere may share a name, as two of ImageNet's do. They are one
 * category, whose probability is their sum; only {@link #probability(int)} tells them apart.
 */
public final class HeadPrediction {
  private final HeadSpec head;
  private final double[] probabilities;
  private final double threshold;

  private HeadPrediction(HeadSpec head, double[] probabilities, double threshold) {
    this.head = head;
    this.probabilities = probabilities;
    this.threshold = threshold;
  }

  /**
   * Returns the answer to a yes/no question.
   *
   * @param head a head without categories
   * @param probability the probability that the answer is yes, 0 to 1
   * @param threshold the probability from which on the decision is yes, 0 to 1
   * @return the answer
   * @throws IllegalArgumentException if the head has categories
   */
  public static HeadPrediction of(HeadSpec head, double probability, double threshold) {
    if (Arguments.notNull("head", head).isCategorical()) {
      throw new IllegalArgumentException(
          "head \"" + head + "\" has categories: give a probability for each of them");
    }
    return new HeadPrediction(head, new double[] {probability}, threshold);
  }

  /**
   * Returns the answer of a categorical head.
   *
   * @param head the head
   * @param probabilities one for each of its categories, 0 to 1, in their order
   * @return the answer
   * @throws IllegalArgumentException if they are not as many as the categories
   */
  public static HeadPrediction of(HeadSpec head, double[] probabilities) {
    Arguments.notNull("head", head);
    Arguments.notNull("probabilities", probabilities);
    if (probabilities.length != head.categories().size()) {
      throw new IllegalArgumentException(
          "head \""
              + head
              + "\" has "
              + head.categories().size()
              + " categories, but there are "
              + probabilities.length
              + " probabilities");
    }
    return new HeadPrediction(head, probabilities.clone(), 0);
  }

  /**
   * Returns the head.
   *
   * @return the head
   */
  public HeadSpec head() {
    return head;
  }

  /**
   * Returns the probability that the answer is yes.
   *
   * @return the probability, 0 to 1
   * @throws IllegalStateException if the head is categorical
   */
  public double probability() {
    requireBinary("probability(\"" + ClassNames.visible(firstCategory()) + "\")");
    return probabilities[0];
  }

  /**
   * Returns the probability from which on the decision is yes.
   *
   * @return the threshold, 0 to 1
   * @throws IllegalStateException if the head is categorical
   */
  public double threshold() {
    requireBinary("category()");
    return threshold;
  }

  /**
   * Returns the decision.
   *
   * @return whether the probability reaches the {@link #threshold}
   * @throws IllegalStateException if the head is categorical
   */
  public boolean positive() {
    requireBinary("category()");
    return probabilities[0] >= threshold;
  }

  /**
   * Returns the most probable category, which {@link #top top(1)} gives too; of several alike, the
   * first.
   *
   * @return one of the head's categories
   * @throws IllegalStateException if the answer is yes or no
   */
  public String category() {
    requireCategorical();
    return head.categories().get(best());
  }

  /**
   * Returns the probability of a category; where two share its name, of either.
   *
   * @param category one of the head's categories
   * @return the probability, 0 to 1
   * @throws IllegalStateException if the answer is yes or no
   * @throws IllegalArgumentException if the head has no such category
   */
  public double probability(String category) {
    Arguments.notNull("category", category);
    Double probability = probabilities().get(category);
    if (probability == null) {
      throw new IllegalArgumentException(
          "no category \""
              + ClassNames.visible(category)
              + "\" of head \""
              + head
              + "\": ["
              + ClassNames.list(head.categories())
              + "]");
    }
    return probability;
  }

  /**
   * Returns the probability of the category at a place, of its own also where another one shares
   * its name.
   *
   * @param category its place among the head's categories
   * @return the probability, 0 to 1
   * @throws IllegalStateException if the answer is yes or no
   * @throws IndexOutOfBoundsException if the head has no such category
   */
  public double probability(int category) {
    requireCategorical();
    return probabilities[Objects.checkIndex(category, probabilities.length)];
  }

  /** The probability of yes, or those of all categories in their order. */
  DoubleStream numbers() {
    return Arrays.stream(probabilities);
  }

  /**
   * Returns the probabilities of all categories, which sum to 1, but for the rounding of files from
   * elsewhere that give them in 8 bits; two that share a name are one.
   *
   * @return the probabilities by category, in the head's order
   * @throws IllegalStateException if the answer is yes or no
   */
  public Map<String, Double> probabilities() {
    requireCategorical();
    Map<String, Double> byCategory = new LinkedHashMap<>();
    for (int i = 0; i < probabilities.length; i++) {
      byCategory.merge(head.categories().get(i), probabilities[i], Double::sum);
    }
    return Collections.unmodifiableMap(byCategory);
  }

  /**
   * Returns the most probable categories.
   *
   * @param count how many, at least 1; all of them if there are fewer
   * @return the probabilities by category, the most probable first
   * @throws IllegalStateException if the answer is yes or no
   */
  public Map<String, Double> top(int count) {
    Checks.positive("count", count);
    Map<String, Double> top = new LinkedHashMap<>();
    probabilities().entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(count)
        .forEach(entry -> top.put(entry.getKey(), entry.getValue()));
    return Collections.unmodifiableMap(top);
  }

  /**
   * Reads a yes/no question off the categories.
   *
   * @param question the question
   * @param labels what each category, as an image's class, says about the question
   * @return the answer, with a threshold of 0.5: its probability is the share of the positive
   *     categories in those that say anything, 0 where these are impossible
   * @throws IllegalStateException if the answer is yes or no already
   * @throws IllegalArgumentException if no category says anything about the question
   */
  public HeadPrediction question(HeadSpec question, LabelSplitter labels) {
    Arguments.notNull("question", question);
    Arguments.notNull("labels", labels);
    requireCategorical();
    CategoryQuestion read = new CategoryQuestion(head, question, labels);
    return of(question, read.probability(probabilities, 0), 0.5);
  }

  private String firstCategory() {
    return head.isCategorical() ? head.categories().get(0) : "";
  }

  private void requireBinary(String instead) {
    if (head.isCategorical()) {
      throw new IllegalStateException(
          "the answer of head \"" + head + "\" is a category, not yes or no: ask for " + instead);
    }
  }

  private void requireCategorical() {
    if (!head.isCategorical()) {
      throw new IllegalStateException(
          "the answer of head \""
              + head
              + "\" is yes or no, not a category: ask for probability()");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeadPrediction that
        && head.equals(that.head)
        && Arrays.equals(probabilities, that.probabilities)
        && threshold == that.threshold;
  }

  @Override
  public int hashCode() {
    return Objects.hash(head, Arrays.hashCode(probabilities), threshold);
  }

  /** Returns a text such as {@code screen 0.981} or {@code kind receipt 0.870}. */
  @Override
  public String toString() {
    return head.isCategorical()
        ? String.format(Locale.ROOT, "%s %s %.3f", head, category(), highest())
        : String.format(Locale.ROOT, "%s %.3f", head, probabilities[0]);
  }

  private double highest() {
    return head.sameNames().probability(probabilities, 0, best());
  }

  /** The place of the most probable category. */
  private int best() {
    return head.sameNames().best(probabilities, 0, probabilities.length);
  }
}
