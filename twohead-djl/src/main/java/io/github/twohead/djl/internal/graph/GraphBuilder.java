package io.github.twohead.djl.internal.graph;

import io.github.twohead.Normalization;
import io.github.twohead.djl.internal.graph.Op.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Puts a graph together, operation by operation. Each method appends one operation and returns its
 * output; numbers that do not fit the input's shape are an {@link IllegalArgumentException}.
 */
public final class GraphBuilder {
  private static final int PIXEL_MAX = 255;
  private static final String MAPS = "an operation on maps";
  private static final String VECTORS = "an operation on vectors";

  private final Value input;
  private final List<Op> ops = new ArrayList<>();

  /** Starts a graph with its input. */
  public GraphBuilder(Value input) {
    this.input = input;
  }

  /** The graph's input. */
  public Value input() {
    return input;
  }

  /** Multiplies each channel, and adds to it. */
  public Value affine(Value in, float[] scale, float[] offset) {
    check(scale.length == in.channels(), in, scale.length + " scales");
    check(offset.length == in.channels(), in, offset.length + " offsets");
    Value out = like(in);
    ops.add(new Op.Affine(in, out, scale, offset, false));
    return out;
  }

  /**
   * A convolution.
   *
   * @param weights (C out, C in / groups, rows, columns), in row-major order
   * @param bias one for each of the C out
   * @param groups 1; or the number of channels, which then is C out too
   */
  public Value convolution(Value in, Window window, float[] weights, float[] bias, int groups) {
    check(!in.isVector(), in, MAPS);
    boolean depthwise = groups == in.channels() && groups == bias.length;
    check(groups == 1 || depthwise, in, groups + " groups");
    int kernel = in.channels() / groups * window.height() * window.width();
    check(weights.length == bias.length * kernel, in, weights.length + " weights");
    Value out = windowed(in, window, bias.length);
    ops.add(new Op.Convolution(in, out, window, weights, bias, groups, false));
    return out;
  }

  /** The maximum under a window. */
  public Value maxPool(Value in, Window window) {
    Value out = windowed(in, window, in.channels());
    ops.add(new Op.MaxPool(in, out, window));
    return out;
  }

  /** The mean under a window, which must not be padded. */
  public Value averagePool(Value in, Window window) {
    check(window.padY() == 0 && window.padX() == 0, in, "padding");
    Value out = windowed(in, window, in.channels());
    ops.add(new Op.AveragePool(in, out, window));
    return out;
  }

  /** Makes negative numbers 0. */
  public Value relu(Value in) {
    Value out = like(in);
    ops.add(new Op.Relu(in, out));
    return out;
  }

  /** Takes channels from all groups in turn. */
  public Value shuffle(Value in, int groups) {
    check(!in.isVector(), in, MAPS);
    check(in.channels() % groups == 0, in, groups + " groups");
    Value out = like(in);
    ops.add(new Op.Shuffle(in, out, groups));
    return out;
  }

  /** The mean of each channel. */
  public Value mean(Value in) {
    check(!in.isVector(), in, MAPS);
    Value out = Value.vector(in.channels());
    ops.add(new Op.Mean(in, out));
    return out;
  }

  /**
   * A linear layer.
   *
   * @param weights (C out, C in), in row-major order
   * @param bias one for each of the C out
   */
  public Value fullyConnected(Value in, float[] weights, float[] bias) {
    check(in.isVector(), in, VECTORS);
    check(weights.length == bias.length * in.channels(), in, weights.length + " weights");
    Value out = Value.vector(bias.length);
    ops.add(new Op.FullyConnected(in, out, weights, bias, false));
    return out;
  }

  /** Makes logits probabilities. */
  public Value sigmoid(Value in) {
    Value out = like(in);
    ops.add(new Op.Sigmoid(in, out));
    return out;
  }

  /** Makes the logits of choices the probabilities of one choice. */
  public Value softmax(Value in) {
    check(in.isVector(), in, VECTORS);
    Value out = like(in);
    ops.add(new Op.Softmax(in, out));
    return out;
  }

  /** Cuts the channels into equal parts. */
  public List<Value> split(Value in, int parts) {
    check(!in.isVector(), in, MAPS);
    check(in.channels() % parts == 0, in, parts + " parts");
    int channels = in.channels() / parts;
    List<Value> outputs =
        Stream.generate(() -> Value.map(channels, in.height(), in.width())).limit(parts).toList();
    ops.add(new Op.Split(in, outputs));
    return outputs;
  }

  /** Joins maps of one size. */
  public Value concat(List<Value> inputs) {
    Value first = inputs.get(0);
    inputs.forEach(in -> checkSize(in, first));
    int channels = inputs.stream().mapToInt(Value::channels).sum();
    Value out = Value.map(channels, first.height(), first.width());
    ops.add(new Op.Concat(List.copyOf(inputs), out));
    return out;
  }

  /** Adds maps of one shape. */
  public Value add(Value left, Value right) {
    checkSize(left, right);
    check(left.channels() == right.channels(), left, right);
    Value out = like(left);
    ops.add(new Op.Add(left, right, out));
    return out;
  }

  /** The graph, with batch normalisations and ReLUs folded into the operations before them. */
  public Graph build(Map<String, Value> outputs) {
    Map<String, Value> ordered = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    return Folding.fold(new Graph(input, List.copyOf(ops), ordered));
  }

  /** The same graph for pixels of 0 to 255. */
  public static Graph withRawPixels(Graph graph, Normalization normalization) {
    Value normalised = graph.input();
    float[] scale = new float[normalised.channels()];
    float[] offset = new float[normalised.channels()];
    for (int i = 0; i < scale.length; i++) {
      scale[i] = (float) (1 / (PIXEL_MAX * (double) normalization.std(i)));
      offset[i] = -normalization.mean(i) / normalization.std(i);
    }
    Value raw = like(normalised);
    List<Op> ops = new ArrayList<>(graph.ops());
    ops.add(0, new Op.Affine(raw, normalised, scale, offset, false));
    return new Graph(raw, List.copyOf(ops), graph.outputs());
  }

  private static Value like(Value in) {
    return in.isVector()
        ? Value.vector(in.channels())
        : Value.map(in.channels(), in.height(), in.width());
  }

  private static Value windowed(Value in, Window window, int channels) {
    check(!in.isVector(), in, MAPS);
    boolean fits =
        in.height() + 2 * window.padY() >= window.height()
            && in.width() + 2 * window.padX() >= window.width();
    check(fits, in, window);
    return Value.map(channels, window.outHeight(in.height()), window.outWidth(in.width()));
  }

  private static void checkSize(Value map, Value other) {
    check(!map.isVector(), map, MAPS);
    check(map.height() == other.height() && map.width() == other.width(), map, other);
  }

  private static void check(boolean fits, Value in, Object other) {
    if (!fits) {
      throw new IllegalArgumentException(in + " does not fit " + other);
    }
  }
}
