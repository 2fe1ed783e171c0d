package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.twohead.djl.internal.torch.Torch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

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

  /** The loss of a batch. */
  @FunctionalInterface
  public interface LogitLoss {

    /**
     * Returns a scalar that gradients flow through.
     *
     * @param logits (B, N)
     */
    NDArray of(NDArray logits);
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

  /** Some images on their way: what they were before rectifying, and after. */
  private record Chunk(NDArray normed, NDArray relu) {}

  /** Creates the pass for a network's heads. */
  public HeadsOnFeatures(Network network) {
    this.network = network;
    heads = network.heads();
  }

  /**
   * Adds the gradient of a batch's loss to the heads' parameters unless the loss is not finite, and
   * moves their running statistics. Gradients must be recorded on this thread.
   *
   * @param step owns everything on the way
   * @param features floats (B, H', W', C) in native order
   * @param size B
   * @param loss of the images whose logits it gets
   * @return the loss of the batch
   */
  public float backward(NDManager step, ByteBuffer features, int size, LogitLoss loss) {
    NDArray maps = network.maps(step, features, size);
    Folded folded = fold(step, maps);
    Folded leaf = folded.leaf();
    long values = maps.getShape().get(2) * maps.getShape().get(3) * heads.width();
    int images = (int) Math.max(1, VALUES_AT_ONCE / values);
    List<Chunk> chunks = new ArrayList<>();
    NDList means = new NDList();
    for (int from = 0; from < size; from += images) {
      NDArray part = maps.get(new NDIndex("{}:{}", from, Math.min(size, from + images)));
      part.attach(step);
      NDArray normed = heads.convolution().convolve(part, leaf.weight(), leaf.bias());
      Torch.unrecorded(
          () -> {
            NDArray relu = normed.getNDArrayInternal().relu();
            means.add(rows(relu).mean(new int[] {1}));
            chunks.add(new Chunk(normed, relu));
          });
    }
    NDArray pooled = NDArrays.concat(means);
    NDArray logits = Torch.withoutGradient(() -> heads.logits(pooled));
    logits.setRequiresGradient(true);
    NDArray value = loss.of(logits);
    Torch.backward(value);
    float sum = value.getFloat();
    if (Float.isFinite(sum)) {
      NDArray gradients = logits.getGradient();
      Torch.unrecorded(() -> backward(chunks, heads.channelGradients(gradients)));
      backward(folded, leaf, pooled, gradients);
    }
    return sum;
  }

  /** Goes on from what the images gave to the heads' parameters. */
  private void backward(Folded folded, Folded leaf, NDArray pooled, NDArray logitGradients) {
    NDArray inner = heads.logits(pooled).mul(logitGradients).sum();
    NDArray outer =
        folded
            .weight()
            .mul(leaf.weight().getGradient())
            .sum()
            .add(folded.bias().mul(leaf.bias().getGradient()).sum());
    Torch.backward(inner.add(outer));
  }

  /** Takes images back to the folded convolution, by what changes by each pooled channel. */
  private static void backward(List<Chunk> chunks, NDArray byChannel) {
    long first = 0;
    for (Chunk chunk : chunks) {
      NDArray rows = rows(chunk.relu());
      long last = first + rows.getShape().get(0);
      NDArray own = byChannel.get(new NDIndex("{}:{}", first, last));
      rows.signi().muli(own.div(rows.getShape().get(1)).expandDims(1));
      Torch.backward(chunk.normed(), chunk.relu()); // which the line above made the derivative
      chunk.normed().close();
      chunk.relu().close();
      first = last;
    }
  }

  /** Maps (B, C, H, W) whose channels lie last in memory, as (B, H·W, C). */
  private static NDArray rows(NDArray maps) {
    Shape shape = maps.getShape();
    return maps.transpose(0, 2, 3, 1).reshape(shape.get(0), -1, shape.get(1));
  }

  /** Folds the statistics that the convolution's output will have into the convolution. */
  private Folded fold(NDManager step, NDArray maps) {
    NDArray rows = rows(maps).reshape(-1, maps.getShape().get(1));
    NDArray mean = rows.mean(new int[] {0});
    NDArray centred = rows.sub(mean);
    NDArray covariance = centred.transpose().matMul(centred).divi(rows.getShape().get(0));
    NDArray weight = owned(step, heads.weightMatrix());
    NDArray outMean = owned(step, weight.matMul(mean));
    NDArray outVariance = owned(step, weight.matMul(covariance)).mul(weight).sum(new int[] {1});
    moveStatistics(outMean, outVariance, rows.getShape().get(0));
    NDArray deviation = outVariance.add(Layers.EPSILON).sqrt();
    NDArray scale = owned(step, heads.norm("gamma").div(deviation));
    NDArray scaled = owned(step, weight.mul(scale.expandDims(1)));
    return new Folded(
        scaled.reshape(scaled.getShape().add(1, 1)),
        owned(step, heads.norm("beta").sub(outMean.mul(scale))));
  }

  /** What an operation on a parameter gives, which would be kept as long as the parameter. */
  private static NDArray owned(NDManager step, NDArray result) {
    result.attach(step);
    return result;
  }

  /** As batch normalisation does: the running variance is that of a sample. */
  private void moveStatistics(NDArray mean, NDArray variance, long values) {
    float kept = Layers.MOMENTUM;
    float sample = values / Math.max(1f, values - 1f);
    Torch.unrecorded(
        () -> {
          heads.norm("runningMean").muli(kept).addi(mean.mul(1 - kept));
          heads.norm("runningVar").muli(kept).addi(variance.mul((1 - kept) * sample));
        });
  }
}
