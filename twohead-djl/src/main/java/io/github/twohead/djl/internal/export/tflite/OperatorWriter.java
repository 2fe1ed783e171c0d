package io.github.twohead.djl.internal.export.tflite;

import com.google.common.primitives.Ints;
import io.github.twohead.djl.internal.export.tflite.Encoding.Parameters;
import io.github.twohead.djl.internal.export.tflite.Encoding.Weights;
import io.github.twohead.djl.internal.export.tflite.Router.Stored;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import org.tensorflow.lite.schema.Padding;

/** Writes the operators of each operation that computes something. */
final class OperatorWriter {
  private static final Window POINT = Window.square(1, 1, 0);

  private final FlatModel model;
  private final Encoding encoding;
  private final Channels channels;
  private final Router router;
  private final Padder padder;
  private final GraphFacts facts;

  OperatorWriter(
      FlatModel model, Encoding encoding, Channels channels, Router router, GraphFacts facts) {
    this.model = model;
    this.encoding = encoding;
    this.channels = channels;
    this.router = router;
    this.padder = new Padder(model, encoding);
    this.facts = facts;
  }

  /** Writes an operation, whose inputs were written. */
  void write(Op op) {
    if (op instanceof Op.Convolution convolution) {
      convolution(convolution);
    } else if (op instanceof Op.FullyConnected linear) {
      linear(linear);
    } else if (op instanceof Op.Affine affine) {
      affine(affine);
    } else if (op instanceof Op.MaxPool pool) {
      pool(Kernel.MAX_POOL_2D, pool, pool.window());
    } else if (op instanceof Op.AveragePool pool) {
      pool(Kernel.AVERAGE_POOL_2D, pool, pool.window());
    } else if (op instanceof Op.Mean mean) {
      int rowsAndColumns = model.constant(new int[] {2}, 1, 2);
      channelwise(Kernel.MEAN, Options.mean(model), mean, rowsAndColumns);
    } else if (op instanceof Op.Relu relu) {
      channelwise(Kernel.RELU, 0, relu);
    } else if (op instanceof Op.Sigmoid sigmoid) {
      channelwise(Kernel.LOGISTIC, 0, sigmoid);
    } else if (op instanceof Op.Add add) {
      add(add);
    } else if (!Channels.isRouting(op)) {
      throw new IllegalArgumentException("TFLite has no kernel for " + op);
    }
  }

  private void convolution(Op.Convolution op) {
    Stored in = router.read(op.in());
    boolean averaged = facts.isAveraged(op.out());
    int rows = op.window().height();
    int columns = op.window().width();
    if (op.groups() == 1) {
      int[] order = channels.order(op.out());
      int[] shape = {order.length, rows, columns, in.order().length};
      float[] values = WeightLayout.convolution(op, order, in.order());
      float[] bias = WeightLayout.vector(op.bias(), order);
      convolution(op, in, order, new Weights(Kernel.CONV_2D, shape, 0, values, bias, averaged));
    } else {
      checkDepthwise(op);
      int[] order = in.order();
      int[] shape = {1, rows, columns, order.length};
      float[] values = WeightLayout.depthwise(op, order);
      float[] bias = WeightLayout.vector(op.bias(), order);
      Kernel kernel = Kernel.DEPTHWISE_CONV_2D;
      convolution(op, in, order, new Weights(kernel, shape, 3, values, bias, averaged));
    }
  }

  private static void checkDepthwise(Op.Convolution op) {
    if (op.groups() != op.in().channels() || op.groups() != op.out().channels()) {
      throw new IllegalArgumentException(
          "a convolution of "
              + op.in()
              + " to "
              + op.out()
              + " has "
              + op.groups()
              + " groups; TFLite takes 1, or as many as there are channels on both sides");
    }
  }

  private void convolution(Op.Convolution op, Stored in, int[] order, Weights weights) {
    Padder.Padded padded = padder.zeros(op.in(), in.tensor(), op.window());
    Parameters parameters = encoding.store(weights, op.in(), op.out());
    Kernel kernel = weights.kernel();
    int options = Options.convolution(model, kernel, padded.padding(), op.window(), op.relu());
    int out = router.tensor(op.out());
    layer(kernel, options, padded.tensor(), parameters, out);
    router.store(op.out(), out, order);
  }

  private void linear(Op.FullyConnected op) {
    Stored in = router.read(op.in());
    int[] order = channels.order(op.out());
    int[] shape = {order.length, in.order().length};
    float[] values = WeightLayout.matrix(op.weights(), order, in.order());
    float[] bias = WeightLayout.vector(op.bias(), order);
    Kernel kernel = Kernel.FULLY_CONNECTED;
    Weights weights = new Weights(kernel, shape, 0, values, bias, false);
    Parameters parameters = encoding.store(weights, op.in(), op.out());
    int out = router.tensor(op.out());
    layer(kernel, Options.linear(model, op.relu()), in.tensor(), parameters, out);
    router.store(op.out(), out, order);
  }

  /** A depthwise convolution with a kernel of one point, for which a vector becomes a map. */
  private void affine(Op.Affine op) {
    Stored in = router.read(op.in());
    int[] order = in.order();
    int[] point = {1, 1, 1, order.length};
    float[] scale = WeightLayout.vector(op.scale(), order);
    float[] offset = WeightLayout.vector(op.offset(), order);
    Kernel kernel = Kernel.DEPTHWISE_CONV_2D;
    Weights weights = new Weights(kernel, point, 3, scale, offset, false);
    Parameters parameters = encoding.store(weights, op.in(), op.out());
    int options = Options.convolution(model, kernel, Padding.VALID, POINT, op.relu());
    int out = router.tensor(op.out());
    if (op.in().isVector()) {
      int from = router.tensor(op.in(), point);
      int to = router.tensor(op.out(), point);
      reshape(in.tensor(), from, point);
      layer(kernel, options, from, parameters, to);
      reshape(to, out, Router.shape(op.out(), order.length));
    } else {
      layer(kernel, options, in.tensor(), parameters, out);
    }
    router.store(op.out(), out, order);
  }

  private void reshape(int from, int to, int[] shape) {
    int wanted = model.constant(new int[] {shape.length}, shape);
    int version = encoding.version(Kernel.RESHAPE);
    model.operator(Kernel.RESHAPE, version, new int[] {from, wanted}, new int[] {to});
  }

  private void layer(Kernel kernel, int options, int in, Parameters parameters, int out) {
    int[] inputs = {in, parameters.weights(), parameters.bias()};
    model.operator(kernel, parameters.version(), options, inputs, new int[] {out});
  }

  private void pool(Kernel kernel, Op.Unary op, Window window) {
    Stored in = router.read(op.in());
    Padder.Padded padded =
        facts.isNonNegative(op.in())
            ? padder.zeros(op.in(), in.tensor(), window)
            : padder.lowest(op.in(), in.tensor(), window);
    int options = Options.pool(model, padded.padding(), window);
    write(kernel, options, op, in.order(), padded.tensor());
  }

  private void channelwise(Kernel kernel, int options, Op.Unary op, int... more) {
    Stored in = router.read(op.in());
    write(kernel, options, op, in.order(), Ints.concat(new int[] {in.tensor()}, more));
  }

  private void add(Op.Add op) {
    Stored left = router.read(op.left());
    int right = router.read(op.right(), left.order());
    int out = router.tensor(op.out());
    int[] inputs = {left.tensor(), right};
    int version = encoding.version(Kernel.ADD);
    model.operator(Kernel.ADD, version, Options.addition(model, false), inputs, new int[] {out});
    router.store(op.out(), out, left.order());
  }

  private void write(Kernel kernel, int options, Op.Unary op, int[] order, int... inputs) {
    int out = router.tensor(op.out());
    model.operator(kernel, encoding.version(kernel), options, inputs, new int[] {out});
    router.store(op.out(), out, order);
  }

  /**
   * Pads maps before windows move over them.
   *
   * <p>TFLite's own padding, SAME, puts the larger half below and on the right. Where the network
   * pads equally and the window then does not reach the end, it is something else: the map is
   * padded by an operator of its own.
   */
  private static final class Padder {
    private final FlatModel model;
    private final Encoding encoding;

    Padder(FlatModel model, Encoding encoding) {
      this.model = model;
      this.encoding = encoding;
    }

    /**
     * A map that is ready for its window.
     *
     * @param tensor its number
     * @param padding what the window's operator is to do, of {@link Padding}
     */
    record Padded(int tensor, byte padding) {}

    /** Pads with zeros. */
    Padded zeros(Value map, int tensor, Window window) {
      return pad(map, tensor, window, true);
    }

    /** Pads with the least number there is. */
    Padded lowest(Value map, int tensor, Window window) {
      return pad(map, tensor, window, false);
    }

    private Padded pad(Value map, int tensor, Window window, boolean zeros) {
      Span rows = new Span(map.height(), window.height(), window.strideY(), window.padY());
      Span columns = new Span(map.width(), window.width(), window.strideX(), window.padX());
      if (rows.needsNone() && columns.needsNone()) {
        return new Padded(tensor, Padding.VALID);
      }
      if (rows.isSame() && columns.isSame()) {
        return new Padded(tensor, Padding.SAME);
      }
      int[] shape = {1, rows.padded(), columns.padded(), map.channels()};
      int padded = model.tensor(shape, encoding.type(), encoding.quantization(map));
      int amounts =
          model.constant(
              new int[] {4, 2},
              0,
              0,
              rows.before,
              rows.after(),
              columns.before,
              columns.after(),
              0,
              0);
      if (zeros) {
        int version = encoding.version(Kernel.PAD);
        model.operator(Kernel.PAD, version, new int[] {tensor, amounts}, new int[] {padded});
      } else {
        int lowest =
            model.constant(
                new int[0], encoding.type(), encoding.quantization(map), encoding.lowest());
        int version = encoding.version(Kernel.PADV2);
        int[] inputs = {tensor, amounts, lowest};
        model.operator(Kernel.PADV2, version, inputs, new int[] {padded});
      }
      return new Padded(padded, Padding.VALID);
    }

    /**
     * A window's way along one side of a map.
     *
     * @param size of the map
     * @param kernel of the window
     * @param stride of the window
     * @param before padding before the map, and as much after it, if the window gets there
     */
    private record Span(int size, int kernel, int stride, int before) {

      private int steps() {
        return (size + 2 * before - kernel) / stride + 1;
      }

      /** The padding after the map that the window reaches. */
      int after() {
        return Math.max(0, (steps() - 1) * stride + kernel - before - size);
      }

      int padded() {
        return before + size + after();
      }

      boolean needsNone() {
        return before == 0;
      }

      boolean isSame() {
        int total = Math.max(0, (steps() - 1) * stride + kernel - size);
        return steps() == (size + stride - 1) / stride && before == total / 2;
      }
    }
  }
}
