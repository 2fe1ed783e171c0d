package io.github.twohead.runtime.internal.heads;

import io.github.twohead.Calibration;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.OutputType;
import java.util.List;

/**
 * A yes/no question with a logit of its own, whose sigmoid is the probability of yes.
 *
 * @param head the question
 */
public record BinaryReadout(HeadSpec head) implements HeadLayout.Readout {
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
    return "one number, or two for no and yes";
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
