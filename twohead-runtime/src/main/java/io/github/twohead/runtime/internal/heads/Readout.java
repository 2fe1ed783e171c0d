package io.github.twohead.runtime.internal.heads;

import io.github.twohead.Calibration;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.OutputType;
import io.github.twohead.spi.ClassNames;
import java.util.Arrays;
import java.util.List;

/**
 * What gives a head's numbers, and what they say; of the layers that compute them, only the width
 * is known here. Immutable.
 *
 * <p>There is an implementation for each kind of head; its layers, its loss and its last step in
 * exports are a class of {@code djl.internal.nn}, and no other of these asks for the kind.
 */
public interface Readout {

  /** The readout of a head. */
  static Readout of(HeadSpec head) {
    return head.isCategorical() ? new Categorical(head) : new Binary(head);
  }

  /** The head: its name in files, and the width of its convolution. */
  HeadSpec head();

  /** How many logits, targets and probabilities an image has. */
  int outputs();

  /** The labels among which it decides. */
  List<Label> labels();

  /**
   * What it is trained towards: 1 where certain, and NaN where unknown.
   *
   * @throws IllegalArgumentException if the image has no usable label
   */
  float[] targets(LabelledImage image);

  /**
   * What targets say.
   *
   * @param targets holds its targets from {@code from} on
   */
  Label label(float[] targets, int from);

  /**
   * Computes probabilities, from a place on that logits and probabilities share.
   *
   * @param calibration what is done to logits first
   */
  void probabilities(float[] logits, Calibration calibration, double[] probabilities, int from);

  /**
   * Which of {@link #labels} it decides on.
   *
   * @param probabilities holds its probabilities from {@code from} on
   * @param threshold of a yes/no question
   */
  int decision(double[] probabilities, int from, double threshold);

  /** How far a probability has to move for another decision. */
  double margin(double[] probabilities, int from, double threshold);

  /** The answer that users see. */
  HeadPrediction prediction(double[] probabilities, int from, double threshold);

  /** Whether it can be read off an output of a file that has so many numbers. */
  boolean reads(int numbers);

  /** What {@link #reads} asks of an output, for messages. */
  String wanted();

  /** What it chooses among, for messages. */
  String chosen();

  /**
   * Reads its probabilities off an output of a file.
   *
   * @param numbers the output's
   * @param probabilities gets them from {@code at} on
   */
  void read(double[] numbers, OutputType type, double[] probabilities, int at);

  /**
   * A yes/no question with a logit of its own, whose sigmoid is the probability of yes.
   *
   * @param head the question
   */
  record Binary(HeadSpec head) implements Readout {
    private static final List<Label> LABELS = List.of(Label.POSITIVE, Label.NEGATIVE);

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public List<Label> labels() {
      return LABELS;
    }

    @Override
    public float[] targets(LabelledImage image) {
      Label label = image.label(head);
      if (label.equals(Label.UNKNOWN)) {
        return new float[] {Float.NaN};
      }
      if (!LABELS.contains(label)) {
        throw new IllegalArgumentException(
            "the label of head \""
                + head.name()
                + "\" must be POSITIVE, NEGATIVE or UNKNOWN, but is "
                + label);
      }
      return new float[] {label.equals(Label.POSITIVE) ? 1 : 0};
    }

    @Override
    public Label label(float[] targets, int from) {
      float target = targets[from];
      if (Float.isNaN(target)) {
        return Label.UNKNOWN;
      }
      return target == 1 ? Label.POSITIVE : Label.NEGATIVE;
    }

    @Override
    public void probabilities(
        float[] logits, Calibration calibration, double[] probabilities, int from) {
      probabilities[from] = sigmoid(calibration.of(logits[from]));
    }

    private static double sigmoid(double logit) {
      return 1 / (1 + Math.exp(-logit));
    }

    @Override
    public int decision(double[] probabilities, int from, double threshold) {
      return probabilities[from] >= threshold ? 0 : 1;
    }

    @Override
    public double margin(double[] probabilities, int from, double threshold) {
      return Math.abs(probabilities[from] - threshold);
    }

    @Override
    public HeadPrediction prediction(double[] probabilities, int from, double threshold) {
      return HeadPrediction.of(head, probabilities[from], threshold);
    }

    @Override
    public boolean reads(int numbers) {
      return numbers == 1 || numbers == LABELS.size();
    }

    @Override
    public String wanted() {
      return "one number, or two for no and yes; describe a choice among more with"
          + " HeadSpec.categorical(name, …)";
    }

    @Override
    public String chosen() {
      return "no and yes";
    }

    @Override
    public void read(double[] numbers, OutputType type, double[] probabilities, int at) {
      double yes = numbers[numbers.length - 1];
      if (type == OutputType.PROBABILITIES) {
        probabilities[at] = yes;
      } else {
        probabilities[at] = sigmoid(numbers.length == 1 ? yes : yes - numbers[0]);
      }
    }
  }

  /**
   * A question whose answer is one of several categories: a logit for each, and their softmax.
   *
   * @param head the question
   * @param labels a label for each category
   */
  record Categorical(HeadSpec head, List<Label> labels) implements Readout {
    Categorical(HeadSpec head) {
      this(head, head.categories().stream().map(Label::category).toList());
    }

    @Override
    public int outputs() {
      return labels.size();
    }

    /** 1 at the image's category and 0 elsewhere. */
    @Override
    public float[] targets(LabelledImage image) {
      float[] targets = new float[labels.size()];
      Label label = image.label(head);
      if (label.equals(Label.UNKNOWN)) {
        Arrays.fill(targets, Float.NaN);
        return targets;
      }
      int place = labels.indexOf(label);
      if (place < 0) {
        throw new IllegalArgumentException(
            "the label of head \""
                + head
                + "\" must be one of its categories ["
                + ClassNames.list(head.categories())
                + "] or unknown, but is "
                + label
                    .category()
                    .map(name -> "\"" + ClassNames.visible(name) + "\"")
                    .orElse("" + label));
      }
      targets[place] = 1; // the first of those that share a name, as everywhere
      return targets;
    }

    @Override
    public Label label(float[] targets, int from) {
      for (int i = 0; i < labels.size(); i++) {
        if (targets[from + i] == 1) {
          return labels.get(i);
        }
      }
      return Label.UNKNOWN;
    }

    @Override
    public void probabilities(
        float[] logits, Calibration calibration, double[] probabilities, int from) {
      double[] own = new double[labels.size()];
      Arrays.setAll(own, i -> calibration.of(logits[from + i]));
      read(own, OutputType.LOGITS, probabilities, from);
    }

    @Override
    public int decision(double[] probabilities, int from, double threshold) {
      int best = 0;
      for (int i = 1; i < labels.size(); i++) {
        best = probabilities[from + i] > probabilities[from + best] ? i : best;
      }
      return best;
    }

    /** Half of what the second most probable category is behind: as much may go over to it. */
    @Override
    public double margin(double[] probabilities, int from, double threshold) {
      int best = decision(probabilities, from, threshold);
      double second = 0;
      for (int i = 0; i < labels.size(); i++) {
        second = i == best ? second : Math.max(second, probabilities[from + i]);
      }
      return (probabilities[from + best] - second) / 2;
    }

    @Override
    public HeadPrediction prediction(double[] probabilities, int from, double threshold) {
      return HeadPrediction.of(head, Arrays.copyOfRange(probabilities, from, from + labels.size()));
    }

    @Override
    public boolean reads(int numbers) {
      return numbers == labels.size();
    }

    @Override
    public String wanted() {
      return "a number for each of its " + labels.size() + " categories";
    }

    @Override
    public String chosen() {
      return labels.size() + " categories";
    }

    @Override
    public void read(double[] numbers, OutputType type, double[] probabilities, int at) {
      if (type == OutputType.PROBABILITIES) {
        System.arraycopy(numbers, 0, probabilities, at, numbers.length);
        return;
      }
      double largest = Arrays.stream(numbers).max().orElseThrow();
      double sum = 0;
      for (int i = 0; i < numbers.length; i++) {
        probabilities[at + i] = Math.exp(numbers[i] - largest);
        sum += probabilities[at + i];
      }
      for (int i = 0; i < numbers.length; i++) {
        probabilities[at + i] /= sum;
      }
    }
  }
}
