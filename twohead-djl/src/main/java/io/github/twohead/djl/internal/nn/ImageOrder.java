package io.github.twohead.djl.internal.nn;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order in memory in which a DJL block gets images on a CPU: channels last, which is faster,
 * where that is right; else channels first, as DJL itself does. For each size of a batch and number
 * of threads, both are compared once; where gradients are recorded, those of the weights too. What
 * comes of channels first is trusted: there is nothing plainer to compare it with. Safe for several
 * threads.
 */
final class ImageOrder {
  private static final Logger LOG = LoggerFactory.getLogger(ImageOrder.class);

  /** By how much what both give may differ, as a part of the largest number. */
  private static final float TOLERANCE = 1e-4f;

  /**
   * The same of gradients: a number near 0 that one order rounds to the other side changes more.
   */
  private static final float GRADIENT_TOLERANCE = 1e-2f;

  /**
   * With fewer channels in, the backward pass of PyTorch 2.7.1 through a 1×1 convolution with a
   * stride, channels last, writes where it must not and ends the process. It is wrong or fatal for
   * up to 7 channels, and right from 8 on.
   */
  private static final int FEW_CHANNELS = 16;

  private final String name;
  private final Block block;
  private final boolean fewChannels;
  private final UnaryOperator<NDArray> features;
  private final Map<Key, Boolean> lastIsRight = new ConcurrentHashMap<>();

  /** What PyTorch chooses its code by. */
  private record Key(long size, boolean gradient, int threads) {}

  /**
   * Creates an order for a block.
   *
   * @param name what messages call the block
   * @param features what the block makes of images, as inference computes it
   */
  ImageOrder(String name, Block block, UnaryOperator<NDArray> features) {
    this.name = name;
    this.block = block;
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
            && lastIsRight.computeIfAbsent(key(channelsLast), key -> isRight(channelsLast, key));
    return last ? MemoryFormat.last(channelsLast) : MemoryFormat.first(channelsLast);
  }

  private static Key key(NDArray images) {
    return new Key(images.getShape().get(0), JniUtils.isGradMode(), JniUtils.getNumThreads());
  }

  private boolean isRight(NDArray images, Key key) {
    try (NDManager scope = images.getManager().newSubManager();
        NDArray last = MemoryFormat.last(images);
        NDArray first = MemoryFormat.first(images);
        NDArray result = features.apply(last)) {
      List<NDArray> gradients = key.gradient() ? gradients(result, scope) : List.of();
      boolean right;
      try (NDArray plain = features.apply(first)) {
        List<NDArray> plainGradients = key.gradient() ? gradients(plain, scope) : List.of();
        right =
            Torch.withoutGradient(
                () ->
                    alike(result, plain, TOLERANCE)
                        && IntStream.range(0, gradients.size())
                            .allMatch(i -> isGradient(gradients.get(i), plainGradients.get(i))));
      }
      if (!right) {
        LOG.warn(
            "PyTorch computes {} wrongly on this processor when channels lie last in memory."
                + " Images are given to it channels first, which is right and slower.",
            name);
      }
      return right;
    }
  }

  /** The gradients of the weights, which are zero again after this. */
  private List<NDArray> gradients(NDArray result, NDManager scope) {
    List<Parameter> weights =
        block.getParameters().values().stream().filter(Parameter::requiresGradient).toList();
    List<NDArray> gradients = new ArrayList<>();
    try (NDArray derivative = result.stopGradient()) { // any will do, and this one is at hand
      Torch.backward(result, derivative);
    } catch (EngineException e) {
      return gradients; // it depends on no weight that trains
    }
    Torch.unrecorded(
        () -> {
          for (Parameter weight : weights) {
            try (NDArray gradient = weight.getArray().getGradient();
                NDArray zeros = gradient.zerosLike()) {
              NDArray copy = gradient.duplicate();
              copy.attach(scope);
              gradients.add(copy);
              Torch.copy(zeros, gradient);
            }
          }
        });
    return gradients;
  }

  private static boolean isGradient(NDArray gradient, NDArray plain) {
    try (NDArray largest = plain.abs().max()) {
      // of numbers that are not finite, a comparison says nothing
      return !Float.isFinite(largest.getFloat()) || alike(gradient, plain, GRADIENT_TOLERANCE);
    }
  }

  private static boolean alike(NDArray result, NDArray plain, float tolerance) {
    try (NDArray difference = result.sub(plain).abs().max();
        NDArray scale = plain.abs().max()) {
      return difference.getFloat() <= tolerance * scale.getFloat();
    }
  }
}
