package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Op.Window;
import java.util.List;
import org.tensorflow.lite.schema.ActivationFunctionType;
import org.tensorflow.lite.schema.AddOptions;
import org.tensorflow.lite.schema.ConcatenationOptions;
import org.tensorflow.lite.schema.Conv2DOptions;
import org.tensorflow.lite.schema.DepthwiseConv2DOptions;
import org.tensorflow.lite.schema.FullyConnectedOptions;
import org.tensorflow.lite.schema.FullyConnectedOptionsWeightsFormat;
import org.tensorflow.lite.schema.MulOptions;
import org.tensorflow.lite.schema.Pool2DOptions;
import org.tensorflow.lite.schema.ReducerOptions;
import org.tensorflow.lite.schema.SoftmaxOptions;

/** The options of operators, of which none is dilated and convolutions keep their channels. */
final class Options {
  private static final byte NONE = ActivationFunctionType.NONE;

  private Options() {}

  /** Of an ADD. */
  static int addition(FlatModel model, boolean relu) {
    return model.options(
        Kernel.ADD, List.of(relu), to -> AddOptions.createAddOptions(to, activation(relu), false));
  }

  /** Of a CONCATENATION. */
  static int concatenation(FlatModel model, int axis) {
    return model.options(
        Kernel.CONCATENATION,
        List.of(axis),
        to -> ConcatenationOptions.createConcatenationOptions(to, axis, NONE));
  }

  /**
   * Of a CONV_2D or DEPTHWISE_CONV_2D.
   *
   * @param padding of {@link org.tensorflow.lite.schema.Padding}
   */
  static int convolution(
      FlatModel model, Kernel kernel, byte padding, Window window, boolean relu) {
    int x = window.strideX();
    int y = window.strideY();
    return model.options(
        kernel,
        List.of(padding, x, y, relu),
        to ->
            kernel == Kernel.CONV_2D
                ? Conv2DOptions.createConv2DOptions(to, padding, x, y, activation(relu), 1, 1)
                : DepthwiseConv2DOptions.createDepthwiseConv2DOptions(
                    to, padding, x, y, 1, activation(relu), 1, 1));
  }

  /** Of a FULLY_CONNECTED. */
  static int linear(FlatModel model, boolean relu) {
    byte format = FullyConnectedOptionsWeightsFormat.DEFAULT;
    return model.options(
        Kernel.FULLY_CONNECTED,
        List.of(relu),
        to ->
            FullyConnectedOptions.createFullyConnectedOptions(
                to, activation(relu), format, false, false));
  }

  /** Of a MEAN. */
  static int mean(FlatModel model) {
    return model.options(
        Kernel.MEAN, List.of(), to -> ReducerOptions.createReducerOptions(to, false));
  }

  /** Of a MUL. */
  static int multiplication(FlatModel model) {
    return model.options(Kernel.MUL, List.of(), to -> MulOptions.createMulOptions(to, NONE));
  }

  /**
   * Of a MAX_POOL_2D or AVERAGE_POOL_2D.
   *
   * @param padding of {@link org.tensorflow.lite.schema.Padding}
   */
  static int pool(FlatModel model, byte padding, Window window) {
    return model.options(
        Kernel.MAX_POOL_2D,
        List.of(padding, window),
        to ->
            Pool2DOptions.createPool2DOptions(
                to,
                padding,
                window.strideX(),
                window.strideY(),
                window.width(),
                window.height(),
                NONE));
  }

  /** Of a SOFTMAX. */
  static int softmax(FlatModel model) {
    return model.options(
        Kernel.SOFTMAX, List.of(), to -> SoftmaxOptions.createSoftmaxOptions(to, 1));
  }

  private static byte activation(boolean relu) {
    return relu ? ActivationFunctionType.RELU : NONE;
  }
}
