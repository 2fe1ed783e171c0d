package io.github.twohead;

import io.github.twohead.spi.ClassNames;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A head's probabilities and labels, row by row of a table: what all evaluations of its head, of
 * parts of the table and of resamples share. Immutable.
 */
final class HeadAnswers {
  /** The label of a row of which nothing is known. */
  static final int UNKNOWN = -1;

  static final int NEGATIVE = 0;
  static final int POSITIVE = 1;

  private static final double NEAREST = Math.ulp(0.5);

  private final HeadSpec head;

  /** Those of all heads, row by row; of each row, this head's begin at its first place. */
  private final double[] probabilities;

  private final int first;
  private final int stride;

  /** By row the number of the category, of a yes/no question 1 or 0; or unknown. */
  private final int[] labels;

  private volatile int @Nullable [] predicted;

  HeadAnswers(HeadSpec head, double[] probabilities, int first, int stride, int[] labels) {
    this.head = head;
    this.probabilities = probabilities;
    this.first = first;
    this.stride = stride;
    this.labels = labels;
  }

  /** How many probabilities a head has of an image. */
  static int outputs(HeadSpec head) {
    return Math.max(1, head.categories().size());
  }

  /** Checks the probabilities of some images, row by row; throws IllegalArgumentException. */
  static void check(List<HeadSpec> heads, double[] probabilities, int images) {
    int each = heads.stream().mapToInt(HeadAnswers::outputs).sum();
    if (probabilities.length != (long) images * each) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d images with %d probabilities each are %d, but there are %d",
              images,
              each,
              (long) images * each,
              probabilities.length));
    }
    for (int i = 0; i < probabilities.length; i++) {
      if (!(probabilities[i] >= 0 && probabilities[i] <= 1)) {
        throw new IllegalArgumentException(
            "a probability must be from 0 to 1, but of image "
                + i / each
                + " one is "
                + probabilities[i]);
      }
    }
  }

  /** The numbers that labels are kept as. */
  static int[] numbers(HeadSpec head, int images, IntFunction<Label> labels) {
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

  HeadSpec head() {
    return head;
  }

  void requireBinary(String instead) {
    if (head.isCategorical()) {
      throw new IllegalStateException(
          "the answers of head \"" + head + "\" are categories, not yes or no: ask for " + instead);
    }
  }

  void requireCategorical(String instead) {
    if (!head.isCategorical()) {
      throw new IllegalStateException(
          "the answers of head \"" + head + "\" are yes or no, not categories: ask for " + instead);
    }
  }

  int rows() {
    return labels.length;
  }

  int label(int row) {
    return labels[row];
  }

  Label labelOf(int row) {
    int label = labels[row];
    if (label == UNKNOWN) {
      return Label.UNKNOWN;
    }
    if (head.isCategorical()) {
      return Label.category(head.categories().get(label));
    }
    return label == POSITIVE ? Label.POSITIVE : Label.NEGATIVE;
  }

  /** The probability of yes. */
  double probability(int row) {
    return probabilities[row * stride + first];
  }

  /** The probability of the category at a place. */
  double probability(int row, int category) {
    return probabilities[row * stride + first + category];
  }

  /** The probability of a category's name, 0 at the later ones of one name. */
  double named(int row, int category) {
    return head.sameNames().probability(probabilities, row * stride + first, category);
  }

  /**
   * The logits that a row's probabilities were made of, less what a calibration did: one of yes, or
   * those of the categories, which a common summand does not change. No probability counts as
   * nearer to 0 or 1 than what 64 bits can tell from it.
   */
  double[] logits(int row, Calibration on) {
    if (!head.isCategorical()) {
      double yes = Math.max(NEAREST, Math.min(1 - NEAREST, probability(row)));
      return new double[] {on.undone(Math.log(yes) - Math.log1p(-yes))};
    }
    double[] logits = new double[head.categories().size()];
    Arrays.setAll(
        logits, i -> on.undone(Math.log(Math.max(Double.MIN_NORMAL, probability(row, i)))));
    return logits;
  }

  /** The answers with another calibration than is on. */
  HeadAnswers calibrated(Calibration on, Calibration other) {
    int outputs = outputs(head);
    double[] changed = new double[labels.length * outputs];
    for (int row = 0; row < labels.length; row++) {
      double[] logits = Arrays.stream(logits(row, on)).map(other::of).toArray();
      System.arraycopy(probabilities(logits), 0, changed, row * outputs, outputs);
    }
    return new HeadAnswers(head, changed, 0, outputs, labels);
  }

  private double[] probabilities(double[] logits) {
    if (!head.isCategorical()) {
      return new double[] {1 / (1 + Math.exp(-logits[0]))};
    }
    double largest = Arrays.stream(logits).max().orElseThrow();
    double[] shares = Arrays.stream(logits).map(logit -> Math.exp(logit - largest)).toArray();
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }

  HeadPrediction prediction(int row, double threshold) {
    if (!head.isCategorical()) {
      return HeadPrediction.of(head, probability(row), threshold);
    }
    int from = row * stride + first;
    return HeadPrediction.of(head, Arrays.copyOfRange(probabilities, from, from + outputs(head)));
  }

  /** The number of the most probable category; of several alike, or of one name, the first. */
  int predicted(int row) {
    int[] known = predicted;
    if (known == null) {
      known = predictAll();
      predicted = known;
    }
    return known[row];
  }

  private int[] predictAll() {
    int[] all = new int[labels.length];
    Arrays.setAll(
        all, row -> head.sameNames().best(probabilities, row * stride + first, outputs(head)));
    return all;
  }

  /** Rows in the order of their probability of yes, the highest first. */
  int[] ranked(int[] rows) {
    for (int i = 1; i < rows.length; i++) {
      if (probability(rows[i]) > probability(rows[i - 1])) {
        return Arrays.stream(rows)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> -probability(row)))
            .mapToInt(Integer::intValue)
            .toArray();
      }
    }
    return rows;
  }

  /** A copy of some rows. */
  HeadAnswers slice(int[] rows) {
    int outputs = outputs(head);
    double[] own = new double[rows.length * outputs];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(probabilities, rows[i] * stride + first, own, i * outputs, outputs);
    }
    int[] ownLabels = Arrays.stream(rows).map(row -> labels[row]).toArray();
    return new HeadAnswers(head, own, 0, outputs, ownLabels);
  }

  /** Whether rows have the same labels and probabilities as others. */
  boolean isSame(int[] rows, HeadAnswers that, int[] others) {
    if (!head.equals(that.head) || rows.length != others.length) {
      return false;
    }
    for (int i = 0; i < rows.length; i++) {
      int from = rows[i] * stride + first;
      int other = others[i] * that.stride + that.first;
      int length = outputs(head);
      if (labels[rows[i]] != that.labels[others[i]]
          || !Arrays.equals(
              probabilities, from, from + length, that.probabilities, other, other + length)) {
        return false;
      }
    }
    return true;
  }

  /** The probability of a row's own label. */
  double probabilityOfLabel(int row) {
    if (head.isCategorical()) {
      return named(row, labels[row]);
    }
    return labels[row] == POSITIVE ? probability(row) : 1 - probability(row);
  }

  /** Whether fewer categories than asked are more probable than the row's own. */
  boolean isAmongTop(int row, int count) {
    int label = labels[row];
    double own = named(row, label);
    int above = 0;
    for (int i = 0; i < head.categories().size(); i++) {
      double other = named(row, i);
      boolean alike = other == own && i < label && !head.sameNames().isLater(i);
      above += other > own || alike ? 1 : 0;
    }
    return above < count;
  }

  /** A yes/no question that is read off the categories of some rows. */
  HeadAnswers question(int[] rows, HeadSpec question, LabelSplitter splitter) {
    List<Label> meanings =
        head.categories().stream().map(name -> splitter.label(question, name)).toList();
    if (meanings.stream().allMatch(Label.UNKNOWN::equals)) {
      throw new IllegalArgumentException(
          "no category of head \"" + head + "\" says anything about \"" + question + "\"");
    }
    double[] yes = Arrays.stream(rows).mapToDouble(row -> positiveShare(row, meanings)).toArray();
    int[] own = numbers(question, rows.length, i -> meanings.get(labels[rows[i]]));
    return new HeadAnswers(question, yes, 0, 1, own);
  }

  private double positiveShare(int row, List<Label> meanings) {
    double positive = 0;
    double known = 0;
    for (int i = 0; i < meanings.size(); i++) {
      if (!meanings.get(i).equals(Label.UNKNOWN)) {
        known += probability(row, i);
        positive += meanings.get(i).equals(Label.POSITIVE) ? probability(row, i) : 0;
      }
    }
    return known == 0 ? 0 : positive / known;
  }
}
