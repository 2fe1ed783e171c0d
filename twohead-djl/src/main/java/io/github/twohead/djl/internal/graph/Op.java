package io.github.twohead.djl.internal.graph;

import java.util.List;

/** An operation. Its inputs come out of earlier operations, or are the graph's input. */
public sealed interface Op {

  /** What goes in. */
  List<Value> inputs();

  /** What comes out. */
  List<Value> outputs();

  /** An operation with one input and one output. */
  sealed interface Unary extends Op {

    /** What goes in. */
    Value in();

    /** What comes out. */
    Value out();

    @Override
    default List<Value> inputs() {
      return List.of(in());
    }

    @Override
    default List<Value> outputs() {
      return List.of(out());
    }
  }

  /**
   * Each channel times a scale plus an offset.
   *
   * @param in a map or a vector
   * @param out of the same shape
   * @param scale per channel
   * @param offset per channel
   * @param relu whether negative results become 0
   */
  record Affine(Value in, Value out, float[] scale, float[] offset, boolean relu)
      implements Unary {}

  /**
   * A convolution. Padding is with zeros.
   *
   * @param in a map
   * @param out a map
   * @param window the kernel
   * @param weights (C out, C in / groups, rows, columns), in row-major order
   * @param bias per output channel
   * @param groups 1; or the number of channels, for a depthwise convolution
   * @param relu whether negative results become 0
   */
  record Convolution(
      Value in, Value out, Window window, float[] weights, float[] bias, int groups, boolean relu)
      implements Unary {}

  /**
   * The maximum under a window; what was padded never is the maximum.
   *
   * @param in a map
   * @param out a map
   * @param window the window
   */
  record MaxPool(Value in, Value out, Window window) implements Unary {}

  /**
   * The mean under a window, without padding.
   *
   * @param in a map
   * @param out a map
   * @param window the window
   */
  record AveragePool(Value in, Value out, Window window) implements Unary {}

  /**
   * Negative numbers become 0.
   *
   * @param in a map or a vector
   * @param out of the same shape
   */
  record Relu(Value in, Value out) implements Unary {}

  /**
   * Channel i of group g becomes channel i·groups + g.
   *
   * @param in a map
   * @param out a map
   * @param groups into how many equal parts the channels fall before
   */
  record Shuffle(Value in, Value out, int groups) implements Unary {}

  /**
   * The mean of each channel over the whole map.
   *
   * @param in a map
   * @param out a vector
   */
  record Mean(Value in, Value out) implements Unary {}

  /**
   * A linear layer.
   *
   * @param in a vector
   * @param out a vector
   * @param weights (C out, C in), in row-major order
   * @param bias per output
   * @param relu whether negative results become 0
   */
  record FullyConnected(Value in, Value out, float[] weights, float[] bias, boolean relu)
      implements Unary {}

  /**
   * 1 / (1 + e⁻ˣ).
   *
   * @param in a map or a vector
   * @param out of the same shape
   */
  record Sigmoid(Value in, Value out) implements Unary {}

  /**
   * eˣ of each number over the sum of all of them.
   *
   * @param in a vector
   * @param out of the same shape
   */
  record Softmax(Value in, Value out) implements Unary {}

  /**
   * Cuts a map's channels into equal parts.
   *
   * @param in a map
   * @param outputs the parts, in order
   */
  record Split(Value in, List<Value> outputs) implements Op {
    @Override
    public List<Value> inputs() {
      return List.of(in);
    }
  }

  /**
   * Joins maps, channels after channels.
   *
   * @param inputs maps of one size, in order
   * @param out a map
   */
  record Concat(List<Value> inputs, Value out) implements Op {
    @Override
    public List<Value> outputs() {
      return List.of(out);
    }
  }

  /**
   * Adds maps of one shape.
   *
   * @param left a map
   * @param right a map
   * @param out a map
   */
  record Add(Value left, Value right, Value out) implements Op {
    @Override
    public List<Value> inputs() {
      return List.of(left, right);
    }

    @Override
    public List<Value> outputs() {
      return List.of(out);
    }
  }

  /**
   * How a kernel moves over a feature map. The same padding is added on opposite sides.
   *
   * @param height rows of the kernel
   * @param width columns of the kernel
   * @param strideY rows per step
   * @param strideX columns per step
   * @param padY rows added above, and below
   * @param padX columns added on the left, and on the right
   */
  record Window(int height, int width, int strideY, int strideX, int padY, int padX) {

    /** A square kernel. */
    public static Window square(int size, int stride, int pad) {
      return new Window(size, size, stride, stride, pad, pad);
    }

    /** The rows that come out of {@code rows} rows. */
    public int outHeight(int rows) {
      return (rows + 2 * padY - height) / strideY + 1;
    }

    /** The columns that come out of {@code columns} columns. */
    public int outWidth(int columns) {
      return (columns + 2 * padX - width) / strideX + 1;
    }
  }
}
