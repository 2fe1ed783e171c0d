package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import io.github.twohead.djl.internal.nn.SoftmaxBackbone;
import io.github.twohead.runtime.internal.data.Dataset;

/**
 * The cross-entropy of one softmax over classes, its mean over the images. Label smoothing s leaves
 * an image's class 1−s and spreads s over all classes, as PyTorch does.
 */
final class SoftmaxLoss implements Objective {
  private final SoftmaxBackbone softmax;
  private final double smoothing;

  SoftmaxLoss(SoftmaxBackbone softmax, double smoothing) {
    this.softmax = softmax;
    this.smoothing = smoothing;
  }

  @Override
  public Dataset targets(Dataset labelled) {
    float[][] classes = labelled.rows().stream().map(softmax::target).toArray(float[][]::new);
    return new Dataset(
        labelled.rows(), classes, labelled.slots(), labelled.unlabelled(), labelled.skipped());
  }

  @Override
  public NDArray of(NDArray outputs, float[] targets) {
    NDArray smoothed = outputs.getManager().create(smoothed(targets), outputs.getShape());
    return outputs.logSoftmax(1).mul(smoothed).sum().div(-outputs.getShape().get(0));
  }

  @Override
  public double of(float[] outputs, float[] targets) {
    int classes = softmax.classes().size();
    float[] smoothed = smoothed(targets);
    double sum = 0;
    for (int from = 0; from < outputs.length; from += classes) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = from; i < from + classes; i++) {
        largest = Math.max(largest, outputs[i]);
      }
      double exponentials = 0;
      double expected = 0;
      for (int i = from; i < from + classes; i++) {
        exponentials += Math.exp(outputs[i] - largest);
        expected += smoothed[i] * (outputs[i] - largest);
      }
      sum += Math.log(exponentials) - expected;
    }
    return sum * classes / outputs.length;
  }

  private float[] smoothed(float[] targets) {
    float[] smoothed = new float[targets.length];
    for (int i = 0; i < targets.length; i++) {
      smoothed[i] = (float) (targets[i] * (1 - smoothing) + smoothing / softmax.classes().size());
    }
    return smoothed;
  }
}
