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

/** A question whose answer is one of several categories: a logit for each, and their softmax. */
public final class CategoricalReadout implements HeadLayout.Readout {
  private final HeadSpec head;
  private final List<Label> labels;

  /** Creates the readout of a categorical head. */
  CategoricalReadout(HeadSpec head) {
    this.head = head;
    labels = head.categories().stream().map(Label::category).toList();
  }

  @Override
  public HeadSpec head() {
    return head;
  }

  @Override
  public int outputs() {
    return labels.size();
  }

  @Override
  public List<Label> labels() {
    return labels;
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
