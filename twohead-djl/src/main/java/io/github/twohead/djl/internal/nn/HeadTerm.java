package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import io.github.twohead.HeadLoss;
import io.github.twohead.djl.DjlLoss;
import java.util.List;

/**
 * How a head's answers are paid for; two that are equal are the same formula.
 *
 * @param loss what an answer costs
 * @param classWeights the weight of positives alone, or of each category; empty for 1
 */
public record HeadTerm(HeadLoss loss, List<Double> classWeights) {
  /** The cross-entropy. */
  public static final HeadTerm CROSS_ENTROPY = new HeadTerm(HeadLoss.crossEntropy(), List.of());

  /** Refuses a loss of another engine. */
  public HeadTerm {
    if (loss instanceof HeadLoss.OfEngine && !(loss instanceof DjlLoss)) {
      throw new IllegalArgumentException(
          "loss \"" + loss.name() + "\" is neither built in nor a DjlLoss");
    }
    classWeights = List.copyOf(classWeights);
  }

  boolean isWeighted() {
    return !classWeights.isEmpty();
  }

  /** The weights of categories: (1, C), of the type and on the device of an array. */
  NDArray categories(NDArray like) {
    float[] weights = new float[classWeights.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = classWeights.get(i).floatValue();
    }
    return like.getManager().create(weights).toType(like.getDataType(), false).reshape(1, -1);
  }
}
