package io.github.twohead.runtime.internal.formats.tflite;

import static io.github.twohead.runtime.internal.formats.tflite.UnsoundTfLiteTest.accept;
import static io.github.twohead.runtime.internal.formats.tflite.UnsoundTfLiteTest.refuse;

import org.junit.jupiter.api.Test;
import org.tensorflow.lite.schema.BuiltinOperator;
import org.tensorflow.lite.schema.BuiltinOptions;
import org.tensorflow.lite.schema.ConcatenationOptions;
import org.tensorflow.lite.schema.TensorType;

/** Models whose operators are sound, but not what connects them. */
class UnsoundTfLiteGraphTest {
  @Test
  void should_refuse_a_graph_out_of_order() {
    refuse("(CUSTOM) is not supported", (f, x) -> relu(f, BuiltinOperator.CUSTOM, x));
    refuse("(WHILE) is not supported", (f, x) -> relu(f, BuiltinOperator.WHILE, x));
    refuse("(1234) is not supported", (f, x) -> relu(f, 1234, x));
    refuse("has 2 inputs", (f, x) -> relu(f, BuiltinOperator.RELU, x, x));
    refuse("is an input without use", (f, x) -> relu(f, BuiltinOperator.RELU));
    refuse("refers to tensor 77", (f, x) -> relu(f, BuiltinOperator.RELU, 77));
    refuse("lacks its settings", (f, x) -> relu(f, BuiltinOperator.SOFTMAX, x));
    refuse(
        "(RELU) is of no use",
        (f, x) -> {
          relu(f, BuiltinOperator.RELU, x);
          return relu(f, BuiltinOperator.TANH, x);
        });
    refuse(
        "overwrites a tensor",
        (f, x) -> {
          int y = relu(f, BuiltinOperator.RELU, x);
          f.operator(BuiltinOperator.TANH, 1, new int[] {x}, y);
          return y;
        });
    refuse(
        "not there yet",
        (f, x) -> {
          int y = f.floats("y", 1, 8, 6, 3);
          int z = relu(f, BuiltinOperator.RELU, y);
          f.operator(BuiltinOperator.TANH, 1, new int[] {x}, y);
          return z;
        });
    refuse("is an output that nothing computes", (f, x) -> f.floats("y", 1));
    refuse(
        "model_control_dependencies",
        (f, x) -> {
          f.metadata("model_control_dependencies", "x");
          return relu(f, BuiltinOperator.RELU, x);
        });
  }

  private static int relu(TfLiteBuilder f, int code, int... inputs) {
    int y = f.floats("y", 1, 8, 6, 3);
    f.operator(code, 1, inputs, y);
    return y;
  }

  @Test
  void should_refuse_tensors_that_make_no_sense() {
    accept((f, x) -> quantized(f, x, 0.02f, 3));
    refuse("the scale -1.0", (f, x) -> quantized(f, x, -1, 0));
    refuse("the scale NaN", (f, x) -> quantized(f, x, Float.NaN, 0));
    refuse("without a usable scale", (f, x) -> quantized(f, x, 1e-30f, 0));
    refuse("the zero point 200", (f, x) -> quantized(f, x, 1, 200));
    refuse("does not fit its data", (f, x) -> f.constant(new int[] {5}, 1, 2, 3));
    refuse("has no fixed shape", (f, x) -> f.floats("", 1, -1, 2));
    refuse("has no fixed shape", (f, x) -> f.floats("", 1, 0, 2));
    refuse("is too large", (f, x) -> f.floats("", 1, 50_000, 50_000, 3));
    refuse("more than 6 dimensions", (f, x) -> f.floats("", 1, 1, 1, 1, 1, 1, 1));
  }

  private static int quantized(TfLiteBuilder f, int x, float scale, int zeroPoint) {
    int y = f.bytes("y", TensorType.INT8, scale, zeroPoint, 1, 8, 6, 3);
    f.operator(BuiltinOperator.QUANTIZE, 1, new int[] {x}, y);
    return y;
  }

  @Test
  void should_refuse_a_graph_that_needs_too_much_memory() {
    refuse(
        "bytes of memory",
        (f, x) -> {
          int y = x;
          for (int rows = 16; rows <= 1 << 23; rows *= 2) {
            y = concatenation(f, rows, y, y);
          }
          return concatenation(f, 3 << 23, y, y, y);
        });
  }

  private static int concatenation(TfLiteBuilder f, int rows, int... parts) {
    int y = f.floats("y", 1, rows, 6, 3);
    int options = ConcatenationOptions.createConcatenationOptions(f.builder(), 1, (byte) 0);
    f.operator(
        BuiltinOperator.CONCATENATION, 1, BuiltinOptions.ConcatenationOptions, options, parts, y);
    return y;
  }
}
