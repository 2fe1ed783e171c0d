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

  /**
   * The ways to compute a 1×1 convolution of stride 1, the fastest first.
   *
   * <p>PyTorch's convolution is oneDNN's on x86. That of PyTorch 2.7.1 is wrong on processors with
   * AVX-512 that do not report the size of their caches, as in some virtual machines: for many
   * shapes in the last channels out, those beyond a multiple of 48.
   */
  enum PointwisePaths implements PointwisePath {
    /** PyTorch's convolution. */
    CONVOLUTION {
      @Override
      public NDArray apply(NDArray maps, NDArray weight, @Nullable NDArray bias) {
        return Conv2d.conv2d(maps, weight, bias).singletonOrThrow();
      }
    },

    /** PyTorch's convolution with filters of zeros up to a multiple of 48. */
    PADDED {
      @Override
      public NDArray apply(NDArray maps, NDArray weight, @Nullable NDArray bias) {
        Shape shape = maps.getShape();
        long out = weight.getShape().get(0);
        long extra = BLOCK - out % BLOCK;
        try (NDArray filters = extended(weight, new Shape(extra, shape.get(1), 1, 1));
            NDArray offsets = bias == null ? null : extended(bias, new Shape(extra));
            NDArray padded = CONVOLUTION.apply(maps, filters, offsets);
            NDArray last = padded.transpose(0, 2, 3, 1);
            NDArray wanted = last.get("..., 0:{}", out);
            NDArray copied = wanted.reshape(shape.get(0), -1)) {
          return channelsLast(copied, shape, out);
        }
      }

      private NDArray extended(NDArray array, Shape shape) {
        try (NDArray zeros = array.getManager().zeros(shape)) {
          return array.concat(zeros, 0);
        }
      }
    },

    /** A product of matrices: what a 1×1 convolution is. */
    PRODUCT {
      @Override
      public NDArray apply(NDArray maps, NDArray weight, @Nullable NDArray bias) {
        try (NDArray rows = rows(maps);
            NDArray product = product(rows, weight, bias)) {
          return channelsLast(product, maps.getShape(), weight.getShape().get(0));
        }
      }
    };

    private static final int BLOCK = 48;

    /** Maps (B, C, H, W) as rows (B·H·W, C), without a copy if channels lie last in memory. */
    static NDArray rows(NDArray maps) {
      try (NDArray last = maps.transpose(0, 2, 3, 1)) {
        return last.reshape(-1, maps.getShape().get(1));
      }
    }

    /** What a convolution makes of rows (N, C): (N, C'). */
    static NDArray product(NDArray rows, NDArray weight, @Nullable NDArray bias) {
      try (NDArray matrix = weight.reshape(weight.getShape().slice(0, 2));
          NDArray turned = matrix.transpose()) {
        NDArray product = rows.matMul(turned);
        if (bias == null) {
          return product;
        }
        try (product) {
          return product.add(bias);
        }
      }
    }

    /** Numbers in the order (B, H, W, C') as maps of another's size. */
    private static NDArray channelsLast(NDArray numbers, Shape maps, long channels) {
      try (NDArray last = numbers.reshape(maps.get(0), maps.get(2), maps.get(3), channels)) {
        return last.transpose(0, 3, 1, 2);
      }
    }

    @Override
    public String toString() {
      return switch (this) {
        case CONVOLUTION -> "as they are";
        case PADDED -> "with filters of zeros";
        case PRODUCT -> "as products of matrices";
      };
    }
  }
}
