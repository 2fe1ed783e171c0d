package io.github.twohead.djl.internal.export.tflite;

import org.tensorflow.lite.schema.BuiltinOperator;
import org.tensorflow.lite.schema.BuiltinOptions;

/**
 * The operators that are written, in the least versions that can do the arithmetic.
 *
 * <p>Source: TensorFlow's {@code lite/tools/versioning/op_version.cc}.
 */
enum Kernel {
  ADD(BuiltinOperator.ADD, BuiltinOptions.AddOptions, 1, 2),
  AVERAGE_POOL_2D(BuiltinOperator.AVERAGE_POOL_2D, BuiltinOptions.Pool2DOptions, 1, 2),
  CONCATENATION(BuiltinOperator.CONCATENATION, BuiltinOptions.ConcatenationOptions, 1, 2),
  CONV_2D(BuiltinOperator.CONV_2D, BuiltinOptions.Conv2DOptions, 1, 3),
  DEPTHWISE_CONV_2D(BuiltinOperator.DEPTHWISE_CONV_2D, BuiltinOptions.DepthwiseConv2DOptions, 1, 3),
  /** To 32-bit floats; from 16-bit floats, or from integers. */
  DEQUANTIZE(BuiltinOperator.DEQUANTIZE, BuiltinOptions.NONE, 3, 2),
  FULLY_CONNECTED(BuiltinOperator.FULLY_CONNECTED, BuiltinOptions.FullyConnectedOptions, 1, 4),
  LOGISTIC(BuiltinOperator.LOGISTIC, BuiltinOptions.NONE, 1, 2),
  MAX_POOL_2D(BuiltinOperator.MAX_POOL_2D, BuiltinOptions.Pool2DOptions, 1, 2),
  MEAN(BuiltinOperator.MEAN, BuiltinOptions.ReducerOptions, 1, 2),
  MUL(BuiltinOperator.MUL, BuiltinOptions.MulOptions, 1, 2),
  PAD(BuiltinOperator.PAD, BuiltinOptions.NONE, 1, 2),
  PADV2(BuiltinOperator.PADV2, BuiltinOptions.NONE, 1, 2),
  QUANTIZE(BuiltinOperator.QUANTIZE, BuiltinOptions.NONE, 1, 1),
  RELU(BuiltinOperator.RELU, BuiltinOptions.NONE, 1, 2),
  RESHAPE(BuiltinOperator.RESHAPE, BuiltinOptions.NONE, 1, 1),
  SLICE(BuiltinOperator.SLICE, BuiltinOptions.NONE, 1, 2),
  SOFTMAX(BuiltinOperator.SOFTMAX, BuiltinOptions.SoftmaxOptions, 1, 2);

  private final int code;
  private final byte options;
  private final int floatVersion;
  private final int int8Version;

  Kernel(int code, byte options, int floatVersion, int int8Version) {
    this.code = code;
    this.options = options;
    this.floatVersion = floatVersion;
    this.int8Version = int8Version;
  }

  /** Of {@link BuiltinOperator}. */
  int code() {
    return code;
  }

  /** Of {@link BuiltinOptions}. */
  byte options() {
    return options;
  }

  /** The version for floating point. */
  int floatVersion() {
    return floatVersion;
  }

  /** The version for 8-bit integers. */
  int int8Version() {
    return int8Version;
  }
}
