package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.internal.nn.HeadsOnFeatures;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.heads.HeadLayout;

/**
 * The weighted sum of binary cross-entropies: per head the mean over the images whose label is
 * known, {@code softplus(x) − x·t} for a logit x and a smoothed target t.
 */
final class MultiHeadLoss implements Objective {
  private final float[] weights;
  private final double smoothing;

  MultiHeadLoss(WeightedMultiLoss loss, HeadLayout layout) {
    weights = new float[layout.count()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) loss.weight(layout.heads().get(i));
    }
    smoothing = loss.labelSmoothing();
  }

  @Override
  public Dataset targets(Dataset labelled) {
    return labelled;
  }

  @Override
  public NDArray of(NDArray logits, float[] targets) {
    NDManager manager = logits.getManager();
    Shape shape = logits.getShape();
    NDArray smoothed = manager.create(smoothed(targets), shape);
    NDArray shares = manager.create(shares(targets), shape);
    NDArray softplus = Activation.softPlus(new NDList(logits)).singletonOrThrow();
    return softplus.sub(logits.mul(smoothed)).mul(shares).sum();
  }

  @Override
  public double of(float[] logits, float[] targets) {
    float[] smoothed = smoothed(targets);
    float[] shares = shares(targets);
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double x = logits[i];
      double softplus = Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      sum += shares[i] * (softplus - x * smoothed[i]);
    }
    return sum;
  }

  /** The derivative by each logit of a batch. */
  HeadsOnFeatures.LogitGradient gradient(float[] targets) {
    float[] smoothed = smoothed(targets);
    float[] shares = shares(targets);
    return (logits, firstImage) -> {
      float[] gradient = new float[logits.length];
      for (int i = 0; i < gradient.length; i++) {
        int at = firstImage * weights.length + i;
        double probability = 1 / (1 + Math.exp(-logits[i]));
        gradient[i] = (float) (shares[at] * (probability - smoothed[at]));
      }
      return gradient;
    };
  }

  /** 1 and 0 become 1−s/2 and s/2; where the label is unknown any finite number will do. */
  private float[] smoothed(float[] targets) {
    float[] smoothed = new float[targets.length];
    for (int i = 0; i < targets.length; i++) {
      smoothed[i] =
          Float.isNaN(targets[i]) ? 0 : (float) (targets[i] * (1 - smoothing) + smoothing / 2);
    }
    return smoothed;
  }

  /** What each term counts: its head's weight over the head's known labels; 0 where unknown. */
  private float[] shares(float[] targets) {
    int heads = weights.length;
    int[] known = new int[heads];
    for (int i = 0; i < targets.length; i++) {
      known[i % heads] += Float.isNaN(targets[i]) ? 0 : 1;
    }
    float[] shares = new float[targets.length];
    for (int i = 0; i < targets.length; i++) {
      shares[i] = Float.isNaN(targets[i]) ? 0 : weights[i % heads] / known[i % heads];
    }
    return shares;
  }
}
