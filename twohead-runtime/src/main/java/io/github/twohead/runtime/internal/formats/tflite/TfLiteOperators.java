package io.github.twohead.runtime.internal.formats.tflite;

import io.github.twohead.runtime.internal.formats.tflite.TfLiteTensor.TfLiteType;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.lite.schema.ActivationFunctionType;
import org.tensorflow.lite.schema.BuiltinOperator;
import org.tensorflow.lite.schema.BuiltinOptions;

/**
 * Checks that an operator gets what its kernels can work with, and gives what the file declares.
 * Kernels check some of it themselves; of the rest, some crash the process.
 */
final class TfLiteOperators {
  private static final int MAX_BROADCAST_RANK = 4;

  /** Scales of activations, and their ratios, for which fixed-point multipliers exist. */
  private static final float MAX_SCALE = 1 << 20;

  private static final float MIN_SCALE = 1 / MAX_SCALE;
  private static final float MAX_RATIO = 1 << 15;

  /** By the kind of settings what they consist of, as {@link FlatTable#check} has it. */
  private static final Map<Integer, String> OPTIONS =
      Map.ofEntries(
          Map.entry((int) BuiltinOptions.Conv2DOptions, "bwwbwwb"),
          Map.entry((int) BuiltinOptions.DepthwiseConv2DOptions, "bwwwbww"),
          Map.entry((int) BuiltinOptions.Pool2DOptions, "bwwwwb"),
          Map.entry((int) BuiltinOptions.FullyConnectedOptions, "bbbbb"),
          Map.entry((int) BuiltinOptions.SoftmaxOptions, "w"),
          Map.entry((int) BuiltinOptions.ConcatenationOptions, "wb"),
          Map.entry((int) BuiltinOptions.AddOptions, "bb"),
          Map.entry((int) BuiltinOptions.SubOptions, "bb"),
          Map.entry((int) BuiltinOptions.MulOptions, "b"),
          Map.entry((int) BuiltinOptions.DivOptions, "b"),
          Map.entry((int) BuiltinOptions.ReshapeOptions, "i"),
          Map.entry((int) BuiltinOptions.SqueezeOptions, "i"),
          Map.entry((int) BuiltinOptions.SplitOptions, "w"),
          Map.entry((int) BuiltinOptions.SplitVOptions, "w"),
          Map.entry((int) BuiltinOptions.StridedSliceOptions, "wwwwwb"),
          Map.entry((int) BuiltinOptions.GatherOptions, "ww"),
          Map.entry((int) BuiltinOptions.ReducerOptions, "b"),
          Map.entry((int) BuiltinOptions.LeakyReluOptions, "w"),
          Map.entry((int) BuiltinOptions.ResizeBilinearOptions, "wwbb"),
          Map.entry((int) BuiltinOptions.ResizeNearestNeighborOptions, "bb"));

  private TfLiteOperators() {}

  /** Checks settings; of other kinds, no interpreter reads anything for operators known here. */
  static void checkOptions(FlatTable options, int type) {
    String layout = OPTIONS.get(type);
    if (layout != null) {
      options.check(layout);
    }
  }

  /** Checks one operator. */
  static void check(TfLiteNode node) {
    for (TfLiteTensor tensor : node.inputs()) {
      checkScale(node, tensor);
    }
    for (TfLiteTensor tensor : node.outputs()) {
      checkScale(node, tensor);
    }
    switch (node.code()) {
      case BuiltinOperator.CONV_2D -> TfLiteWindows.convolution(node);
      case BuiltinOperator.DEPTHWISE_CONV_2D -> TfLiteWindows.depthwise(node);
      case BuiltinOperator.FULLY_CONNECTED -> TfLiteWindows.fullyConnected(node);
      case BuiltinOperator.MAX_POOL_2D, BuiltinOperator.AVERAGE_POOL_2D -> TfLiteWindows.pool(node);
      case BuiltinOperator.RESHAPE -> TfLiteShapes.reshape(node);
      case BuiltinOperator.SQUEEZE -> TfLiteShapes.squeeze(node);
      case BuiltinOperator.EXPAND_DIMS -> TfLiteShapes.expandDims(node);
      case BuiltinOperator.TRANSPOSE -> TfLiteShapes.transpose(node);
      case BuiltinOperator.CONCATENATION -> TfLiteShapes.concatenation(node);
      case BuiltinOperator.SPLIT -> TfLiteShapes.split(node);
      case BuiltinOperator.SPLIT_V -> TfLiteShapes.splitV(node);
      case BuiltinOperator.GATHER -> TfLiteShapes.gather(node);
      case BuiltinOperator.SLICE -> TfLiteShapes.slice(node);
      case BuiltinOperator.STRIDED_SLICE -> TfLiteShapes.stridedSlice(node);
      case BuiltinOperator.PAD, BuiltinOperator.PADV2 -> TfLiteShapes.pad(node);
      case BuiltinOperator.MEAN, BuiltinOperator.SUM, BuiltinOperator.REDUCE_MAX ->
          TfLiteShapes.reduce(node);
      case BuiltinOperator.RESIZE_BILINEAR, BuiltinOperator.RESIZE_NEAREST_NEIGHBOR ->
          TfLiteWindows.resize(node);
      default -> checkElementwise(node);
    }
  }

  private static void checkElementwise(TfLiteNode node) {
    switch (node.code()) {
      case BuiltinOperator.RELU,
          BuiltinOperator.RELU6,
          BuiltinOperator.RELU_N1_TO_1,
          BuiltinOperator.HARD_SWISH,
          BuiltinOperator.LOGISTIC,
          BuiltinOperator.TANH ->
          unary(node, false);
      case BuiltinOperator.ELU,
          BuiltinOperator.EXP,
          BuiltinOperator.SQRT,
          BuiltinOperator.RSQRT,
          BuiltinOperator.SQUARE ->
          unary(node, true);
      case BuiltinOperator.LEAKY_RELU -> leakyRelu(node);
      case BuiltinOperator.SOFTMAX -> softmax(node);
      case BuiltinOperator.ADD -> binary(node, BuiltinOptions.AddOptions, false);
      case BuiltinOperator.SUB -> binary(node, BuiltinOptions.SubOptions, false);
      case BuiltinOperator.MUL -> binary(node, BuiltinOptions.MulOptions, false);
      case BuiltinOperator.DIV -> binary(node, BuiltinOptions.DivOptions, true);
      case BuiltinOperator.MAXIMUM, BuiltinOperator.MINIMUM, BuiltinOperator.PRELU ->
          broadcast(node, false);
      case BuiltinOperator.SQUARED_DIFFERENCE -> broadcast(node, true);
      case BuiltinOperator.QUANTIZE -> quantize(node);
      case BuiltinOperator.DEQUANTIZE -> dequantize(node);
      default -> throw node.refuse("is not supported");
    }
  }

  /** What is computed in bytes needs one usable scale. */
  private static void checkScale(TfLiteNode node, @Nullable TfLiteTensor tensor) {
    if (tensor != null && tensor.type().isByte() && !tensor.isConstant()) {
      node.require(
          tensor.channels() == 1 && tensor.scale() >= MIN_SCALE && tensor.scale() <= MAX_SCALE,
          "has a tensor without a usable scale");
    }
  }

  private static void unary(TfLiteNode node, boolean onlyFloats) {
    node.requireInputs(1, 1);
    requireSame(node, node.input(0), onlyFloats);
    node.requireOutput(node.input(0).shape());
  }

  private static void requireSame(TfLiteNode node, TfLiteTensor input, boolean onlyFloats) {
    node.requireSameType(input, node.output());
    if (input.type().isByte()) {
      node.require(!onlyFloats, "is quantised, which is not supported");
      node.require(input.channels() == 1, "has a tensor without a usable scale");
      requireRatio(node, input.scale(), node.output().scale());
    }
  }

  /** Requires that two scales are not too far from each other. */
  static void requireRatio(TfLiteNode node, double scale, double other) {
    node.require(
        scale / other <= MAX_RATIO && other / scale <= MAX_RATIO,
        "has the scales " + scale + " and " + other);
  }

  private static void leakyRelu(TfLiteNode node) {
    unary(node, false);
    FlatTable options = node.optionalOptions(BuiltinOptions.LeakyReluOptions);
    float slope = options == null ? 0 : options.float32(0);
    node.require(Math.abs(slope) <= MAX_RATIO, "has the slope " + slope);
  }

  private static void softmax(TfLiteNode node) {
    unary(node, false);
    node.requireRank(node.input(0), 1, MAX_BROADCAST_RANK);
    float beta = node.options(BuiltinOptions.SoftmaxOptions).float32(0);
    node.require(beta >= MIN_SCALE && beta <= MAX_RATIO, "has the factor " + beta);
    if (node.input(0).type().isByte()) {
      node.require(beta * node.input(0).scale() >= MIN_SCALE, "has the factor " + beta);
    }
  }

  private static void binary(TfLiteNode node, byte optionsType, boolean onlyFloats) {
    broadcast(node, onlyFloats);
    FlatTable options = node.optionalOptions(optionsType);
    if (options != null) {
      requireActivation(node, options.int8(0));
    }
  }

  /** Requires that a fused activation is none, or a kind of ReLU. */
  static void requireActivation(TfLiteNode node, byte activation) {
    node.require(
        activation >= ActivationFunctionType.NONE && activation <= ActivationFunctionType.RELU6,
        "has the activation " + activation + ", which is not supported");
  }

  private static void broadcast(TfLiteNode node, boolean onlyFloats) {
    node.requireInputs(2, 2);
    TfLiteTensor left = node.input(0);
    TfLiteTensor right = node.input(1);
    requireSame(node, left, onlyFloats);
    requireSame(node, right, onlyFloats);
    int rank = Math.max(left.rank(), right.rank());
    node.require(rank <= MAX_BROADCAST_RANK, "has tensors of " + rank + " dimensions");
    int[] shape = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int first = i <= left.rank() ? left.size(left.rank() - i) : 1;
      int second = i <= right.rank() ? right.size(right.rank() - i) : 1;
      node.require(first == second || first == 1 || second == 1, "has shapes that do not match");
      shape[rank - i] = Math.max(first, second);
    }
    node.requireOutput(shape);
  }

  private static void quantize(TfLiteNode node) {
    node.requireInputs(1, 1);
    TfLiteTensor input = node.input(0);
    TfLiteTensor output = node.output();
    boolean requantizes = input.type().isByte();
    node.require(
        output.type().isByte() && (requantizes || input.type() == TfLiteType.FLOAT32),
        "has tensors of types " + input.type() + " and " + output.type());
    if (requantizes) {
      node.require(input.channels() == 1, "has a tensor without a usable scale");
      requireRatio(node, input.scale(), output.scale());
    }
    node.requireOutput(input.shape());
  }

  private static void dequantize(TfLiteNode node) {
    node.requireInputs(1, 1);
    TfLiteTensor input = node.input(0);
    boolean scaled = input.type().isByte() && input.isQuantized();
    boolean half = input.type() == TfLiteType.FLOAT16 && input.isConstant();
    node.require(
        node.output().type() == TfLiteType.FLOAT32 && (scaled || half),
        "has tensors of types " + input.type() + " and " + node.output().type());
    node.requireOutput(input.shape());
  }
}
