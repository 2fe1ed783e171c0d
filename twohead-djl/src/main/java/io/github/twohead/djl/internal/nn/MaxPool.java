package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.pooling.Pool;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;

/** A maximum under a square window that says so; DJL's own hides it in a lambda. */
final class MaxPool extends LambdaBlock implements Lowerable {
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
