package io.github.twohead.runtime.internal.heads;

import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.OutputType;
import java.util.Arrays;
import java.util.List;

/**
 * A softmax over classes, of which an image has one. Heads are read off it: the probability of one
 * is the share of its positive classes in all the classes that it knows.
 */
public final class CategoricalReadout implements HeadLayout.Readout {
  private final HeadSpec head;
  private final List<String> classes;
  private final List<HeadSpec> answers;

  /** What each class says, by answer. */
  private final List<List<Label>> meanings;

  /**
   * Creates the readout.
   *
   * @param head the name and the width of its layers
   * @param classes at least two, in the order of the softmax; every class of the images it learns
   *     from
   * @param answers the heads that are read off it
   * @param labels what each class says about each of them
   * @throws IllegalArgumentException if there are fewer than two classes
   */
  public CategoricalReadout(
      HeadSpec head, List<String> classes, List<HeadSpec> answers, LabelSplitter labels) {
    this.head = head;
    this.classes = List.copyOf(classes);
    this.answers = List.copyOf(answers);
    if (classes.size() < 2) {
      throw new IllegalArgumentException("a softmax needs two classes, but gets " + classes);
    }
    meanings =
        this.answers.stream()
            .map(answer -> classes.stream().map(name -> labels.label(answer, name)).toList())
            .toList();
  }

  @Override
  public HeadSpec head() {
    return head;
  }

  @Override
  public List<HeadSpec> answers() {
    return answers;
  }

  @Override
  public int outputs() {
    return classes.size();
  }

  @Override
  public int choices() {
    return classes.size();
  }

  /** 1 at the image's class and 0 elsewhere; unknown if its class says nothing about any answer. */
  @Override
  public float[] targets(LabelledImage image) {
    float[] targets = new float[classes.size()];
    if (answers.stream().allMatch(answer -> image.label(answer).equals(Label.UNKNOWN))) {
      Arrays.fill(targets, Float.NaN);
      return targets;
    }
    String imageClass = image.imageClass().orElse("");
    int place = classes.indexOf(imageClass);
    if (place < 0) {
      throw new IllegalArgumentException(
          "class \"" + imageClass + "\" is not one of " + classes + ", which the softmax tells");
    }
    targets[place] = 1;
    return targets;
  }

  @Override
  public Label label(int answer, float[] targets, int from) {
    for (int i = 0; i < classes.size(); i++) {
      if (targets[from + i] == 1) {
        return meanings.get(answer).get(i);
      }
    }
    return Label.UNKNOWN;
  }

  @Override
  public void probabilities(float[] logits, int from, double[] probabilities, int at) {
    double[] own = new double[classes.size()];
    Arrays.setAll(own, i -> logits[from + i]);
    read(own, OutputType.LOGITS, probabilities, at);
  }

  @Override
  public boolean reads(int numbers) {
    return numbers == classes.size();
  }

  @Override
  public String wanted() {
    return "a number for each of " + classes;
  }

  @Override
  public String chosen() {
    return classes.toString();
  }

  @Override
  public void read(double[] numbers, OutputType type, double[] probabilities, int at) {
    double[] logits = numbers;
    if (type == OutputType.PROBABILITIES) {
      logits = Arrays.stream(numbers).map(Math::log).toArray();
    }
    for (int i = 0; i < answers.size(); i++) {
      probabilities[at + i] = positiveShare(meanings.get(i), logits);
    }
  }

  /** The softmax's denominator cancels out, so that only differences of logits matter. */
  private static double positiveShare(List<Label> meaning, double[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.length; i++) {
      if (!meaning.get(i).equals(Label.UNKNOWN)) {
        largest = Math.max(largest, logits[i]);
      }
    }
    double positive = 0;
    double known = 0;
    for (int i = 0; i < logits.length; i++) {
      if (!meaning.get(i).equals(Label.UNKNOWN)) {
        double share = Math.exp(logits[i] - largest);
        known += share;
        positive += meaning.get(i).equals(Label.POSITIVE) ? share : 0;
      }
    }
    return positive / known;
  }
}
