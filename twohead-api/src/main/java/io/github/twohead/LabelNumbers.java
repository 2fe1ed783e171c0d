package io.github.twohead;

import io.github.twohead.spi.ClassNames;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** The numbers that labels are kept as: of a category its place, of a yes/no question 1 or 0. */
final class LabelNumbers {
  /** The label of a row of which nothing is known. */
  static final int UNKNOWN = -1;

  static final int NEGATIVE = 0;
  static final int POSITIVE = 1;

  private LabelNumbers() {}

  /**
   * Those of some images' labels.
   *
   * @throws IllegalArgumentException if a label is none of the head's
   */
  static int[] of(HeadSpec head, int images, IntFunction<Label> labels) {
    Map<Label, Integer> numbers = numbers(head);
    int[] all = new int[images];
    for (int i = 0; i < images; i++) {
      Label label = labels.apply(i);
      Integer number = numbers.get(label);
      if (number == null) {
        throw new IllegalArgumentException(
            "the label of head \""
                + head
                + "\" must be one of ["
                + ClassNames.list(numbers.keySet().stream().map(Label::toString).toList())
                + "], but of image "
                + i
                + " it is "
                + ClassNames.visible(label.toString()));
      }
      all[i] = number;
    }
    return all;
  }

  private static Map<Label, Integer> numbers(HeadSpec head) {
    Map<Label, Integer> numbers = new LinkedHashMap<>();
    if (head.isCategorical()) {
      for (int i = 0; i < head.categories().size(); i++) {
        numbers.putIfAbsent(Label.category(head.categories().get(i)), i);
      }
    } else {
      numbers.put(Label.POSITIVE, POSITIVE);
      numbers.put(Label.NEGATIVE, NEGATIVE);
    }
    numbers.put(Label.UNKNOWN, UNKNOWN);
    return numbers;
  }
}
