package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import java.nio.ByteBuffer;

/**
 * The heads' gradients for known feature maps, in a fraction of the time of a plain backward pass.
 *
 * <p>What a 1×1 convolution makes of known maps has a mean and a variance that follow from those of
 * the maps. So batch normalisation becomes another weight and bias of the convolution before it
 * runs, and a few images at a time go forward and backward while their maps are in the processor's
 * cache. The results are those of the plain way up to rounding.
 */
public final class HeadsOnFeatures {
  /** 4 MB of maps: a part of a usual last-level cache. */
  private static final int VALUES_AT_ONCE = 1 << 20;

  private final Network network;
  private final HeadsBlock heads;
  private final HeadLayout layout;

  /** The derivative of a loss. */
  @FunctionalInterface
  public interface LogitGradient {

    /**
     * Returns what the loss changes by with each logit.
     *
     * @param logits of consecutive images, row by row
     * @param firstImage the number in the batch of the first of them
     */
    float[] of(float[] logits, int firstImage);
  }

  /** A convolution with batch normalisation folded in: (C out, C in, 1, 1) and (C out). */
  private record Folded(NDArray weight, NDArray bias) {
    Folded leaf() {
      return new Folded(leaf(weight), leaf(bias));
    }

    private static NDArray leaf(NDArray array) {
      NDArray leaf = array.stopGradient();
      leaf.setRequiresGradient(true);
      return leaf;
    }
  }

  /** What came of some images of a batch. */
  private record Chunk(NDArray pooled, float[] logits, float[] gradients) {}

  /** Creates the pass for a network's heads. */
  public HeadsOnFeatures(Network network) {
    this.network = network;
    heads = network.heads();
    layout = network.layout();
  }

  /**
   * Adds the gradient of a batch's loss to the heads' parameters, and moves their running
   * statistics. Gradients must be recorded on this thread.
   *
   * @param step owns everything on the way
   * @param features floats (B, H', W', C) in native order
   * @param size B
   * @param loss the derivative of the loss
   * @return the logits (B, N), row by row
   */
  public float[] backward(NDManager step, ByteBuffer features, int size, LogitGradient loss) {
    NDArray maps = network.maps(step, features, size);
    Folded folded = fold(maps);
    Folded leaf = folded.leaf();
    int count = layout.count();
    float[] logits = new float[size * count];
    float[] gradients = new float[size * count];
    NDList pooled = new NDList();
    long values = maps.getShape().get(2) * maps.getShape().get(3) * heads.width();
    int chunk = (int) Math.max(1, VALUES_AT_ONCE / values);
    for (int from = 0; from < size; from += chunk) {
      int to = Math.min(size, from + chunk);
      try (NDManager manager = step.newSubManager()) {
        NDArray part = maps.get(new NDIndex("{}:{}", from, to));
        part.attach(manager);
        Chunk result = backward(part, leaf, loss, from);
        System.arraycopy(result.logits(), 0, logits, from * count, result.logits().length);
        System.arraycopy(result.gradients(), 0, gradients, from * count, result.logits().length);
        result.pooled().attach(step);
        pooled.add(result.pooled());
      }
    }
    NDArray known = step.create(gradients, new Shape(size, count));
    NDArray inner = heads.logits(NDArrays.concat(pooled)).mul(known).sum();
    NDArray outer =
        folded
            .weight()
            .mul(leaf.weight().getGradient())
            .sum()
            .add(folded.bias().mul(leaf.bias().getGradient()).sum());
    Torch.backward(inner.add(outer));
    return logits;
  }

  /** Takes some images of a batch forward and backward. */
  private Chunk backward(NDArray maps, Folded leaf, LogitGradient loss, int firstImage) {
    NDArray normed = heads.convolution().convolve(maps, leaf.weight(), leaf.bias());
    return Torch.withoutGradient(
        () -> {
          NDArray relu = normed.getNDArrayInternal().relu();
          NDArray rows = rows(relu);
          NDArray pooled = rows.mean(new int[] {1});
          float[] logits = heads.logits(pooled).toFloatArray();
          float[] gradients = loss.of(logits, firstImage);
          NDArray byChannel = channelGradients(pooled, gradients);
          rows.signi().muli(byChannel.divi(rows.getShape().get(1)).expandDims(1));
          Torch.backward(normed, relu); // which the line above has made the derivative
          return new Chunk(pooled, logits, gradients);
        });
  }

  /** The loss's derivative by each pooled channel (B, sum of widths). */
  private NDArray channelGradients(NDArray pooled, float[] gradients) {
    NDManager manager = pooled.getManager();
    NDArray byHead = manager.create(gradients, new Shape(pooled.getShape().get(0), layout.count()));
    NDList parts = new NDList();
    for (int i = 0; i < layout.count(); i++) {
      NDIndex channels = new NDIndex("{}:{}", heads.from(i), heads.to(i));
      NDArray weight = heads.weight().getArray().get(channels);
      weight.attach(manager);
      parts.add(byHead.get(new NDIndex(":, {}:{}", i, i + 1)).mul(weight));
    }
    return NDArrays.concat(parts, 1);
  }

  /** Maps (B, C, H, W) whose channels lie last in memory, as (B, H·W, C). */
  private static NDArray rows(NDArray maps) {
    Shape shape = maps.getShape();
    return maps.transpose(0, 2, 3, 1).reshape(shape.get(0), -1, shape.get(1));
  }

  /** Folds the statistics that the convolution's output will have into the convolution. */
  private Folded fold(NDArray maps) {
    NDArray rows = rows(maps).reshape(-1, maps.getShape().get(1));
    NDArray mean = rows.mean(new int[] {0});
    NDArray centred = rows.sub(mean);
    NDArray covariance = centred.transpose().matMul(centred).divi(rows.getShape().get(0));
    NDArray weight = heads.weightMatrix();
    NDArray outMean = weight.matMul(mean);
    NDArray outVariance = weight.matMul(covariance).mul(weight).sum(new int[] {1});
    moveStatistics(outMean, outVariance, rows.getShape().get(0));
    NDArray scale = heads.gamma().div(outVariance.add(Layers.EPSILON).sqrt());
    NDArray scaled = weight.mul(scale.expandDims(1));
    return new Folded(
        scaled.reshape(scaled.getShape().add(1, 1)), heads.beta().sub(outMean.mul(scale)));
  }

  /** As batch normalisation does: the running variance is that of a sample. */
  private void moveStatistics(NDArray mean, NDArray variance, long values) {
    float kept = Layers.MOMENTUM;
    float sample = values / Math.max(1f, values - 1f);
    Torch.unrecorded(
        () -> {
          heads.runningMean().muli(kept).addi(mean.mul(1 - kept));
          heads.runningVariance().muli(kept).addi(variance.mul((1 - kept) * sample));
        });
  }
}
