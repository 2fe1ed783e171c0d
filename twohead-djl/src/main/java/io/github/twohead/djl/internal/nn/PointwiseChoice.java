package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.github.twohead.djl.internal.nn.PointwiseConvolution.PointwisePath;
import io.github.twohead.djl.internal.nn.PointwiseConvolution.PointwisePaths;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private static final long SAMPLES = 16;

  private final List<PointwisePath> paths;
  private final PointwisePath plain;
  private final Map<Key, PointwisePath> chosen = new ConcurrentHashMap<>();
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * What PyTorch chooses its code by. Its methods are written out because a record's own are linked
   * at their first call, which takes longer than all comparisons before a first answer.
   */
  private record Key(Shape maps, long channels, boolean bias, boolean gradient, int threads) {
    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Key other
          && maps.equals(other.maps)
          && channels == other.channels
          && bias == other.bias
          && gradient == other.gradient
          && threads == other.threads;
    }

    @Override
    public int hashCode() {
      return Objects.hash(maps, channels, bias, gradient, threads);
    }
  }

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
    PointwisePath known = maps.getDevice().isGpu() ? paths.get(0) : chosen.get(key);
    if (known != null) {
      observer.used(known);
      return known.apply(maps, weight, bias);
    }
    for (PointwisePath path : paths) {
      Checked checked =
          key.gradient() ? train(path, maps, weight, bias) : infer(path, maps, weight, bias);
      if (checked.verdict() == Verdict.RIGHT) {
        chosen.put(key, path);
        observer.used(path);
        return checked.result();
      }
      checked.result().close();
      if (checked.verdict() == Verdict.UNKNOWN) {
        return plain.apply(maps, weight, bias);
      }
      warn(key);
    }
    chosen.put(key, plain);
    observer.used(plain);
    return plain.apply(maps, weight, bias);
  }

  private void warn(Key key) {
    if (!warned.getAndSet(true)) {
      LOG.warn(
          "PyTorch computes 1×1 convolutions wrongly on this processor, first one of {} to {}"
              + " channels on maps of {}. Where it does, a slower path that was checked takes"
              + " over.",
          key.maps().get(1),
          key.channels(),
          key.maps());
    }
  }

  /** What a path gave, and whether it is right. */
  private record Checked(NDArray result, Verdict verdict) {}

  private static Checked infer(
      PointwisePath path, NDArray maps, NDArray weight, @Nullable NDArray bias) {
    NDArray result = path.apply(maps, weight, bias);
    // views keep the memory of whole maps, which the next layers' maps can have
    try (NDScope views = new NDScope()) {
      views.suppressNotUsedWarning();
      return new Checked(result, compare(maps, weight, bias, result, false));
    }
  }

  /** Compares on a graph apart from the one that is being recorded. */
  private static Checked train(
      PointwisePath path, NDArray maps, NDArray weight, @Nullable NDArray bias) {
    Verdict verdict;
    try (NDManager scope = maps.getManager().newSubManager();
        NDArray in = leaf(maps, scope);
        NDArray filters = leaf(weight, scope);
        NDArray offsets = bias == null ? null : leaf(bias, scope)) {
      NDArray out = path.apply(in, filters, offsets);
      // any derivative will do; the result itself is at hand, in the right order in memory
      Torch.backward(out, out.stopGradient());
      verdict = Torch.withoutGradient(() -> compare(in, filters, offsets, out, true));
    }
    return new Checked(path.apply(maps, weight, bias), verdict);
  }

  private static NDArray leaf(NDArray array, NDManager scope) {
    NDArray leaf = array.stopGradient();
    leaf.attach(scope);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  private static Verdict compare(
      NDArray maps, NDArray weight, @Nullable NDArray bias, NDArray result, boolean gradient) {
    NDArray in = PointwisePaths.rows(maps);
    NDArray out = PointwisePaths.rows(result);
    NDIndex rows = sample(new NDIndex(), in.getShape().get(0));
    NDArray outRows = out.get(rows);
    NDArray inRows = in.get(rows);
    Verdict forward = compare(outRows, PointwisePaths.product(inRows, weight, bias));
    if (forward != Verdict.RIGHT || !gradient) {
      return forward;
    }
    NDArray matrix = weight.reshape(weight.getShape().slice(0, 2));
    NDArray inGradient = PointwisePaths.rows(maps.getGradient());
    Verdict byMaps = compare(inGradient.get(rows), outRows.matMul(matrix));
    if (byMaps != Verdict.RIGHT) {
      return byMaps;
    }
    long channels = out.getShape().get(1);
    NDArray weightGradient = weight.getGradient().reshape(matrix.getShape());
    NDArray outChannels = out.get(sample(new NDIndex().addAllDim(), channels));
    return compare(
        weightGradient.get(sample(new NDIndex(), channels)), outChannels.transpose().matMul(in));
  }

  /** Some places of the next axis, in equal steps, the last one among them. */
  private static NDIndex sample(NDIndex index, long size) {
    long step = Math.max(1, size / SAMPLES);
    return index.addSliceDim((size - 1) % step, size, step);
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
