package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fastest path of 1×1 convolutions that is right on this processor: for each shape, the first
 * use of a path is compared with a plain product of matrices, on a part of the numbers that it is
 * used on; in training its gradients too. Safe for several threads.
 */
final class PointwiseChoice {
  private static final Logger LOG = LoggerFactory.getLogger(PointwiseChoice.class);

  /** The choice of this process. */
  private static volatile PointwiseChoice current = new PointwiseChoice(PointwisePaths.values());

  /** By how much right numbers may differ, as a part of the largest of them. */
  private static final float TOLERANCE = 1e-4f;

  /** How many rows or channels are compared. */
  private static final long SAMPLES = 48;

  private final List<PointwisePath> paths;
  private final PointwisePath plain;
  private final Map<Key, PointwisePath> chosen = new ConcurrentHashMap<>();
  private final AtomicBoolean warned = new AtomicBoolean();

  /** What PyTorch chooses its code by. */
  private record Key(Shape maps, long channels, boolean bias, boolean gradient, int threads) {}

  /** What a comparison says; of zeros alone, or of numbers that are not finite, it says nothing. */
  private enum Verdict {
    RIGHT,
    WRONG,
    UNKNOWN
  }

  /** Learns which path was used. */
  @FunctionalInterface
  interface Observer {
    void used(PointwisePath path);
  }

  /**
   * Creates a choice.
   *
   * @param paths the fastest first; the last one is trusted
   */
  PointwiseChoice(PointwisePath... paths) {
    this.paths = List.of(paths).subList(0, paths.length - 1);
    plain = paths[paths.length - 1];
  }

  /** The choice of this process. */
  static PointwiseChoice current() {
    return current;
  }

  /** Replaces the choice of this process, which a test can so give a wrong path. */
  static void replace(PointwiseChoice choice) {
    current = choice;
  }

  /** Says whether a path is the one that right processors use. */
  boolean isFastest(PointwisePath path) {
    return path == paths.get(0);
  }

  /** Convolves, as {@link PointwisePath#apply} says. */
  NDArray apply(NDArray maps, NDArray weight, @Nullable NDArray bias, Observer observer) {
    Key key =
        new Key(
            maps.getShape(),
            weight.getShape().get(0),
            bias != null,
            JniUtils.isGradMode(),
            JniUtils.getNumThreads());
    PointwisePath path = maps.getDevice().isGpu() ? paths.get(0) : chosen.get(key);
    if (path == null) {
      path = choose(key, maps, weight, bias);
    }
    observer.used(path);
    return path.apply(maps, weight, bias);
  }

  private PointwisePath choose(Key key, NDArray maps, NDArray weight, @Nullable NDArray bias) {
    for (PointwisePath path : paths) {
      Verdict verdict = check(path, key.gradient(), maps, weight, bias);
      if (verdict == Verdict.UNKNOWN) {
        return plain;
      }
      if (verdict == Verdict.RIGHT) {
        chosen.put(key, path);
        return path;
      }
      if (!warned.getAndSet(true)) {
        LOG.warn(
            "PyTorch computes 1×1 convolutions wrongly on this processor, first one of {} to {}"
                + " channels on maps of {}. Where it does, a slower path that was checked takes"
                + " over.",
            maps.getShape().get(1),
            key.channels(),
            maps.getShape());
      }
    }
    chosen.put(key, plain);
    return plain;
  }

  private Verdict check(
      PointwisePath path, boolean gradient, NDArray maps, NDArray weight, @Nullable NDArray bias) {
    try (NDManager scope = maps.getManager().newSubManager();
        NDArray in = leaf(maps, scope, gradient);
        NDArray filters = leaf(weight, scope, gradient);
        NDArray offsets = bias == null ? null : leaf(bias, scope, false)) {
      NDArray out = path.apply(in, filters, offsets);
      if (gradient) {
        // any derivative will do; the result itself is at hand, in the right order in memory
        Torch.backward(out, out.stopGradient());
      }
      return Torch.withoutGradient(() -> compare(in, filters, offsets, out, gradient));
    }
  }

  /** The same numbers, apart from the graph that is being recorded. */
  private static NDArray leaf(NDArray array, NDManager scope, boolean gradient) {
    NDArray leaf = array.stopGradient();
    leaf.attach(scope);
    leaf.setRequiresGradient(gradient);
    return leaf;
  }

  private static Verdict compare(
      NDArray maps, NDArray weight, @Nullable NDArray bias, NDArray result, boolean gradient) {
    NDArray in = PointwisePaths.rows(maps);
    NDArray out = PointwisePaths.rows(result);
    NDArray outSample = out.get(sample("", out.getShape().get(0)));
    NDArray inSample = in.get(sample("", in.getShape().get(0)));
    Verdict forward = compare(outSample, PointwisePaths.product(inSample, weight, bias));
    if (forward != Verdict.RIGHT || !gradient) {
      return forward;
    }
    NDArray matrix = weight.reshape(weight.getShape().slice(0, 2));
    NDArray inGradient = PointwisePaths.rows(maps.getGradient());
    Verdict byMaps =
        compare(inGradient.get(sample("", in.getShape().get(0))), outSample.matMul(matrix));
    if (byMaps != Verdict.RIGHT) {
      return byMaps;
    }
    NDArray weightGradient = weight.getGradient().reshape(matrix.getShape());
    NDArray channels = out.get(sample(":, ", out.getShape().get(1)));
    return compare(
        weightGradient.get(sample("", out.getShape().get(1))), channels.transpose().matMul(in));
  }

  /** Some places of an axis, in equal steps, the last one among them. */
  private static NDIndex sample(String before, long size) {
    long step = Math.max(1, size / SAMPLES);
    return new NDIndex(before + "{}::{}", (size - 1) % step, step);
  }

  private static Verdict compare(NDArray result, NDArray plain) {
    float scale = plain.abs().max().getFloat();
    float difference = result.sub(plain).abs().max().getFloat();
    if (scale == 0 || !Float.isFinite(scale)) {
      return Verdict.UNKNOWN;
    }
    return difference <= TOLERANCE * scale ? Verdict.RIGHT : Verdict.WRONG;
  }
}
