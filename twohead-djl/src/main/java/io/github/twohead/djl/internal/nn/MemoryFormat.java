package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/**
 * The order in memory of a tensor whose shape is (B, C, H, W): channels last on a CPU, where a
 * training step of ShuffleNetV2 takes two thirds of the time that it takes channels first.
 *
 * <p>DJL knows no memory formats, but a transposed view has the strides that PyTorch calls channels
 * last, and PyTorch's layers keep to the format of their input.
 */
final class MemoryFormat {
  private MemoryFormat() {}

  /** Maps (B, H, W, C) as (B, C, H, W), in the order that is fastest on their device. */
  static NDArray fastest(NDArray channelsLast) {
    return isChannelsLast(channelsLast) ? last(channelsLast) : first(channelsLast);
  }

  /** Maps (B, H, W, C) as (B, C, H, W), which stay as they are in memory. */
  static NDArray last(NDArray channelsLast) {
    return channelsLast.transpose(0, 3, 1, 2);
  }

  /** Maps (B, H, W, C) as (B, C, H, W), copied to that order. */
  static NDArray first(NDArray channelsLast) {
    try (NDArray view = last(channelsLast)) {
      return inOrder(view);
    }
  }

  /** Maps (B, C, H, W) as they are, or copied if channels do not lie last in memory. */
  static NDArray toLast(NDArray maps) {
    try (NDArray view = maps.transpose(0, 2, 3, 1);
        NDArray ordered = inOrder(view)) {
      return last(ordered);
    }
  }

  /** An array whose elements lie in the order of its axes, copied if they do not yet. */
  private static NDArray inOrder(NDArray array) {
    Shape shape = array.getShape();
    try (NDArray rows = array.reshape(shape.get(0), -1)) {
      return rows.reshape(shape);
    }
  }

  /**
   * Puts channel i of two tensors side by side: concatenates them and shuffles their channels.
   * Stacking on a new axis does it in one copy, where concatenate, reshape, transpose, reshape
   * makes two.
   */
  static NDArray interleave(NDArray left, NDArray right) {
    Shape shape = left.getShape();
    long channels = 2 * shape.get(1);
    if (!isChannelsLast(left)) {
      try (NDArray stacked = NDArrays.stack(new NDList(left, right), 2)) {
        return stacked.reshape(shape.get(0), channels, shape.get(2), shape.get(3));
      }
    }
    try (NDArray l = left.transpose(0, 2, 3, 1);
        NDArray r = right.transpose(0, 2, 3, 1);
        NDArray stacked = NDArrays.stack(new NDList(l, r), 4);
        NDArray joined = stacked.reshape(shape.get(0), shape.get(2), shape.get(3), channels)) {
      return joined.transpose(0, 3, 1, 2);
    }
  }

  private static boolean isChannelsLast(NDArray array) {
    return !array.getDevice().isGpu();
  }
}
