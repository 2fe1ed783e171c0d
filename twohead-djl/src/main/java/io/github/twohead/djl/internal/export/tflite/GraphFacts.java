package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the operations around a value say about it. */
final class GraphFacts {
  private final Channels channels;
  private final Value input;
  private final Set<Value> nonNegative = new HashSet<>();

  /** Of values that are no outputs. */
  private final Map<Value, List<Op>> readers = new HashMap<>();

  /** Softmaxes and sigmoids whose results are outputs, and read by no operation. */
  private final Set<Op> last = new HashSet<>();

  GraphFacts(Graph graph, Channels channels) {
    this.channels = channels;
    this.input = graph.input();
    for (Op op : graph.ops()) {
      for (Value in : op.inputs()) {
        readers.computeIfAbsent(in, value -> new ArrayList<>()).add(op);
      }
      if (!Channels.isRouting(op) && givesNonNegative(op)) {
        nonNegative.addAll(op.outputs());
      }
    }
    for (Op op : graph.ops()) {
      boolean gives = op instanceof Op.Softmax || op instanceof Op.Sigmoid;
      if (gives
          && op.outputs().stream().allMatch(graph.outputs()::containsValue)
          && op.outputs().stream().noneMatch(readers::containsKey)) {
        last.add(op);
      }
    }
    graph.outputs().values().forEach(readers::remove);
  }

  /** Whether an operation makes probabilities of logits, and does so last. */
  boolean isLast(Op op) {
    return last.contains(op);
  }

  /** Whether it is known: it costs an operator where it is not, and is wrong where it is not so. */
  private boolean givesNonNegative(Op op) {
    if (op instanceof Op.Relu || op instanceof Op.Sigmoid || op instanceof Op.Softmax) {
      return true;
    }
    if (op instanceof Op.Convolution convolution) {
      return convolution.relu();
    }
    if (op instanceof Op.FullyConnected linear) {
      return linear.relu();
    }
    if (op instanceof Op.Affine affine) {
      return affine.relu();
    }
    boolean keepsSigns =
        op instanceof Op.MaxPool
            || op instanceof Op.AveragePool
            || op instanceof Op.Mean
            || op instanceof Op.Add;
    return keepsSigns && op.inputs().stream().allMatch(this::isNonNegative);
  }

  /** Whether all numbers of a value are known to be 0 or more. */
  boolean isNonNegative(Value value) {
    return channels.of(value).stream().allMatch(channel -> nonNegative.contains(channel.source()));
  }

  /** The normalisation of the input, if nothing else reads the input. */
  Optional<Op.Affine> normalization() {
    List<Op> ops = readers.getOrDefault(input, List.of());
    return ops.size() == 1 && ops.get(0) instanceof Op.Affine affine
        ? Optional.of(affine)
        : Optional.empty();
  }

  /** Whether a value is used only for its mean over the map. */
  boolean isAveraged(Value value) {
    return isOnlyReadBy(Op.Mean.class, value);
  }

  /** Whether a value is used only by sigmoids. */
  boolean isOnlySquashed(Value value) {
    return isOnlyReadBy(Op.Sigmoid.class, value);
  }

  private boolean isOnlyReadBy(Class<? extends Op> kind, Value value) {
    List<Op> ops = readers.getOrDefault(value, List.of());
    return !ops.isEmpty() && ops.stream().allMatch(kind::isInstance);
  }
}
