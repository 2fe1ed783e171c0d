package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.internal.nn.HeadsOnFeatures.LogitLoss;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.heads.HeadLayout;

/**
 * The weighted sum of the heads' losses: per head the mean over the images whose label is known,
 * against smoothed targets. {@link Network#loss} asks each head for its own, a cross-entropy: the
 * {@code loss} of {@code HeadLayer}.
 */
public final class MultiHeadLoss {
  private final Network network;
  private final HeadLayout layout;
  private final float[] weights;
  private final double smoothing;

  /** Creates the loss of a network's heads. */
  public MultiHeadLoss(WeightedMultiLoss loss, Network network) {
    this.network = network;
    layout = network.layout();
    weights = new float[layout.readouts().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) loss.weight(layout.readouts().get(i).head());
    }
    smoothing = loss.labelSmoothing();
  }

  /**
   * The loss of a batch.
   *
   * @param targets (B, N), row by row
   */
  LogitLoss towards(float[] targets) {
    float[] smoothed = smoothed(targets);
    float[] shares = shares(targets);
    return logits -> {
      NDManager manager = logits.getManager();
      return network.loss(
          logits, rows(manager, smoothed, layout.outputs()), rows(manager, shares, weights.length));
    };
  }

  private static NDArray rows(NDManager manager, float[] values, int columns) {
    return manager.create(values, new Shape(values.length / columns, columns));
  }

  /**
   * The loss of logits that are known, computed in double precision.
   *
   * @param logits (B, N), row by row
   * @param targets (B, N), row by row
   */
  double of(float[] logits, float[] targets) {
    int columns = layout.outputs();
    return Torch.withoutGradient(
        () -> {
          try (NDManager step = network.manager().newSubManager()) {
            NDArray rows = rows(step, logits, columns);
            NDArray exact = rows.toType(DataType.FLOAT64, false); // so everything after it is
            return towards(targets).of(exact).getDouble();
          }
        });
  }

  /**
   * Smoothing s leaves a certain answer 1−s and spreads s over all answers; where the label is
   * unknown any finite number will do.
   */
  private float[] smoothed(float[] targets) {
    float[] smoothed = new float[targets.length];
    for (int i = 0; i < weights.length; i++) {
      int choices = layout.readouts().get(i).labels().size();
      for (int row = 0; row < targets.length; row += layout.outputs()) {
        for (int at = row + layout.offset(i); at < row + layout.offset(i + 1); at++) {
          float target = targets[at];
          smoothed[at] =
              Float.isNaN(target) ? 0 : (float) (target * (1 - smoothing) + smoothing / choices);
        }
      }
    }
    return smoothed;
  }

  /** (B, heads): a head's weight over the images that it knows the label of; 0 for others. */
  private float[] shares(float[] targets) {
    int images = targets.length / layout.outputs();
    float[] shares = new float[images * weights.length];
    for (int i = 0; i < weights.length; i++) {
      int known = 0;
      for (int image = 0; image < images; image++) {
        known += isKnown(targets, image, i) ? 1 : 0;
      }
      for (int image = 0; image < images; image++) {
        shares[image * weights.length + i] = isKnown(targets, image, i) ? weights[i] / known : 0;
      }
    }
    return shares;
  }

  private boolean isKnown(float[] targets, int image, int head) {
    return !Float.isNaN(targets[image * layout.outputs() + layout.offset(head)]);
  }
}
