package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Builds graphs with random weights, of the sizes that folded batch normalisation leaves. */
final class TestGraph {
  private final List<Op> ops = new ArrayList<>();
  private final Map<String, Value> outputs = new LinkedHashMap<>();
  private final Random random;
  private final Value input;

  TestGraph(Value input, long seed) {
    this.input = input;
    random = new Random(seed);
  }

  Value input() {
    return input;
  }

  Graph graph() {
    return new Graph(input, ops, outputs);
  }

  void output(String name, Value value) {
    outputs.put(name, value);
  }

  Value convolution(Value in, int channels, Window window, boolean relu) {
    return convolution(in, channels, window, 1, relu);
  }

  Value depthwise(Value in, Window window, boolean relu) {
    return convolution(in, in.channels(), window, in.channels(), relu);
  }

  private Value convolution(Value in, int channels, Window window, int groups, boolean relu) {
    int inputs = in.channels() / groups * window.height() * window.width();
    float[] weights = gaussian(channels * inputs, Math.sqrt((relu ? 2.0 : 1.0) / inputs));
    for (int c = 0; c < channels; c++) {
      float size = (float) Math.exp(random.nextGaussian() * 0.5 - 0.125);
      for (int i = 0; i < inputs; i++) {
        weights[c * inputs + i] *= size;
      }
    }
    return convolution(in, channels, window, weights, groups, relu);
  }

  Value convolution(
      Value in, int channels, Window window, float[] weights, int groups, boolean relu) {
    return convolution(in, window, weights, gaussian(channels, 0.2), groups, relu);
  }

  Value convolution(
      Value in, Window window, float[] weights, float[] bias, int groups, boolean relu) {
    Value out = under(window, in, bias.length);
    return add(new Op.Convolution(in, out, window, weights, bias, groups, relu), out);
  }

  Value affine(Value in, boolean relu) {
    Value out = like(in, in.channels());
    float[] scale = gaussian(in.channels(), 1);
    return add(new Op.Affine(in, out, scale, gaussian(in.channels(), 1), relu), out);
  }

  Value affine(Value in, float[] scale, float[] offset) {
    Value out = like(in, in.channels());
    return add(new Op.Affine(in, out, scale, offset, false), out);
  }

  Value maxPool(Value in, Window window) {
    Value out = under(window, in, in.channels());
    return add(new Op.MaxPool(in, out, window), out);
  }

  Value averagePool(Value in, Window window) {
    Value out = under(window, in, in.channels());
    return add(new Op.AveragePool(in, out, window), out);
  }

  Value relu(Value in) {
    Value out = like(in, in.channels());
    return add(new Op.Relu(in, out), out);
  }

  Value sigmoid(Value in) {
    Value out = like(in, in.channels());
    return add(new Op.Sigmoid(in, out), out);
  }

  Value softmax(Value in) {
    Value out = like(in, in.channels());
    return add(new Op.Softmax(in, out), out);
  }

  Value shuffle(Value in, int groups) {
    Value out = like(in, in.channels());
    return add(new Op.Shuffle(in, out, groups), out);
  }

  Value mean(Value in) {
    Value out = Value.vector(in.channels());
    return add(new Op.Mean(in, out), out);
  }

  /** A linear layer whose results are about as large as {@code size}. */
  Value linear(Value in, int channels, double size, boolean relu) {
    Value out = Value.vector(channels);
    float[] weights = gaussian(channels * in.channels(), size / Math.sqrt(in.channels()));
    return add(new Op.FullyConnected(in, out, weights, gaussian(channels, 0.2), relu), out);
  }

  Value linear(Value in, float[] weights, float[] bias) {
    Value out = Value.vector(bias.length);
    return add(new Op.FullyConnected(in, out, weights, bias, false), out);
  }

  List<Value> split(Value in, int parts) {
    List<Value> out = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      out.add(like(in, in.channels() / parts));
    }
    ops.add(new Op.Split(in, out));
    return out;
  }

  Value concat(Value... in) {
    Value out = like(in[0], List.of(in).stream().mapToInt(Value::channels).sum());
    return add(new Op.Concat(List.of(in), out), out);
  }

  Value add(Value left, Value right) {
    Value out = like(left, left.channels());
    return add(new Op.Add(left, right, out), out);
  }

  private Value add(Op op, Value out) {
    ops.add(op);
    return out;
  }

  private static Value under(Window window, Value in, int channels) {
    return Value.map(channels, window.outHeight(in.height()), window.outWidth(in.width()));
  }

  private static Value like(Value value, int channels) {
    return value.isVector()
        ? Value.vector(channels)
        : Value.map(channels, value.height(), value.width());
  }

  float[] gaussian(int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }
}
