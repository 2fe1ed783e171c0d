package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The layers that the networks here are made of, with PyTorch's settings. */
final class Layers {
  /** What batch normalisation adds to the variance. */
  static final float EPSILON = 1e-5f;

  /** What a batch leaves of batch normalisation's running statistics. */
  static final float MOMENTUM = 0.9f;

  private Layers() {}

  /** A convolution without bias, padded so that stride 1 keeps the size. */
  static Conv2d convolution(int filters, int kernel, int stride, int groups) {
    if (kernel == 1 && stride == 1 && groups == 1) {
      return new PointwiseConvolution(filters);
    }
    return Conv2d.builder()
        .setKernelShape(new Shape(kernel, kernel))
        .setFilters(filters)
        .optStride(new Shape(stride, stride))
        .optPadding(new Shape(kernel / 2, kernel / 2))
        .optGroups(groups)
        .optBias(false)
        .build();
  }

  /** DJL's momentum of 0.9 is PyTorch's 0.1. */
  static BatchNorm batchNorm() {
    return BatchNorm.builder().optEpsilon(EPSILON).optMomentum(MOMENTUM).build();
  }

  /** Appends a convolution, batch normalisation and ReLU. */
  static Chain convNormRelu(Chain block, int filters, int kernel, int stride) {
    return block.add(convolution(filters, kernel, stride, 1)).add(batchNorm()).add(new Relu());
  }

  /** Appends a 3×3 convolution of each channel for itself, and batch normalisation. */
  static Chain depthwiseNorm(Chain block, int channels, int stride) {
    return block.add(convolution(channels, 3, stride, channels)).add(batchNorm());
  }

  /**
   * A sequence of blocks, each with a new output, that lets go of every intermediate output at
   * once: what the backward pass needs is kept by PyTorch itself, and the rest is freed. DJL's own
   * sequence keeps all of it until the step's manager is closed.
   */
  static final class Chain extends SequentialBlock implements Lowerable {

    @Override
    public Chain add(Block block) {
      super.add(block);
      return this;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore parameters,
        NDList inputs,
        boolean training,
        @Nullable PairList<String, Object> params) {
      return forward(children.values(), parameters, inputs, training);
    }

    @Override
    public Value lower(Lowering lowering, Value in) {
      return lowering.children(this, in);
    }

    @SuppressWarnings("ReferenceEquality") // the caller's own list is not ours to close
    static NDList forward(
        List<Block> blocks, ParameterStore parameters, NDList inputs, boolean training) {
      NDList current = inputs;
      for (Block block : blocks) {
        NDList output = block.forward(parameters, current, training);
        if (current != inputs) {
          current.close();
        }
        current = output;
      }
      return current;
    }
  }

  /** A ReLU that says so; DJL's own hides it in a lambda. */
  private static final class Relu extends LambdaBlock implements Lowerable {

    Relu() {
      super(Activation::relu, "ReLU");
    }

    /** Without a forward pass, for which DJL would start whichever engine is its default. */
    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return inputs;
    }

    @Override
    public Value lower(Lowering lowering, Value in) {
      return lowering.graph().relu(in);
    }
  }

  /** A maximum under a square window that says so; DJL's own hides it in a lambda. */
  static final class MaxPool extends LambdaBlock implements Lowerable {
    private final Window window;

    MaxPool(int size, int stride, int pad) {
      super(
          inputs ->
              new NDList(
                  Pool.maxPool2d(
                      inputs.singletonOrThrow(),
                      new Shape(size, size),
                      new Shape(stride, stride),
                      new Shape(pad, pad),
                      false)),
          "maxPool2d");
      window = Window.square(size, stride, pad);
    }

    /** Without a forward pass, for which DJL would start whichever engine is its default. */
    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      long[] shape = inputs[0].getShape().clone();
      shape[2] = window.outHeight((int) shape[2]);
      shape[3] = window.outWidth((int) shape[3]);
      return new Shape[] {new Shape(shape)};
    }

    @Override
    public Value lower(Lowering lowering, Value in) {
      return lowering.graph().maxPool(in, window);
    }
  }
}
