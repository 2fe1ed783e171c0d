package io.github.twohead.djl.internal.nn;

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
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order in memory in which a DJL block gets images on a CPU: channels last, which is faster,
 * where that is right; else channels first, as DJL itself does. For each size of a batch, number of
 * threads and choice of weights that train, both are compared once, the gradients of those weights
 * too. What comes of channels first is trusted: there is nothing plainer to compare it with. Safe
 * for several threads.
 */
final class ImageOrder {
  private static final Logger LOG = LoggerFactory.getLogger(ImageOrder.class);

  /** By how much what both give may differ, as a part of the largest number. */
  private static final float TOLERANCE = 1e-4f;

  /**
   * The same of a weight's gradients: a number near 0 that one order rounds to the other side
   * changes more.
   */
  private static final float GRADIENT_TOLERANCE = 1e-2f;

  /** A gradient smaller than this part of the largest one is as good as 0, and may be rounding. */
  private static final float SMALL_GRADIENT = 1e-2f;

  /**
   * With fewer channels in, the backward pass of PyTorch 2.7.1 through a 1×1 convolution with a
   * stride, channels last, writes where it must not and ends the process. It is wrong or fatal for
   * up to 7 channels, and right from 8 on.
   */
  private static final int FEW_CHANNELS = 16;

  private final String name;
  private final List<Parameter> parameters;
  private final boolean fewChannels;
  private final UnaryOperator<NDArray> features;
  private final Map<Key, Boolean> lastIsRight = new ConcurrentHashMap<>();

  /** What PyTorch chooses its code by: which weights train, too. */
  private record Key(long size, List<Parameter> training, int threads) {}

  /**
   * What came of images in one order: feature maps, and the gradients of the weights that train.
   */
  private record Pass(NDArray maps, List<NDArray> gradients) {}

  /**
   * Creates an order for a block.
   *
   * @param name what messages call the block
   * @param features what the block makes of images, as inference computes it
   */
  ImageOrder(String name, Block block, UnaryOperator<NDArray> features) {
    this.name = name;
    parameters = block.getParameters().values();
    this.features = features;
    fewChannels =
        parameters.stream()
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
            && Boolean.TRUE.equals(
                lastIsRight.computeIfAbsent(
                    key(channelsLast), key -> isRight(channelsLast, key.training())));
    return last ? MemoryFormat.last(channelsLast) : MemoryFormat.first(channelsLast);
  }

  private Key key(NDArray images) {
    List<Parameter> training =
        JniUtils.isGradMode()
            ? parameters.stream().filter(Parameter::requiresGradient).toList()
            : List.of();
    return new Key(images.getShape().get(0), training, JniUtils.getNumThreads());
  }

  /** Whether channels last are right; null if numbers that are not finite leave it open. */
  private @Nullable Boolean isRight(NDArray images, List<Parameter> training) {
    try (NDManager scope = images.getManager().newSubManager();
        NDArray last = MemoryFormat.last(images);
        NDArray first = MemoryFormat.first(images)) {
      Pass fast = pass(last, training, scope);
      Pass plain = pass(first, training, scope);
      boolean known = Torch.withoutGradient(() -> isFinite(plain));
      if (!known) {
        return null;
      }
      boolean right = Torch.withoutGradient(() -> alike(fast, plain));
      if (!right) {
        LOG.warn(
            "PyTorch computes {} wrongly on this processor when channels lie last in memory."
                + " Images are given to it channels first, which is right and slower.",
            name);
      }
      return right;
    }
  }

  private Pass pass(NDArray images, List<Parameter> training, NDManager scope) {
    NDArray maps = features.apply(images);
    maps.attach(scope);
    if (training.isEmpty()) {
      return new Pass(maps, List.of());
    }
    try (NDArray derivative = maps.zerosLike();
        NDArray zero = scope.zeros(new Shape(1))) {
      Torch.set(derivative, random(maps.getShape().size()));
      // so that there is a graph even if no weight leads to the maps
      zero.setRequiresGradient(true);
      try (NDArray sum = maps.add(zero)) {
        Torch.backward(sum, derivative);
      }
    }
    List<NDArray> gradients = new ArrayList<>();
    Torch.unrecorded(() -> training.forEach(weight -> gradients.add(take(weight, scope))));
    return new Pass(maps, gradients);
  }

  /** Any derivative will do that has nothing to do with the maps, and is the same every time. */
  private static float[] random(long size) {
    Random random = new Random(1);
    float[] values = new float[Math.toIntExact(size)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  /** The gradient of a weight, which is zero again after this. */
  private static NDArray take(Parameter weight, NDManager scope) {
    try (NDArray gradient = weight.getArray().getGradient();
        NDArray zeros = gradient.zerosLike()) {
      NDArray copy = gradient.duplicate();
      copy.attach(scope);
      Torch.copy(zeros, gradient);
      return copy;
    }
  }

  private static boolean isFinite(Pass plain) {
    return Float.isFinite(largest(plain.maps())) && Float.isFinite(largest(plain.gradients()));
  }

  private static boolean alike(Pass fast, Pass plain) {
    if (!alike(fast.maps(), plain.maps(), TOLERANCE * largest(plain.maps()))) {
      return false;
    }
    float small = SMALL_GRADIENT * largest(plain.gradients());
    for (int i = 0; i < plain.gradients().size(); i++) {
      NDArray expected = plain.gradients().get(i);
      float scale = Math.max(small, largest(expected));
      if (!alike(fast.gradients().get(i), expected, GRADIENT_TOLERANCE * scale)) {
        return false;
      }
    }
    return true;
  }

  private static boolean alike(NDArray result, NDArray plain, float tolerance) {
    try (NDArray difference = result.sub(plain)) {
      return largest(difference) <= tolerance;
    }
  }

  private static float largest(List<NDArray> arrays) {
    float largest = 0;
    for (NDArray array : arrays) {
      largest = Math.max(largest, largest(array));
    }
    return largest;
  }

  private static float largest(NDArray array) {
    try (NDArray absolute = array.abs();
        NDArray largest = absolute.max()) {
      return largest.getFloat();
    }
  }
}
