package io.github.twohead;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A head's probabilities and labels, row by row of a table: what all evaluations of its head, of
 * parts of the table and of resamples share. Immutable.
 */
final class HeadAnswers {
  private final HeadSpec head;

  /** Those of all heads, row by row; of each row, this head's begin at its first place. */
  private final double[] probabilities;

  private final int first;
  private final int stride;

  /** By row the number of the category, of a yes/no question 1 or 0; or unknown. */
  private final int[] labels;

  /** The rows of the table; none where the answers are of no table. */
  private final List<LabelledImage> images;

  private final Optional<Views> views;

  private volatile int @Nullable [] predicted;

  private HeadAnswers(
      HeadSpec head,
      double[] probabilities,
      int first,
      int stride,
      int[] labels,
      List<LabelledImage> images,
      Optional<Views> views) {
    this.head = head;
    this.probabilities = probabilities;
    this.first = first;
    this.stride = stride;
    this.labels = labels;
    this.images = images;
    this.views = views;
  }

  /** Gives the label of an image for a head. */
  interface Labels {
    Label of(HeadSpec head, int image);
  }

  /**
   * The answers of each head to some images.
   *
   * @param probabilities those of one head after the other, image by image
   * @param table the images; none where they are not known
   * @param views what was seen of each image; empty if different ones
   * @throws IllegalArgumentException if the numbers do not go together, a probability is not from 0
   *     to 1, or a label is none of its head's
   */
  static List<HeadAnswers> of(
      List<HeadSpec> heads,
      double[] probabilities,
      int images,
      Labels labels,
      List<LabelledImage> table,
      Optional<Views> views) {
    check(heads, probabilities, images);
    int stride = heads.stream().mapToInt(HeadAnswers::outputs).sum();
    List<HeadAnswers> answers = new ArrayList<>();
    int first = 0;
    for (HeadSpec head : heads) {
      int[] numbers = LabelNumbers.of(head, images, image -> labels.of(head, image));
      answers.add(new HeadAnswers(head, probabilities, first, stride, numbers, table, views));
      first += outputs(head);
    }
    return answers;
  }

  /** How many probabilities a head has of an image. */
  private static int outputs(HeadSpec head) {
    return Math.max(1, head.categories().size());
  }

  private static void check(List<HeadSpec> heads, double[] probabilities, int images) {
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

  HeadSpec head() {
    return head;
  }

  /** What was seen of each image; empty if different ones. */
  Optional<Views> views() {
    return views;
  }

  /** The rows whose label is known. */
  int[] known() {
    return IntStream.range(0, labels.length)
        .filter(row -> labels[row] != LabelNumbers.UNKNOWN)
        .toArray();
  }

  int label(int row) {
    return labels[row];
  }

  Label labelOf(int row) {
    int label = labels[row];
    if (label == LabelNumbers.UNKNOWN) {
      return Label.UNKNOWN;
    }
    if (head.isCategorical()) {
      return Label.category(head.categories().get(label));
    }
    return label == LabelNumbers.POSITIVE ? Label.POSITIVE : Label.NEGATIVE;
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

  /** The network's logits of a row, less what a calibration did; as of {@link Calibration}. */
  double[] logits(int row, Calibration on) {
    return on.logits(probabilities(row));
  }

  /** The answers with another calibration than is on. */
  HeadAnswers calibrated(Calibration on, Calibration other) {
    int outputs = outputs(head);
    double[] changed = new double[labels.length * outputs];
    for (int row = 0; row < labels.length; row++) {
      double[] own = other.probabilities(logits(row, on));
      System.arraycopy(own, 0, changed, row * outputs, outputs);
    }
    return new HeadAnswers(head, changed, 0, outputs, labels, images, views);
  }

  /** Some rows of the table; none where the answers are of no table. */
  List<LabelledImage> images(int[] rows) {
    return images.isEmpty() ? images : Arrays.stream(rows).mapToObj(images::get).toList();
  }

  /** All probabilities of a row. */
  double[] probabilities(int row) {
    int from = row * stride + first;
    return Arrays.copyOfRange(probabilities, from, from + outputs(head));
  }

  HeadPrediction prediction(int row, double threshold) {
    if (!head.isCategorical()) {
      return HeadPrediction.of(head, probability(row), threshold);
    }
    return HeadPrediction.of(head, probabilities(row));
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

  /** A copy of some rows. */
  HeadAnswers slice(int[] rows) {
    int outputs = outputs(head);
    double[] own = new double[rows.length * outputs];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(probabilities, rows[i] * stride + first, own, i * outputs, outputs);
    }
    int[] ownLabels = Arrays.stream(rows).map(row -> labels[row]).toArray();
    return new HeadAnswers(head, own, 0, outputs, ownLabels, images(rows), views);
  }

  /** Whether a row has the same label and probabilities as another of the same head. */
  boolean isSame(int row, HeadAnswers that, int other) {
    return labels[row] == that.labels[other]
        && Arrays.equals(probabilities(row), that.probabilities(other));
  }

  /** The probability of a row's own label. */
  double probabilityOfLabel(int row) {
    if (head.isCategorical()) {
      return named(row, labels[row]);
    }
    return labels[row] == LabelNumbers.POSITIVE ? probability(row) : 1 - probability(row);
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
    CategoryQuestion read = new CategoryQuestion(head, question, splitter);
    double[] yes =
        Arrays.stream(rows)
            .mapToDouble(row -> read.probability(probabilities, row * stride + first))
            .toArray();
    int[] own = LabelNumbers.of(question, rows.length, i -> read.label(labels[rows[i]]));
    return new HeadAnswers(question, yes, 0, 1, own, images(rows), views);
  }
}
