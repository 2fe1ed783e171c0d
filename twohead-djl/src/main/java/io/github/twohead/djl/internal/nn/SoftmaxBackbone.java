package io.github.twohead.djl.internal.nn;

import io.github.twohead.Backbone;
import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.ShuffleNetV2;
import java.util.List;

/**
 * What two heads are compared with: one softmax over all classes, which heads without weights of
 * their own are read off. It learns the classes themselves, and knows what they mean to a head.
 *
 * <p>The classifier is torchvision's: {@code conv5} and {@code fc} on the trunk.
 *
 * @param trunk up to and including stage 4
 * @param classes at least two, in the order of the softmax; every class of the images it learns
 *     from
 * @param labels what each class says about each head
 */
public record SoftmaxBackbone(ShuffleNetV2 trunk, List<String> classes, LabelSplitter labels)
    implements Backbone.OfEngine {

  public SoftmaxBackbone {
    classes = List.copyOf(classes);
    if (classes.size() < 2) {
      throw new IllegalArgumentException("a softmax needs two classes, but gets " + classes);
    }
  }

  @Override
  public String name() {
    return trunk.name() + "_softmax" + classes.size();
  }

  /** A row of (B, classes): 1 at the image's class, 0 elsewhere. */
  public float[] target(LabelledImage image) {
    String imageClass = image.imageClass().orElse("");
    int place = classes.indexOf(imageClass);
    if (place < 0) {
      throw new IllegalArgumentException(
          image.origin() + ": class \"" + imageClass + "\" is not one of " + classes);
    }
    float[] row = new float[classes.size()];
    row[place] = 1;
    return row;
  }

  /**
   * Probabilities of heads (B, N) from the classes' logits (B, classes): the sum of the softmax
   * over a head's positive classes, as a share of that over all classes that the head knows.
   */
  double[] probabilities(List<HeadSpec> heads, float[] logits) {
    int images = logits.length / classes.size();
    double[] probabilities = new double[images * heads.size()];
    for (int head = 0; head < heads.size(); head++) {
      List<Label> meaning = meaning(heads.get(head));
      for (int image = 0; image < images; image++) {
        probabilities[image * heads.size() + head] =
            positiveShare(meaning, logits, image * classes.size());
      }
    }
    return probabilities;
  }

  private List<Label> meaning(HeadSpec head) {
    return classes.stream().map(name -> labels.label(head, name)).toList();
  }

  /** The softmax's denominator cancels out, so that only differences of logits matter. */
  private static double positiveShare(List<Label> meaning, float[] logits, int from) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < meaning.size(); i++) {
      if (meaning.get(i) != Label.UNKNOWN) {
        largest = Math.max(largest, logits[from + i]);
      }
    }
    double positive = 0;
    double known = 0;
    for (int i = 0; i < meaning.size(); i++) {
      if (meaning.get(i) != Label.UNKNOWN) {
        double share = Math.exp(logits[from + i] - largest);
        known += share;
        positive += meaning.get(i) == Label.POSITIVE ? share : 0;
      }
    }
    return positive / known;
  }

  @Override
  public String toString() {
    return name();
  }
}
