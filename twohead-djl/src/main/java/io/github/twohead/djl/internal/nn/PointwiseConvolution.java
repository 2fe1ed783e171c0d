package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/** A 1×1 convolution of stride 1 without bias, computed on the fastest path that is right. */
public final class PointwiseConvolution extends Conv2d {
  private volatile @Nullable PointwisePath slower;

  PointwiseConvolution(int filters) {
    super(Conv2d.builder().setKernelShape(new Shape(1, 1)).setFilters(filters).optBias(false));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray maps = inputs.singletonOrThrow();
    return new NDList(convolve(maps, store.getValue(weight, maps.getDevice(), training), null));
  }

  /** Convolves with other weights of the same shape, and a bias. */
  NDArray convolve(NDArray maps, NDArray weight, @Nullable NDArray bias) {
    PointwiseChoice choice = PointwiseChoice.current();
    return choice.apply(
        maps,
        weight,
        bias,
        path -> {
          if (!choice.isFastest(path)) {
            slower = path;
          }
        });
  }

  /** The path that it last took instead of the fastest; null if it never did. */
  @Nullable PointwisePath slower() {
    return slower;
  }

  /** A way to compute a 1×1 convolution of stride 1. */
  @FunctionalInterface
  interface PointwisePath {

    /**
     * Convolves.
     *
     * @param maps (B, C, H, W), channels last in memory
     * @param weight (C', C, 1, 1)
     * @param bias (C')
     * @return (B, C', H, W), channels last in memory, in the manager of the maps
     */
    NDArray apply(NDArray maps, NDArray weight, @Nullable NDArray bias);
  }
}
