package io.github.twohead.runtime.internal.heads;

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
  private static final int NO_AND_YES = 2;

  @Override
  public List<HeadSpec> answers() {
    return List.of(head);
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public int choices() {
    return NO_AND_YES;
  }

  @Override
  public float[] targets(LabelledImage image) {
    Label label = image.label(head);
    if (label.equals(Label.UNKNOWN)) {
      return new float[] {Float.NaN};
    }
    if (!label.equals(Label.POSITIVE) && !label.equals(Label.NEGATIVE)) {
      throw new IllegalArgumentException(
          "the label of head \""
              + head.name()
              + "\" must be POSITIVE, NEGATIVE or UNKNOWN, but is "
              + label);
    }
    return new float[] {label.equals(Label.POSITIVE) ? 1 : 0};
  }

  @Override
  public Label label(int answer, float[] targets, int from) {
    float target = targets[from];
    if (Float.isNaN(target)) {
      return Label.UNKNOWN;
    }
    return target == 1 ? Label.POSITIVE : Label.NEGATIVE;
  }

  @Override
  public void probabilities(float[] logits, int from, double[] probabilities, int at) {
    probabilities[at] = sigmoid(logits[from]);
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  @Override
  public boolean reads(int numbers) {
    return numbers == 1 || numbers == NO_AND_YES;
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
