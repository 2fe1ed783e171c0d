package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order in memory in which a DJL block gets images on a CPU: channels last, which is faster,
 * where that is right; else channels first, as DJL itself does. For each size of a batch, both are
 * compared once. Safe for several threads.
 */
final class ImageOrder {
  private static final Logger LOG = LoggerFactory.getLogger(ImageOrder.class);

  /** By how much what both give may differ, as a part of the largest number. */
  private static final float TOLERANCE = 1e-4f;

  /**
   * With fewer channels in, the backward pass of PyTorch 2.7.1 through a 1×1 convolution with a
   * stride, channels last, writes where it must not and ends the process. It is wrong or fatal for
   * up to 7 channels, and right from 8 on.
   */
  private static final int FEW_CHANNELS = 16;

  private final String name;
  private final boolean fewChannels;
  private final UnaryOperator<NDArray> features;
  private final Map<Long, Boolean> lastIsRight = new ConcurrentHashMap<>();

  /**
   * Creates an order for a block.
   *
   * @param name what messages call the block
   * @param features what the block makes of images, as inference computes it
   */
  ImageOrder(String name, Block block, UnaryOperator<NDArray> features) {
    this.name = name;
    this.features = features;
    fewChannels =
        block.getParameters().values().stream()
            .map(parameter -> parameter.getArray().getShape())
            .anyMatch(ImageOrder::mixesFewChannels);
  }

  private static boolean mixesFewChannels(Shape weight) {
    return weight.dimension() == 4
        && weight.get(1) < FEW_CHANNELS
        && weight.get(2) == 1
        && weight.get(3) == 1;
  }

  /** Whether a batch of images has ever been given channels first. */
  boolean isEverFirst() {
    return fewChannels || lastIsRight.containsValue(false);
  }

  /** Images (B, H, W, 3) as (B, 3, H, W). */
  NDArray images(NDArray channelsLast) {
    boolean last =
        !fewChannels
            && !channelsLast.getDevice().isGpu()
            && lastIsRight.computeIfAbsent(
                channelsLast.getShape().get(0), size -> isRight(channelsLast));
    return last ? MemoryFormat.last(channelsLast) : MemoryFormat.first(channelsLast);
  }

  private boolean isRight(NDArray images) {
    try (NDArray last = MemoryFormat.last(images);
        NDArray first = MemoryFormat.first(images);
        NDArray result = Torch.withoutGradient(() -> features.apply(last));
        NDArray plain = Torch.withoutGradient(() -> features.apply(first));
        NDArray difference = result.sub(plain).abs().max();
        NDArray scale = plain.abs().max()) {
      boolean right = difference.getFloat() <= TOLERANCE * scale.getFloat();
      if (!right) {
        LOG.warn(
            "PyTorch computes {} wrongly on this processor when channels lie last in memory."
                + " Images are given to it channels first, which is right and slower.",
            name);
      }
      return right;
    }
  }
}
