package io.github.twohead.runtime.internal.formats.tflite;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.ModelFileException;
import org.junit.jupiter.api.Test;
import org.tensorflow.lite.schema.BuiltinOperator;
import org.tensorflow.lite.schema.BuiltinOptions;
import org.tensorflow.lite.schema.ConcatenationOptions;
import org.tensorflow.lite.schema.Conv2DOptions;
import org.tensorflow.lite.schema.DepthwiseConv2DOptions;
import org.tensorflow.lite.schema.FullyConnectedOptions;
import org.tensorflow.lite.schema.GatherOptions;
import org.tensorflow.lite.schema.Padding;
import org.tensorflow.lite.schema.Pool2DOptions;
import org.tensorflow.lite.schema.SoftmaxOptions;
import org.tensorflow.lite.schema.SplitOptions;

/** Models whose tables are whole, but which kernels would fail on: some by ending the process. */
class UnsoundTfLiteTest {
  /** Adds operators to a model of one image of 8×6 pixels; returns the tensor that comes out. */
  interface Change {
    int apply(TfLiteBuilder file, int image);
  }

  private static byte[] model(Change change) {
    TfLiteBuilder file = new TfLiteBuilder();
    int image = file.floats("x", 1, 8, 6, 3);
    return file.build(new int[] {image}, change.apply(file, image));
  }

  static void accept(Change change) {
    TfLiteFileTest.read(model(change));
  }

  static void refuse(String message, Change change) {
    byte[] file = model(change);
    assertThatThrownBy(() -> TfLiteFileTest.read(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(message);
  }

  @Test
  void should_refuse_windows_that_do_not_fit() {
    accept((f, x) -> convolution(f, x, Padding.SAME, 1, 1, 8));
    accept((f, x) -> convolution(f, x, Padding.SAME, 3, 1, 3));
    accept((f, x) -> convolution(f, x, Padding.VALID, 1, 2, 4));
    refuse("a stride of 0", (f, x) -> convolution(f, x, Padding.SAME, 0, 1, 8));
    refuse("a stride of -1", (f, x) -> convolution(f, x, Padding.SAME, -1, 1, 8));
    refuse("dilation 0", (f, x) -> convolution(f, x, Padding.SAME, 1, 0, 8));
    refuse(
        "dilation 2147483647", (f, x) -> convolution(f, x, Padding.SAME, 1, Integer.MAX_VALUE, 8));
    refuse("the padding 7", (f, x) -> convolution(f, x, (byte) 7, 1, 1, 8));
    refuse("of 11 on 8 pixels", (f, x) -> convolution(f, x, Padding.VALID, 1, 5, 1));
    refuse("declares [1, 7, 6, 2]", (f, x) -> convolution(f, x, Padding.SAME, 1, 1, 7));
    refuse("a window of 0", (f, x) -> pool(f, x, 0));
    accept((f, x) -> pool(f, x, 2));
  }

  /** With 3 rows and 1 column, to 2 channels. */
  private static int convolution(
      TfLiteBuilder f, int x, byte padding, int stride, int dilation, int rows) {
    int kernel = f.constant(new int[] {2, 3, 1, 3}, new float[18]);
    int bias = f.constant(new int[] {2}, 0, 0);
    return convolution(f, padding, stride, dilation, rows, x, kernel, bias);
  }

  private static int convolution(
      TfLiteBuilder f, byte padding, int stride, int dilation, int rows, int... inputs) {
    int y = f.floats("y", 1, rows, 6, 2);
    int options =
        Conv2DOptions.createConv2DOptions(f.builder(), padding, 1, stride, (byte) 0, 1, dilation);
    f.operator(BuiltinOperator.CONV_2D, 1, BuiltinOptions.Conv2DOptions, options, inputs, y);
    return y;
  }

  private static int pool(TfLiteBuilder f, int x, int window) {
    int y = f.floats("y", 1, 4, 3, 3);
    int options =
        Pool2DOptions.createPool2DOptions(
            f.builder(), Padding.VALID, 2, 2, window, window, (byte) 0);
    f.operator(
        BuiltinOperator.MAX_POOL_2D, 1, BuiltinOptions.Pool2DOptions, options, new int[] {x}, y);
    return y;
  }

  @Test
  void should_refuse_weights_that_do_not_fit() {
    refuse(
        "has no bias",
        (f, x) -> {
          int kernel = f.constant(new int[] {2, 3, 1, 3}, new float[18]);
          return convolution(f, Padding.SAME, 1, 1, 8, x, kernel, -1);
        });
    refuse(
        "a bias that does not fit",
        (f, x) -> {
          int kernel = f.constant(new int[] {2, 3, 1, 3}, new float[18]);
          return convolution(f, Padding.SAME, 1, 1, 8, x, kernel, f.constant(new int[] {1}, 0));
        });
    refuse(
        "weights for 5 channels, but gets 3",
        (f, x) -> {
          int kernel = f.constant(new int[] {2, 1, 1, 5}, new float[10]);
          int bias = f.constant(new int[] {2}, 0, 0);
          return convolution(f, Padding.SAME, 1, 1, 8, x, kernel, bias);
        });
    refuse("makes 4800 channels of 3", (f, x) -> depthwise(f, x, 4800));
    accept((f, x) -> depthwise(f, x, 9));
    refuse("shuffled weights", (f, x) -> linear(f, x, (byte) 1, 144));
    refuse("weights for 100 numbers, but gets 144", (f, x) -> linear(f, x, (byte) 0, 100));
    accept((f, x) -> linear(f, x, (byte) 0, 144));
  }

  private static int depthwise(TfLiteBuilder f, int x, int channels) {
    int y = f.floats("y", 1, 8, 6, channels);
    int kernel = f.constant(new int[] {1, 1, 1, channels}, new float[channels]);
    int bias = f.constant(new int[] {channels}, new float[channels]);
    int options =
        DepthwiseConv2DOptions.createDepthwiseConv2DOptions(
            f.builder(), Padding.SAME, 1, 1, channels / 3, (byte) 0, 1, 1);
    f.operator(
        BuiltinOperator.DEPTHWISE_CONV_2D,
        1,
        BuiltinOptions.DepthwiseConv2DOptions,
        options,
        new int[] {x, kernel, bias},
        y);
    return y;
  }

  private static int linear(TfLiteBuilder f, int x, byte format, int depth) {
    int y = f.floats("y", 1, 2);
    int weights = f.constant(new int[] {2, depth}, new float[2 * depth]);
    int options =
        FullyConnectedOptions.createFullyConnectedOptions(
            f.builder(), (byte) 0, format, false, false);
    f.operator(
        BuiltinOperator.FULLY_CONNECTED,
        1,
        BuiltinOptions.FullyConnectedOptions,
        options,
        new int[] {x, weights, -1},
        y);
    return y;
  }

  @Test
  void should_refuse_numbers_that_lie_outside() {
    accept((f, x) -> transpose(f, x, 0, 3, 1, 2));
    refuse("no permutation", (f, x) -> transpose(f, x, 0, 1, 2, 2));
    refuse("no permutation", (f, x) -> transpose(f, x, 0, 1, 2, 4));
    refuse("no permutation", (f, x) -> transpose(f, x, 0, 1, 2));
    accept((f, x) -> slice(f, x, 2, 6));
    refuse("lies outside", (f, x) -> slice(f, x, 3, 6));
    refuse("lies outside", (f, x) -> slice(f, x, -1, 6));
    accept((f, x) -> gather(f, x, 2));
    refuse("takes 3 of 3", (f, x) -> gather(f, x, 3));
    refuse("takes -1 of 3", (f, x) -> gather(f, x, -1));
    accept((f, x) -> twice(f, x, -1));
    refuse("the axis 4 for 4 dimensions", (f, x) -> twice(f, x, 4));
    accept((f, x) -> split(f, x, 1, 2));
    refuse("cannot cut 3 in 2", (f, x) -> split(f, x, 3, 2));
    refuse("has 2 outputs, not 3", (f, x) -> split(f, x, 1, 3));
    accept((f, x) -> softmax(f, x, 2));
    refuse("the factor NaN", (f, x) -> softmax(f, x, Float.NaN));
    refuse("the factor 0.0", (f, x) -> softmax(f, x, 0));
  }

  private static int transpose(TfLiteBuilder f, int x, int... order) {
    int y = f.floats("y", 1, 3, 8, 6);
    int permutation = f.integers(new int[] {order.length}, order);
    f.operator(BuiltinOperator.TRANSPOSE, 1, new int[] {x, permutation}, y);
    return y;
  }

  private static int slice(TfLiteBuilder f, int x, int row, int rows) {
    int y = f.floats("y", 1, rows, 6, 3);
    int from = f.integers(new int[] {4}, 0, row, 0, 0);
    int sizes = f.integers(new int[] {4}, 1, rows, -1, 3);
    f.operator(BuiltinOperator.SLICE, 1, new int[] {x, from, sizes}, y);
    return y;
  }

  private static int gather(TfLiteBuilder f, int x, int index) {
    int y = f.floats("y", 1, 8, 6, 2);
    int options = GatherOptions.createGatherOptions(f.builder(), 3, 0);
    int indices = f.integers(new int[] {2}, 0, index);
    f.operator(
        BuiltinOperator.GATHER,
        1,
        BuiltinOptions.GatherOptions,
        options,
        new int[] {x, indices},
        y);
    return y;
  }

  private static int twice(TfLiteBuilder f, int x, int axis) {
    int y = f.floats("y", 1, 8, 6, 6);
    int options = ConcatenationOptions.createConcatenationOptions(f.builder(), axis, (byte) 0);
    f.operator(
        BuiltinOperator.CONCATENATION,
        1,
        BuiltinOptions.ConcatenationOptions,
        options,
        new int[] {x, x},
        y);
    return y;
  }

  private static int split(TfLiteBuilder f, int x, int axis, int parts) {
    int[] halves = {f.floats("y", 1, 4, 6, 3), f.floats("z", 1, 4, 6, 3)};
    int options = SplitOptions.createSplitOptions(f.builder(), parts);
    int[] inputs = {f.integers(new int[0], axis), x};
    f.operator(BuiltinOperator.SPLIT, 1, BuiltinOptions.SplitOptions, options, inputs, halves);
    return halves[1];
  }

  private static int softmax(TfLiteBuilder f, int x, float beta) {
    int y = f.floats("y", 1, 8, 6, 3);
    int options = SoftmaxOptions.createSoftmaxOptions(f.builder(), beta);
    f.operator(
        BuiltinOperator.SOFTMAX, 1, BuiltinOptions.SoftmaxOptions, options, new int[] {x}, y);
    return y;
  }
}
