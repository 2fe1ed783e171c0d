package io.github.twohead.runtime.internal.formats.tflite;

import io.github.twohead.runtime.internal.formats.tflite.TfLiteTensor.TfLiteType;
import org.jspecify.annotations.Nullable;
import org.tensorflow.lite.schema.BuiltinOptions;
import org.tensorflow.lite.schema.FullyConnectedOptionsWeightsFormat;
import org.tensorflow.lite.schema.Padding;
import org.tensorflow.lite.schema.TensorType;

/** Checks convolutions, pools, resizing and linear layers. Maps are (1, H, W, C). */
final class TfLiteWindows {
  private static final int MAX_WINDOW = 4096;

  /** Kernels add up a pixel's channels on the stack. */
  private static final int MAX_DEPTHWISE_FLOATS = 4096;

  private static final int MAX_DEPTHWISE_BYTES = 2048;

  private TfLiteWindows() {}

  static void convolution(TfLiteNode node) {
    TfLiteTensor filter = filter(node);
    FlatTable options = node.options(BuiltinOptions.Conv2DOptions);
    int channels = filter.size(0);
    int depth = filter.size(3);
    int in = node.input(0).size(3);
    node.require(
        in % depth == 0 && channels % (in / depth) == 0,
        "has weights for " + depth + " channels, but gets " + in);
    checkWeights(node, filter, 0, channels);
    checkBiasType(node, options, 6);
    TfLiteOperators.requireActivation(node, options.int8(3));
    int[] map = output(node, options, filter, 4);
    long patches = (long) map[0] * map[1] * filter.size(1) * filter.size(2) * in * Float.BYTES;
    node.require(patches <= Integer.MAX_VALUE, "is too large");
    node.requireOutput(1, map[0], map[1], channels);
  }

  static void depthwise(TfLiteNode node) {
    TfLiteTensor filter = filter(node);
    FlatTable options = node.options(BuiltinOptions.DepthwiseConv2DOptions);
    int channels = filter.size(3);
    int in = node.input(0).size(3);
    int max = node.input(0).type().isByte() ? MAX_DEPTHWISE_BYTES : MAX_DEPTHWISE_FLOATS;
    node.require(
        filter.size(0) == 1 && channels % in == 0 && channels <= max,
        "makes " + channels + " channels of " + in);
    checkWeights(node, filter, 3, channels);
    TfLiteOperators.requireActivation(node, options.int8(4));
    int[] map = output(node, options, filter, 5);
    node.requireOutput(1, map[0], map[1], channels);
  }

  private static TfLiteTensor filter(TfLiteNode node) {
    node.requireInputs(3, 3);
    node.require(node.optional(2) != null, "has no bias, which is not supported");
    node.requireRank(node.input(0), 4, 4);
    node.requireRank(node.input(1), 4, 4);
    node.require(node.input(0).size(0) == 1, "has more than one image");
    return node.input(1);
  }

  /** Rows and columns that come out of a convolution. */
  private static int[] output(
      TfLiteNode node, FlatTable options, TfLiteTensor filter, int dilation) {
    int height = dilated(node, filter.size(1), options.int32(dilation + 1, 1));
    int width = dilated(node, filter.size(2), options.int32(dilation, 1));
    return output(node, options, height, width);
  }

  private static int dilated(TfLiteNode node, int size, int factor) {
    node.require(
        factor >= 1 && (long) (size - 1) * factor < MAX_WINDOW, "has the dilation " + factor);
    return (size - 1) * factor + 1;
  }

  private static int[] output(TfLiteNode node, FlatTable options, int height, int width) {
    return new int[] {
      steps(node, node.input(0).size(1), height, options.int32(2, 0), options.int8(0)),
      steps(node, node.input(0).size(2), width, options.int32(1, 0), options.int8(0))
    };
  }

  private static int steps(TfLiteNode node, int size, int window, int stride, byte padding) {
    node.require(
        window >= 1 && window <= MAX_WINDOW && stride >= 1 && stride <= MAX_WINDOW,
        "has a window of " + window + " and a stride of " + stride);
    node.require(padding == Padding.SAME || padding == Padding.VALID, "has the padding " + padding);
    int room = padding == Padding.SAME ? size : size - window + 1;
    node.require(room >= 1, "has a window of " + window + " on " + size + " pixels");
    return (room + stride - 1) / stride;
  }

  static void pool(TfLiteNode node) {
    node.requireInputs(1, 1);
    TfLiteTensor input = node.input(0);
    node.requireRank(input, 4, 4);
    node.requireSameType(input, node.output());
    FlatTable options = node.options(BuiltinOptions.Pool2DOptions);
    TfLiteOperators.requireActivation(node, options.int8(5));
    int[] map = output(node, options, options.int32(4, 0), options.int32(3, 0));
    node.requireOutput(input.size(0), map[0], map[1], input.size(3));
  }

  static void fullyConnected(TfLiteNode node) {
    node.requireInputs(2, 3);
    TfLiteTensor input = node.input(0);
    TfLiteTensor weights = node.input(1);
    node.requireRank(input, 1, 4);
    node.requireRank(weights, 2, 2);
    FlatTable options = node.options(BuiltinOptions.FullyConnectedOptions);
    TfLiteOperators.requireActivation(node, options.int8(0));
    node.require(
        options.int8(1) == FullyConnectedOptionsWeightsFormat.DEFAULT,
        "has shuffled weights, which is not supported");
    checkBiasType(node, options, 4);
    int channels = weights.size(0);
    int depth = weights.size(1);
    node.require(
        input.elements() % depth == 0,
        "has weights for " + depth + " numbers, but gets " + input.elements());
    checkWeights(node, weights, 0, channels);
    int[] shape = {input.elements() / depth, channels};
    if (options.int8(2) != 0) {
      node.require(input.size(input.rank() - 1) == depth, "has weights for other numbers");
      shape = input.shape();
      shape[shape.length - 1] = channels;
    }
    node.requireOutput(shape);
  }

  /** Requires that weights and bias have the types and scales that belong to the input's. */
  private static void checkWeights(
      TfLiteNode node, TfLiteTensor weights, int dimension, int channels) {
    TfLiteType type = node.input(0).type();
    node.requireSameType(node.input(0), node.output());
    boolean fits =
        type == TfLiteType.FLOAT32
            ? weights.type() == TfLiteType.FLOAT32 || weights.type() == TfLiteType.INT8
            : weights.type() == type;
    node.require(fits, "has weights of type " + weights.type() + " for " + type);
    if (weights.type().isByte()) {
      node.require(
          weights.isConstant() && (weights.channels() == 1 || weights.channels() == channels),
          "has weights without usable scales");
      node.require(
          weights.channels() == 1 || weights.quantizedDimension() == dimension,
          "has weights that are not quantised by output channel");
    }
    if (type.isByte()) {
      for (int i = 0; i < weights.channels(); i++) {
        double product = (double) node.input(0).scale() * weights.scale(i);
        node.require(product / node.output().scale() < 256, "has the scale " + weights.scale(i));
      }
    }
    checkBias(node, channels);
  }

  private static void checkBias(TfLiteNode node, int channels) {
    @Nullable TfLiteTensor bias = node.optional(2);
    if (bias != null) {
      TfLiteType expected = node.input(0).type().isByte() ? TfLiteType.INT32 : TfLiteType.FLOAT32;
      node.require(
          bias.type() == expected && bias.elements() == channels, "has a bias that does not fit");
    }
  }

  private static void checkBiasType(TfLiteNode node, FlatTable options, int field) {
    byte type = options.int8(field);
    node.require(
        type == TensorType.FLOAT32 || type == TensorType.INT32, "has a bias of type " + type);
  }

  static void resize(TfLiteNode node) {
    node.requireInputs(2, 2);
    TfLiteTensor input = node.input(0);
    node.requireRank(input, 4, 4);
    node.requireSameType(input, node.output());
    int[] size = node.integers(1);
    node.require(node.input(1).type() == TfLiteType.INT32 && size.length == 2, "has no size");
    node.requireOutput(input.size(0), size[0], size[1], input.size(3));
  }
}
