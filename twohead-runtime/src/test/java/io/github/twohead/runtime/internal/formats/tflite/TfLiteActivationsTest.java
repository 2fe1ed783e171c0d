package io.github.twohead.runtime.internal.formats.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation;
import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation.Kind;
import java.nio.ByteBuffer;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.tensorflow.lite.schema.ActivationFunctionType;
import org.tensorflow.lite.schema.AddOptions;
import org.tensorflow.lite.schema.BuiltinOperator;
import org.tensorflow.lite.schema.BuiltinOptions;
import org.tensorflow.lite.schema.Conv2DOptions;
import org.tensorflow.lite.schema.FullyConnectedOptions;
import org.tensorflow.lite.schema.GatherOptions;
import org.tensorflow.lite.schema.Padding;
import org.tensorflow.lite.schema.SoftmaxOptions;
import org.tensorflow.lite.schema.TensorType;

/** What the last operators of TFLite models show of their outputs. */
class TfLiteActivationsTest {
  private static final byte NONE = ActivationFunctionType.NONE;

  private final TfLiteBuilder file = new TfLiteBuilder();
  private final int image = file.floats("x", 1, 1, 1, 3);

  @Test
  void should_see_probabilities() {
    assertThat(ending(t -> t.unary(BuiltinOperator.LOGISTIC, t.image)).kind())
        .isEqualTo(Kind.SIGMOID);
    FinalActivation softmax = ending(t -> t.softmax(t.image));
    assertThat(softmax.kind()).isEqualTo(Kind.SOFTMAX);
    assertThat(softmax.together()).isEqualTo(3);
  }

  @Test
  void should_see_probabilities_behind_bytes() {
    FinalActivation ending =
        ending(
            t -> {
              int bytes = t.file.bytes("q", TensorType.INT8, 1 / 256f, -128, 1, 1, 1, 3);
              t.file.operator(
                  BuiltinOperator.QUANTIZE,
                  1,
                  new int[] {t.unary(BuiltinOperator.LOGISTIC, t.image)},
                  bytes);
              int real = t.file.floats("d", 1, 1, 1, 3);
              t.file.operator(BuiltinOperator.DEQUANTIZE, 1, new int[] {bytes}, real);
              return real;
            });

    assertThat(ending.kind()).isEqualTo(Kind.SIGMOID);
  }

  @Test
  void should_see_logits_that_nothing_limits() {
    assertThat(ending(t -> t.linear(NONE)).kind()).isEqualTo(Kind.LOGITS);
    assertThat(ending(t -> t.convolution(NONE)).kind()).isEqualTo(Kind.LOGITS);
    assertThat(ending(t -> t.add(t.convolution(NONE), t.offset(), NONE)).kind())
        .isEqualTo(Kind.LOGITS);
    assertThat(ending(t -> t.linear(NONE)).label()).isEqualTo("its operator 0 (FULLY_CONNECTED)");
  }

  @Test
  void should_not_guess() {
    assertUnknown("FULLY_CONNECTED", t -> t.linear(ActivationFunctionType.RELU));
    assertUnknown("CONV_2D", t -> t.convolution(ActivationFunctionType.RELU6));
    assertUnknown(
        "ADD", t -> t.add(t.convolution(NONE), t.offset(), ActivationFunctionType.RELU_N1_TO_1));
    assertUnknown("ADD", t -> t.add(t.unary(BuiltinOperator.TANH, t.image), t.offset(), NONE));
    assertUnknown("TANH", t -> t.unary(BuiltinOperator.TANH, t.image));
    assertUnknown("RELU", t -> t.unary(BuiltinOperator.RELU, t.softmax(t.image)));
    assertUnknown("HARD_SWISH", t -> t.unary(BuiltinOperator.HARD_SWISH, t.image));
    assertUnknown(
        "MINIMUM",
        t -> {
          int result = t.file.floats("m", 1, 1, 1, 3);
          int[] inputs = {t.unary(BuiltinOperator.LOGISTIC, t.image), t.offset()};
          t.file.operator(BuiltinOperator.MINIMUM, 1, inputs, result);
          return result;
        });
  }

  @Test
  void should_not_take_numbers_of_several_softmaxes_for_one() {
    FinalActivation part = ending(t -> t.firstTwo(t.softmax(t.image), 3));
    assertThat(part.kind()).isEqualTo(Kind.SOFTMAX);
    assertThat(part.together()).isEqualTo(3);

    assertUnknown(
        "SLICE",
        t -> {
          int column = t.file.floats("", 1, 1, 3, 1);
          int[] inputs = {t.image, t.file.integers(new int[] {4}, 1, 1, 3, 1)};
          t.file.operator(BuiltinOperator.RESHAPE, 1, inputs, column);
          return t.firstTwo(t.softmax(column, 1, 1, 3, 1), 2);
        });
    assertUnknown(
        "GATHER",
        t -> {
          int result = t.file.floats("g", 1, 1, 1, 2);
          int order = t.file.integers(new int[] {2}, 2, 0);
          int options = GatherOptions.createGatherOptions(t.file.builder(), 3, 0);
          int[] inputs = {t.softmax(t.image), order};
          byte kind = BuiltinOptions.GatherOptions;
          t.file.operator(BuiltinOperator.GATHER, 1, kind, options, inputs, result);
          return result;
        });
  }

  private static void assertUnknown(String operator, ToIntFunction<TfLiteActivationsTest> nodes) {
    FinalActivation ending = ending(nodes);
    assertThat(ending.kind()).as(operator).isEqualTo(Kind.UNKNOWN);
    assertThat(ending.label()).contains("(" + operator + ")");
  }

  private static FinalActivation ending(ToIntFunction<TfLiteActivationsTest> nodes) {
    TfLiteActivationsTest test = new TfLiteActivationsTest();
    return test.read(nodes.applyAsInt(test));
  }

  private FinalActivation read(int output) {
    byte[] content = file.build(new int[] {image}, output);
    ByteBuffer direct = ByteBuffer.allocateDirect(content.length).put(0, content);
    return TfLiteFile.read(direct).outputs().get(0).activation();
  }

  private int unary(int code, int in) {
    int result = file.floats("", 1, 1, 1, 3);
    file.operator(code, 1, new int[] {in}, result);
    return result;
  }

  /** The first two of three numbers that lie along a dimension. */
  private int firstTwo(int in, int dimension) {
    int[] size = {1, 1, 1, 1};
    size[dimension] = 2;
    int result = file.floats("", size);
    int[] four = {4};
    int[] inputs = {in, file.integers(four, 0, 0, 0, 0), file.integers(four, size)};
    file.operator(BuiltinOperator.SLICE, 1, inputs, result);
    return result;
  }

  private int softmax(int in) {
    return softmax(in, 1, 1, 1, 3);
  }

  private int softmax(int in, int... shape) {
    int result = file.floats("", shape);
    int options = SoftmaxOptions.createSoftmaxOptions(file.builder(), 1);
    file.operator(
        BuiltinOperator.SOFTMAX, 1, BuiltinOptions.SoftmaxOptions, options, new int[] {in}, result);
    return result;
  }

  private int linear(byte activation) {
    int result = file.floats("", 1, 2);
    int weights = file.constant(new int[] {2, 3}, 1, 2, 3, 4, 5, 6);
    int bias = file.constant(new int[] {2}, 1, 2);
    int options =
        FullyConnectedOptions.createFullyConnectedOptions(
            file.builder(), activation, (byte) 0, false, false);
    file.operator(
        BuiltinOperator.FULLY_CONNECTED,
        1,
        BuiltinOptions.FullyConnectedOptions,
        options,
        new int[] {image, weights, bias},
        result);
    return result;
  }

  private int convolution(byte activation) {
    int result = file.floats("", 1, 1, 1, 3);
    int weights = file.constant(new int[] {3, 1, 1, 3}, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    int bias = file.constant(new int[] {3}, 1, 2, 3);
    int options =
        Conv2DOptions.createConv2DOptions(file.builder(), Padding.VALID, 1, 1, activation, 1, 1);
    file.operator(
        BuiltinOperator.CONV_2D,
        1,
        BuiltinOptions.Conv2DOptions,
        options,
        new int[] {image, weights, bias},
        result);
    return result;
  }

  private int offset() {
    return file.constant(new int[] {1, 1, 1, 3}, 1, 2, 3);
  }

  private int add(int left, int right, byte activation) {
    int result = file.floats("", 1, 1, 1, 3);
    int options = AddOptions.createAddOptions(file.builder(), activation, false);
    file.operator(
        BuiltinOperator.ADD,
        1,
        BuiltinOptions.AddOptions,
        options,
        new int[] {left, right},
        result);
    return result;
  }
}
