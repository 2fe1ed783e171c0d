package io.github.twohead.runtime.internal.serving;

import io.github.twohead.Normalization;
import io.github.twohead.runtime.internal.formats.onnx.OnnxBuilder;
import io.github.twohead.runtime.internal.formats.tflite.TfLiteBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.lite.schema.ActivationFunctionType;
import org.tensorflow.lite.schema.BuiltinOperator;
import org.tensorflow.lite.schema.BuiltinOptions;
import org.tensorflow.lite.schema.Conv2DOptions;
import org.tensorflow.lite.schema.FullyConnectedOptions;
import org.tensorflow.lite.schema.Padding;
import org.tensorflow.lite.schema.ReducerOptions;
import org.tensorflow.lite.schema.SoftmaxOptions;
import org.tensorflow.lite.schema.TensorType;

/**
 * A network of one 3×3 convolution with stride 2, ReLU, the mean of the map, and per head a linear
 * layer, as files of other formats; and what it should answer, computed without any of them.
 */
final class TinyNetwork {
  static final int SIDE = 32;
  static final List<String> HEADS = List.of("red", "bright");

  private static final int MAP = (SIDE - 3) / 2 + 1;
  private static final int CHANNELS = 4;

  /** What comes last in each head. */
  enum End {
    /** One number: a sigmoid's. */
    SIGMOID(1),
    /** One logit. */
    LOGIT(1),
    /** Two numbers for no and yes: a softmax's. */
    SOFTMAX(2),
    /** Two logits for no and yes. */
    LOGITS(2);

    final int size;

    End(int size) {
      this.size = size;
    }
  }

  private final End end;

  /** (C, rows, columns, 3). */
  private final float[] filter;

  private final float[] bias;

  /** By head (outputs, C). */
  private final List<float[]> weights = new ArrayList<>();

  private final List<float[]> offsets = new ArrayList<>();

  TinyNetwork(End end) {
    this.end = end;
    Random random = new Random(3);
    filter = numbers(random, CHANNELS * 27, 0.3f);
    bias = numbers(random, CHANNELS, 0.2f);
    for (String head : HEADS) {
      weights.add(numbers(random, end.size * CHANNELS, 4));
      offsets.add(numbers(random, end.size, head.length() * 0.2f));
    }
  }

  private static float[] numbers(Random random, int count, float scale) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (random.nextFloat() * 2 - 1) * scale;
    }
    return numbers;
  }

  /** Makes the first head give no number. */
  void breakFirstHead() {
    offsets.get(0)[0] = Float.NaN;
  }

  /** The probabilities that the heads should give for interleaved RGB pixels. */
  double[] expected(byte[] rgb, Normalization normalization) {
    double[] means = new double[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      for (int position = 0; position < MAP * MAP; position++) {
        double sum = bias[c];
        for (int i = 0; i < 27; i++) {
          int row = 2 * (position / MAP) + i / 9;
          int column = 2 * (position % MAP) + i / 3 % 3;
          int level = rgb[(row * SIDE + column) * 3 + i % 3] & 0xFF;
          double pixel = (level / 255.0 - normalization.mean(i % 3)) / normalization.std(i % 3);
          sum += pixel * filter[c * 27 + i];
        }
        means[c] += Math.max(0, sum) / (MAP * MAP);
      }
    }
    double[] probabilities = new double[HEADS.size()];
    for (int head = 0; head < probabilities.length; head++) {
      double yes = logit(head, end.size - 1, means);
      double no = end.size == 1 ? 0 : logit(head, 0, means);
      probabilities[head] = 1 / (1 + Math.exp(no - yes));
    }
    return probabilities;
  }

  private double logit(int head, int row, double[] means) {
    double logit = offsets.get(head)[row];
    for (int c = 0; c < CHANNELS; c++) {
      logit += weights.get(head)[row * CHANNELS + c] * means[c];
    }
    return logit;
  }

  /** A TFLite file in floats. */
  byte[] tflite(Map<String, String> metadata) {
    TfLiteBuilder file = new TfLiteBuilder();
    int image = file.floats("input_1", 1, SIDE, SIDE, 3);
    int map = file.floats("", 1, MAP, MAP, CHANNELS);
    int mean = file.floats("", 1, CHANNELS);
    int kernel = file.constant(new int[] {CHANNELS, 3, 3, 3}, filter);
    convolution(file, 1, image, kernel, file.constant(new int[] {CHANNELS}, bias), map);
    mean(file, 1, map, mean);
    int[] outputs = new int[HEADS.size()];
    for (int head = 0; head < outputs.length; head++) {
      int linear = file.constant(new int[] {end.size, CHANNELS}, weights.get(head));
      int offset = file.constant(new int[] {end.size}, offsets.get(head));
      int logits = file.floats("logits" + head, 1, end.size);
      linear(file, 1, new int[] {mean, linear, offset}, logits);
      outputs[head] = logits;
      if (end == End.SIGMOID || end == End.SOFTMAX) {
        outputs[head] = file.floats("Identity_" + head, 1, end.size);
        activation(file, 1, logits, outputs[head]);
      }
    }
    metadata.forEach(file::metadata);
    if (!metadata.isEmpty()) {
      file.signature(image, HEADS, outputs);
    }
    return file.build(new int[] {image}, outputs);
  }

  /**
   * A TFLite file in bytes, for pixels of 0 to 1.
   *
   * @param type {@link TensorType#INT8} or {@link TensorType#UINT8}
   */
  byte[] quantized(byte type) {
    int version = type == TensorType.INT8 ? 2 : 1;
    int low = type == TensorType.INT8 ? -128 : 0;
    TfLiteBuilder file = new TfLiteBuilder();
    int image = file.bytes("input_1", type, 1 / 255f, low, 1, SIDE, SIDE, 3);
    int map = file.bytes("", type, 2 / 255f, low, 1, MAP, MAP, CHANNELS);
    int mean = file.bytes("", type, 2 / 255f, low, 1, CHANNELS);
    int kernel = weights(file, type, new int[] {CHANNELS, 3, 3, 3}, 0.3f, filter);
    int[] outputs = new int[HEADS.size()];
    convolution(
        file,
        type == TensorType.INT8 ? 3 : 1,
        image,
        kernel,
        bias(file, 1 / 255f, 0.3f, bias),
        map);
    mean(file, version, map, mean);
    for (int head = 0; head < outputs.length; head++) {
      int linear = weights(file, type, new int[] {end.size, CHANNELS}, 4, weights.get(head));
      int offset = bias(file, 2 / 255f, 4, offsets.get(head));
      int logits = file.bytes("", type, 12 / 255f, low + 128, 1, end.size);
      linear(file, type == TensorType.INT8 ? 4 : 1, new int[] {mean, linear, offset}, logits);
      outputs[head] = file.bytes("Identity_" + head, type, 1 / 256f, low, 1, end.size);
      activation(file, version, logits, outputs[head]);
    }
    return file.build(new int[] {image}, outputs);
  }

  private static int weights(
      TfLiteBuilder file, byte type, int[] shape, float max, float[] values) {
    byte[] bytes = new byte[values.length];
    int zero = type == TensorType.INT8 ? 0 : 128;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (Math.round(values[i] / max * 127) + zero);
    }
    return file.weights(type, shape, max / 127, zero, bytes);
  }

  private static int bias(TfLiteBuilder file, float inputScale, float max, float[] values) {
    float scale = inputScale * (max / 127);
    int[] integers = new int[values.length];
    Arrays.setAll(integers, i -> Math.round(values[i] / scale));
    return file.integers(new int[] {values.length}, new float[] {scale}, integers);
  }

  private static void convolution(
      TfLiteBuilder file, int version, int image, int kernel, int offsets, int map) {
    int options =
        Conv2DOptions.createConv2DOptions(
            file.builder(), Padding.VALID, 2, 2, ActivationFunctionType.RELU, 1, 1);
    file.operator(
        BuiltinOperator.CONV_2D,
        version,
        BuiltinOptions.Conv2DOptions,
        options,
        new int[] {image, kernel, offsets},
        map);
  }

  private static void mean(TfLiteBuilder file, int version, int map, int mean) {
    int axes = file.integers(new int[] {2}, 1, 2);
    int options = ReducerOptions.createReducerOptions(file.builder(), false);
    file.operator(
        BuiltinOperator.MEAN,
        version,
        BuiltinOptions.ReducerOptions,
        options,
        new int[] {map, axes},
        mean);
  }

  private static void linear(TfLiteBuilder file, int version, int[] inputs, int logits) {
    int options =
        FullyConnectedOptions.createFullyConnectedOptions(
            file.builder(), ActivationFunctionType.NONE, (byte) 0, false, false);
    file.operator(
        BuiltinOperator.FULLY_CONNECTED,
        version,
        BuiltinOptions.FullyConnectedOptions,
        options,
        inputs,
        logits);
  }

  private void activation(TfLiteBuilder file, int version, int logits, int output) {
    if (end == End.SIGMOID) {
      file.operator(BuiltinOperator.LOGISTIC, version, new int[] {logits}, output);
    } else {
      int options = SoftmaxOptions.createSoftmaxOptions(file.builder(), 1);
      file.operator(
          BuiltinOperator.SOFTMAX,
          version,
          BuiltinOptions.SoftmaxOptions,
          options,
          new int[] {logits},
          output);
    }
  }

  /** An ONNX file. */
  byte[] onnx(Map<String, String> metadata) {
    OnnxBuilder file = new OnnxBuilder(OnnxBuilder.FLOAT, 0, 3, SIDE, SIDE);
    file.floats("filter", new long[] {CHANNELS, 3, 3, 3}, channelsFirst(filter));
    file.floats("bias", new long[] {CHANNELS}, bias);
    file.node("Conv", "map", OnnxBuilder.IMAGE, "filter", "bias")
        .addAttribute(OnnxBuilder.integers("strides", 2, 2));
    file.node("Relu", "relu", "map");
    file.node("GlobalAveragePool", "mean", "relu");
    file.node("Flatten", "features", "mean");
    for (int head = 0; head < HEADS.size(); head++) {
      String name = HEADS.get(head);
      boolean activated = end == End.SIGMOID || end == End.SOFTMAX;
      String logits = activated ? name + "/logits" : name;
      file.floats(name + "/w", new long[] {end.size, CHANNELS}, weights.get(head));
      file.floats(name + "/b", new long[] {end.size}, offsets.get(head));
      file.node("Gemm", logits, "features", name + "/w", name + "/b")
          .addAttribute(OnnxBuilder.integer("transB", 1));
      if (activated) {
        file.node(end == End.SIGMOID ? "Sigmoid" : "Softmax", name, logits);
      }
      file.output(name, OnnxBuilder.FLOAT, 0, end.size);
    }
    metadata.forEach(file::metadata);
    return file.build();
  }

  private static float[] channelsFirst(float[] filter) {
    float[] moved = new float[filter.length];
    for (int i = 0; i < filter.length; i++) {
      moved[i / 27 * 27 + i % 3 * 9 + i % 27 / 3] = filter[i];
    }
    return moved;
  }
}
