package io.github.twohead.runtime.internal.heads;

import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.Prediction;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of heads in tensors: column {@code i} of a (B, N) tensor. Nothing else knows it. Safe
 * for several threads.
 */
public final class HeadLayout {
  private final List<HeadSpec> heads;

  /** Lays out heads in the given order. */
  public HeadLayout(List<HeadSpec> heads) {
    this.heads = List.copyOf(heads);
  }

  /** The heads, in order. */
  public List<HeadSpec> heads() {
    return heads;
  }

  /** The number of heads, N. */
  public int count() {
    return heads.size();
  }

  /** The column of a head. */
  public int column(HeadSpec head) {
    for (int i = 0; i < heads.size(); i++) {
      if (heads.get(i).name().equals(head.name())) {
        return i;
      }
    }
    throw new IllegalArgumentException("no head \"" + head + "\" among " + heads);
  }

  /** A row of a (B, N) tensor of targets: 1, 0, or NaN where the label is unknown. */
  public float[] targets(LabelledImage image) {
    float[] row = new float[heads.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = target(image.label(heads.get(i)));
    }
    return row;
  }

  private static float target(Label label) {
    if (label.equals(Label.UNKNOWN)) {
      return Float.NaN;
    }
    return label.equals(Label.POSITIVE) ? 1 : 0;
  }

  /** Says whether no head knows its label, by a row of targets. */
  public static boolean isUnknown(float[] targets) {
    for (float target : targets) {
      if (!Float.isNaN(target)) {
        return false;
      }
    }
    return true;
  }

  /** A row of (B, N) probabilities as a prediction. */
  public Prediction prediction(double[] probabilities, int row) {
    List<HeadPrediction> answers = new ArrayList<>(heads.size());
    for (int i = 0; i < heads.size(); i++) {
      answers.add(HeadPrediction.of(heads.get(i), probabilities[row * heads.size() + i]));
    }
    return Prediction.of(answers);
  }

  /** The probabilities that logits stand for. */
  public static double[] probabilities(float[] logits) {
    double[] probabilities = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = 1 / (1 + Math.exp(-logits[i]));
    }
    return probabilities;
  }
}
