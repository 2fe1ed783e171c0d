package io.github.twohead.djl.internal.graph;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Merges scales, offsets and ReLUs into the operation before, where nothing else uses what comes
 * between.
 */
final class Folding {
  private final Multiset<Value> uses = HashMultiset.create();
  private final Map<Value, Integer> producers = new HashMap<>();
  private final List<Op> folded = new ArrayList<>();

  private Folding(Graph graph) {
    graph.ops().forEach(op -> uses.addAll(op.inputs()));
    uses.addAll(graph.outputs().values());
    graph.ops().forEach(this::append);
  }

  static Graph fold(Graph graph) {
    return new Graph(graph.input(), List.copyOf(new Folding(graph).folded), graph.outputs());
  }

  private void append(Op op) {
    if (op instanceof Op.Unary after
        && uses.count(after.in()) == 1
        && mergeAt(producers.get(after.in()), after)) {
      return;
    }
    op.outputs().forEach(value -> producers.put(value, folded.size()));
    folded.add(op);
  }

  private boolean mergeAt(@Nullable Integer index, Op.Unary after) {
    if (index == null) { // it works on the graph's input
      return false;
    }
    Optional<Op> merged = merge(folded.get(index), after);
    merged.ifPresent(op -> folded.set(index, op));
    merged.ifPresent(op -> producers.put(after.out(), index));
    return merged.isPresent();
  }

  private static Optional<Op> merge(Op before, Op.Unary after) {
    if (after instanceof Op.Relu relu) {
      return rectified(before, relu.out());
    }
    return after instanceof Op.Affine affine ? scaled(before, affine) : Optional.empty();
  }

  private static Optional<Op> rectified(Op before, Value out) {
    if (before instanceof Op.Convolution c) {
      return Optional.of(
          new Op.Convolution(c.in(), out, c.window(), c.weights(), c.bias(), c.groups(), true));
    }
    if (before instanceof Op.FullyConnected f) {
      return Optional.of(new Op.FullyConnected(f.in(), out, f.weights(), f.bias(), true));
    }
    if (before instanceof Op.Affine a) {
      return Optional.of(new Op.Affine(a.in(), out, a.scale(), a.offset(), true));
    }
    return Optional.empty();
  }

  private static Optional<Op> scaled(Op before, Op.Affine a) {
    if (before instanceof Op.Convolution c && !c.relu()) {
      float[] weights = scaled(c.weights(), a.scale());
      float[] bias = shifted(c.bias(), a);
      return Optional.of(
          new Op.Convolution(c.in(), a.out(), c.window(), weights, bias, c.groups(), a.relu()));
    }
    if (before instanceof Op.FullyConnected f && !f.relu()) {
      float[] weights = scaled(f.weights(), a.scale());
      return Optional.of(
          new Op.FullyConnected(f.in(), a.out(), weights, shifted(f.bias(), a), a.relu()));
    }
    if (before instanceof Op.Affine b && !b.relu()) {
      float[] scale = scaled(b.scale(), a.scale());
      return Optional.of(new Op.Affine(b.in(), a.out(), scale, shifted(b.offset(), a), a.relu()));
    }
    return Optional.empty();
  }

  /** Multiplies the values of each channel, which lie together. */
  private static float[] scaled(float[] values, float[] scale) {
    float[] result = new float[values.length];
    int perChannel = values.length / scale.length;
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i] * scale[i / perChannel];
    }
    return result;
  }

  private static float[] shifted(float[] bias, Op.Affine affine) {
    float[] result = new float[bias.length];
    for (int i = 0; i < bias.length; i++) {
      result[i] = (float) ((double) bias[i] * affine.scale()[i] + affine.offset()[i]);
    }
    return result;
  }
}
