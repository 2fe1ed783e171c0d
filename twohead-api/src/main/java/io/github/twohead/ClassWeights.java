package io.github.twohead;

import io.github.twohead.spi.ClassNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * What the labels of a head weigh in its loss.
 *
 * @param positive the weight of positives, of a head that answers yes or no
 * @param categories the weights of categories; where both are empty, the counts of the training
 *     table decide
 */
record ClassWeights(OptionalDouble positive, Map<String, Double> categories) {
  static final String BALANCED = "balanced";
  static final ClassWeights BY_COUNTS = new ClassWeights(OptionalDouble.empty(), Map.of());

  private static final double LARGEST = 1e6;

  static ClassWeights positive(HeadSpec head, double weight) {
    Checks.aboveZero("the positive weight of " + head, weight, LARGEST);
    return new ClassWeights(OptionalDouble.of(weight), Map.of());
  }

  static ClassWeights ofCategories(HeadSpec head, Map<String, Double> weights) {
    if (weights.isEmpty()) {
      throw new IllegalArgumentException("the class weights of " + head + " must not be empty");
    }
    weights.forEach(
        (category, weight) ->
            Checks.aboveZero("the weight of " + head + "'s " + category, weight, LARGEST));
    return new ClassWeights(OptionalDouble.empty(), new LinkedHashMap<>(weights));
  }

  /** Reads a positive weight: a number, or balanced. */
  static ClassWeights parsePositive(HeadSpec head, String text) {
    ClassWeights weights =
        text.equals(BALANCED) ? BY_COUNTS : positive(head, number(text).orElseThrow(isNone(text)));
    refusePositive(head);
    return weights;
  }

  /** Reads class weights: balanced, or texts such as {@code paper 2}. */
  static ClassWeights parseCategories(HeadSpec head, List<String> texts) {
    ClassWeights weights =
        texts.equals(List.of(BALANCED))
            ? BY_COUNTS
            : ofCategories(head, named(texts, isNone(String.join(", ", texts))));
    refuseCategories(head);
    return weights;
  }

  private static Supplier<IllegalArgumentException> isNone(String text) {
    return () ->
        new IllegalArgumentException(
            "must be balanced, or weights such as 4 of positives and [paper 2] of categories, but"
                + " is \""
                + text
                + "\"");
  }

  /** Reads names and their numbers, each a text such as {@code paper 2}. */
  static Map<String, Double> named(
      List<String> texts, Supplier<IllegalArgumentException> otherwise) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (String text : texts) {
      int space = text.lastIndexOf(' ');
      String name = text.substring(0, Math.max(0, space)).strip();
      double number = number(text.substring(space + 1)).orElseThrow(otherwise);
      if (name.isEmpty() || numbers.put(name, number) != null) {
        throw otherwise.get();
      }
    }
    return numbers;
  }

  private static OptionalDouble number(String text) {
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private static void refuseCategories(HeadSpec head) {
    if (!head.isCategorical()) {
      throw new IllegalArgumentException(
          "head \"" + head + "\" answers yes or no: give it a positive weight, not class weights");
    }
  }

  private static void refusePositive(HeadSpec head) {
    if (head.isCategorical()) {
      throw new IllegalArgumentException(
          "head \"" + head + "\" has categories: give it class weights, not a positive weight");
    }
  }

  /** Refuses weights that the head has no labels for. */
  void check(HeadSpec head) {
    if (!categories.isEmpty()) {
      refuseCategories(head);
    }
    if (positive.isPresent()) {
      refusePositive(head);
    }
    if (!head.categories().containsAll(categories.keySet())) {
      throw new IllegalArgumentException(
          "the class weights of head \""
              + head
              + "\" are of ["
              + ClassNames.list(categories.keySet())
              + "], but its categories are ["
              + ClassNames.list(head.categories())
              + "]");
    }
  }

  /**
   * The weight of positives, or of each category.
   *
   * @param counts the images of each label, in the order of a head's labels
   */
  List<Double> of(HeadSpec head, List<Integer> counts) {
    if (!head.isCategorical()) {
      return List.of(positive.orElseGet(() -> (double) counts.get(1) / counts.get(0)));
    }
    if (!categories.isEmpty()) {
      return head.categories().stream().map(name -> categories.getOrDefault(name, 1.0)).toList();
    }
    double seen = counts.stream().filter(count -> count > 0).count();
    double mean = counts.stream().mapToInt(Integer::intValue).sum() / seen;
    return counts.stream().map(count -> count == 0 ? 1 : mean / count).toList();
  }

  /** What a recipe says: balanced, or a text for each weight. */
  List<String> texts() {
    if (positive.isPresent()) {
      return List.of(Checks.text(positive.getAsDouble()));
    }
    return categories.isEmpty()
        ? List.of(BALANCED)
        : categories.entrySet().stream()
            .map(one -> one.getKey() + " " + Checks.text(one.getValue()))
            .toList();
  }

  @Override
  public String toString() {
    return String.join(", ", texts());
  }
}
