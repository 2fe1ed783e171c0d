package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.export.tflite.Encoding.FloatEncoding;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Value;
import java.util.stream.IntStream;
import org.tensorflow.lite.schema.TensorType;

/**
 * Writes the ends of a graph, which are 32-bit floats in every format.
 *
 * <p>Pixels as bytes were slower: XNNPACK leaves their conversion to signed bytes to a kernel that
 * takes half as long as the whole network.
 */
final class EdgeWriter {
  private final FlatModel model;
  private final FloatEncoding floats;
  private final Encoding encoding;
  private final Router router;

  EdgeWriter(FlatModel model, Encoding encoding, Router router) {
    this.model = model;
    this.floats = new FloatEncoding(model);
    this.encoding = encoding;
    this.router = router;
  }

  /** Writes the input as it comes, and returns its tensor. */
  int input(Value value) {
    int input = tensor(TfLiteWriter.INPUT, value);
    store(value, input);
    return input;
  }

  /** Writes the input with the normalisation that the graph begins with; returns its tensor. */
  int input(Op.Affine normalization) {
    Value value = normalization.in();
    int input = tensor(TfLiteWriter.INPUT, value);
    store(normalization.out(), normalize(normalization, input));
    return input;
  }

  /**
   * Some pixels together are multiplied and added to as a vector. The three channels of one are too
   * few for fast kernels: that took a fifth of the network's time.
   */
  private int normalize(Op.Affine op, int input) {
    int pixels = together(op.in().width());
    int width = pixels * op.in().channels();
    int[] rows = {1, op.in().height() * op.in().width() / pixels, width};
    int row = reshape(input, model.tensor(rows, TensorType.FLOAT32, null), rows);
    int scaled = model.tensor(rows, TensorType.FLOAT32, null);
    int scales = floats.floats(new int[] {width}, repeat(op.scale(), width));
    int options = Options.multiplication(model);
    int[] factors = {row, scales};
    model.operator(Kernel.MUL, Kernel.MUL.floatVersion(), options, factors, new int[] {scaled});
    int moved = model.tensor(rows, TensorType.FLOAT32, null);
    int offsets = floats.floats(new int[] {width}, repeat(op.offset(), width));
    options = Options.addition(model, op.relu());
    int[] terms = {scaled, offsets};
    model.operator(Kernel.ADD, Kernel.ADD.floatVersion(), options, terms, new int[] {moved});
    return reshape(moved, tensor("", op.out()), Router.shape(op.out(), op.out().channels()));
  }

  /** A part of a row of pixels: neither too short to be fast nor so long that it takes room. */
  private static int together(int width) {
    int pixels = 64;
    while (width % pixels != 0) {
      pixels--;
    }
    return pixels < 16 ? width : pixels;
  }

  private static float[] repeat(float[] values, int length) {
    float[] repeated = new float[length];
    for (int i = 0; i < length; i++) {
      repeated[i] = values[i % values.length];
    }
    return repeated;
  }

  private int reshape(int from, int to, int[] shape) {
    int[] inputs = {from, model.constant(new int[] {shape.length}, shape)};
    model.operator(Kernel.RESHAPE, Kernel.RESHAPE.floatVersion(), inputs, new int[] {to});
    return to;
  }

  private void store(Value value, int floatTensor) {
    int stored = floatTensor;
    if (encoding.type() == TensorType.INT8) {
      stored = router.tensor(value);
      int version = encoding.version(Kernel.QUANTIZE);
      model.operator(Kernel.QUANTIZE, version, new int[] {floatTensor}, new int[] {stored});
    }
    router.store(value, stored, order(value));
  }

  /** Writes an output, and returns its tensor. */
  int output(String name, Value value) {
    int computed = router.read(value, order(value));
    if (encoding.type() != TensorType.INT8) {
      return computed;
    }
    int output = tensor(name, value);
    int version = encoding.version(Kernel.DEQUANTIZE);
    model.operator(Kernel.DEQUANTIZE, version, new int[] {computed}, new int[] {output});
    return output;
  }

  /**
   * Writes an output that a softmax or a sigmoid gives. It is of floats in every format: rounded to
   * 1/256, many categories would all be 0, and no answer would reach a threshold of 0.997. XNNPACK
   * knows no softmax of integers either.
   */
  int probabilities(String name, Op.Unary last) {
    int[] inputs = {output("", last.in())};
    int output = tensor(name, last.out());
    boolean chooses = last instanceof Op.Softmax;
    Kernel kernel = chooses ? Kernel.SOFTMAX : Kernel.LOGISTIC;
    int options = chooses ? Options.softmax(model) : 0;
    model.operator(kernel, kernel.floatVersion(), options, inputs, new int[] {output});
    return output;
  }

  private int tensor(String name, Value value) {
    return model.tensor(name, Router.shape(value, value.channels()), TensorType.FLOAT32, null);
  }

  private static int[] order(Value value) {
    return IntStream.range(0, value.channels()).toArray();
  }
}
