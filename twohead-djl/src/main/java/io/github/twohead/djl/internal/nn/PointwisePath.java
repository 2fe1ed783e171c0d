package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

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
