package io.github.twohead.djl.internal.export.tflite;

import static java.util.Objects.requireNonNull;

import io.github.twohead.djl.internal.export.tflite.Channels.Channel;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the 8-bit integers of each value stand for, from the ranges that values took.
 *
 * <p>Values that meet in one tensor, and those before and after pooling, have one scale: that of
 * their joint range. Their integers are then moved, never converted.
 *
 * <p>Between two convolutions the unit of numbers is free. There the file says that the scale is 1:
 * the scales of a bias are then those of its weights, and are stored once.
 */
final class ActivationScales {
  /** The kernel of the sigmoid has steps of 1/256 from 0. */
  private static final Range PROBABILITIES = new Range(0, 255 / 256f);

  private final Channels channels;
  private final GraphFacts facts;
  private final Map<Value, Value> parents = new HashMap<>();
  private final Map<Value, Range> joint = new HashMap<>();

  /**
   * Joins ranges.
   *
   * @param ranges of the graph's input, and of all that is computed
   * @throws IllegalArgumentException if one is missing
   */
  ActivationScales(Graph graph, Channels channels, GraphFacts facts, Map<Value, Range> ranges) {
    this.channels = channels;
    this.facts = facts;
    graph.ops().forEach(this::tie);
    graph.outputs().values().forEach(this::tie);
    add(graph.input(), ranges.get(graph.input()));
    for (Op op : graph.ops()) {
      if (!Channels.isRouting(op)) {
        for (Value out : op.outputs()) {
          add(out, op instanceof Op.Sigmoid ? PROBABILITIES : ranges.get(out));
        }
      }
    }
  }

  private void tie(Op op) {
    if (!Channels.isRouting(op)) {
      op.inputs().forEach(this::tie);
    }
    if (op instanceof Op.MaxPool || op instanceof Op.AveragePool) {
      tie(source(op.inputs().get(0)), op.outputs().get(0));
    }
  }

  private void tie(Value value) {
    for (Channel channel : channels.of(value)) {
      tie(channel.source(), source(value));
    }
  }

  private void tie(Value left, Value right) {
    Value one = root(left);
    Value other = root(right);
    if (one != other) {
      parents.put(one, other);
    }
  }

  private Value root(Value value) {
    Value root = value;
    for (@Nullable Value up = parents.get(root); up != null; up = parents.get(root)) {
      root = up;
    }
    return root;
  }

  private Value source(Value value) {
    return channels.of(value).get(0).source();
  }

  private void add(Value value, @Nullable Range range) {
    if (range == null) {
      throw new IllegalArgumentException(
          "there is no range of the value " + value + ": observe every value of the graph");
    }
    joint.merge(root(value), range, Range::union);
  }

  /** What the file says that a value's integers stand for. */
  Quantization of(Value value) {
    float min = Math.min(0, joint(value).min());
    int zeroPoint = Math.round(Byte.MIN_VALUE - min / step(value));
    return Quantization.perTensor(step(value) / unit(value), zeroPoint);
  }

  /** The difference that one integer more makes. 0 has an integer, since padding writes it. */
  float step(Value value) {
    float min = Math.min(0, joint(value).min());
    float max = Math.max(0, joint(value).max());
    return max == min ? 1 : (max - min) / 255;
  }

  /** What the file takes for 1. */
  float unit(Value value) {
    return facts.isBetweenConvolutions(value) ? step(value) : 1;
  }

  private Range joint(Value value) {
    return requireNonNull(joint.get(root(source(value))), "every source has a range");
  }
}
