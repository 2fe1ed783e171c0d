package io.github.twohead.djl.internal.export.tflite;

import static java.util.Objects.requireNonNull;

import io.github.twohead.HeadSpec;
import io.github.twohead.djl.internal.export.tflite.Calibrator.Range;
import io.github.twohead.djl.internal.export.tflite.Channels.Channel;
import io.github.twohead.djl.internal.export.tflite.FlatModel.Quantization;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the 8-bit integers of each value stand for, from the ranges that values took.
 *
 * <p>Values that meet in one tensor, and those before and after pooling, have one scale: that of
 * their joint range. Their integers are then moved, never converted.
 *
 * <p>The unit of numbers is free, but where numbers are put in, come out, or meet an operation that
 * is not known to work in any unit, such as a sigmoid or a softmax. The file takes the coarsest
 * step of a unit for 1, so that whatever the weights are, no scale is too large or too small for
 * kernels; and the scales of a bias are mostly those of its weights, and stored once.
 */
final class ActivationScales {
  /** The kernel of the sigmoid has steps of 1/256 from 0. */
  private static final Range PROBABILITIES = new Range(0, 255 / 256f);

  /** Logits of a larger magnitude are probabilities of nearly 0 or 1. */
  private static final float SATURATED = 8;

  /** As {@link #SATURATED}, to the last digits of a 32-bit float. */
  private static final float MOST_SATURATED = 16;

  /** A few steps further than a threshold, so that logits lie on both sides of it. */
  private static final double BEYOND = 1.05;

  /**
   * Steps where the unit is not free. Finer ones than the least make no difference to a sigmoid or
   * a softmax.
   */
  private static final double MIN_STEP = 0x1p-20;

  private static final float MAX_STEP = 0x1p7f;

  /** The coarsest step of a unit over the finest; what is finer is lost in the sums of kernels. */
  private static final double MAX_RATIO = 0x1p12;

  private final Channels channels;
  private final GraphFacts facts;

  /** By logits of a head what is a little further from 0 than its threshold. */
  private final Map<Value, Float> thresholds = new HashMap<>();

  private final Groups integers = new Groups();
  private final Groups units = new Groups();

  /** Of groups of integers. */
  private final Map<Value, Range> ranges = new HashMap<>();

  /** By group of units the coarsest step; 0 if it holds nothing but zeros. */
  private final Map<Value, Double> coarsest = new HashMap<>();

  /** Groups of units that are not free. */
  private final Set<Value> fixed = new HashSet<>();

  /**
   * Joins ranges.
   *
   * @param observed ranges of the graph's input, and of all that is computed
   * @param points whose thresholds the ranges of logits hold
   * @throws IllegalArgumentException if one is missing
   */
  ActivationScales(
      Graph graph,
      Channels channels,
      GraphFacts facts,
      Map<Value, Range> observed,
      OperatingPoints points) {
    this.channels = channels;
    this.facts = facts;
    noteThresholds(graph, points);
    graph.ops().forEach(this::join);
    graph.outputs().values().forEach(this::join);
    fix(graph);
    add(graph.input(), observed.get(graph.input()));
    for (Op op : graph.ops()) {
      if (!Channels.isRouting(op) && !facts.isLast(op)) { // which is of floats
        for (Value out : op.outputs()) {
          add(out, op instanceof Op.Sigmoid ? PROBABILITIES : observed.get(out));
        }
      }
    }
    ranges.forEach((value, range) -> coarsest.merge(units.of(value), width(range), Math::max));
  }

  private void noteThresholds(Graph graph, OperatingPoints points) {
    for (HeadSpec head : points.layout().heads()) {
      double threshold = points.of(head).threshold();
      double logit = Math.log(threshold / (1 - threshold));
      graph.ops().stream()
          .filter(op -> op instanceof Op.Sigmoid && facts.isLast(op) && Double.isFinite(logit))
          .filter(op -> op.outputs().contains(graph.outputs().get(head.name())))
          .forEach(op -> thresholds.put(op.inputs().get(0), (float) (BEYOND * logit)));
    }
  }

  private void join(Op op) {
    if (Channels.isRouting(op)) {
      return;
    }
    op.inputs().forEach(this::join);
    if (poolsIntegers(op)) {
      joinIntegers(source(op.inputs().get(0)), op.outputs().get(0));
    }
    if (keepsUnits(op)) {
      op.inputs().forEach(in -> units.join(source(in), op.outputs().get(0)));
    }
  }

  private void join(Value value) {
    for (Channel channel : channels.of(value)) {
      joinIntegers(channel.source(), source(value));
    }
  }

  private void joinIntegers(Value left, Value right) {
    integers.join(left, right);
    units.join(left, right);
  }

  private void fix(Graph graph) {
    fix(graph.input());
    facts.normalization().ifPresent(normalization -> fix(normalization.out()));
    for (Op op : graph.ops()) {
      if (!Channels.isRouting(op) && !isOfAnyUnit(op)) {
        op.inputs().forEach(this::fix);
        op.outputs().forEach(this::fix);
      }
    }
    graph.outputs().values().forEach(this::fix);
  }

  /** Whether weights may convert units, or what comes out is in the unit of what goes in. */
  private static boolean isOfAnyUnit(Op op) {
    return hasWeights(op) || poolsIntegers(op) || keepsUnits(op);
  }

  private static boolean hasWeights(Op op) {
    return op instanceof Op.Convolution
        || op instanceof Op.FullyConnected
        || op instanceof Op.Affine;
  }

  private static boolean poolsIntegers(Op op) {
    return op instanceof Op.MaxPool || op instanceof Op.AveragePool;
  }

  private static boolean keepsUnits(Op op) {
    return op instanceof Op.Relu || op instanceof Op.Mean || op instanceof Op.Add;
  }

  private void fix(Value value) {
    fixed.add(units.of(source(value)));
  }

  private void add(Value value, @Nullable Range range) {
    if (range == null) {
      throw new IllegalArgumentException(
          "there is no range of the value " + value + ": observe every value of the graph");
    }
    Range used = range;
    if (fixed.contains(units.of(value))) {
      float far = thresholds.getOrDefault(value, 0f);
      float saturated = Math.min(MOST_SATURATED, Math.max(SATURATED, Math.abs(far)));
      used =
          range
              .union(new Range(Math.min(0, far), Math.max(0, far)))
              .clipped(facts.isOnlySquashed(value) ? saturated : MAX_STEP * Byte.MAX_VALUE);
    }
    ranges.merge(integers.of(value), used, Range::union);
  }

  private Value source(Value value) {
    return channels.of(value).get(0).source();
  }

  /** What the file says that a value's integers stand for. */
  Quantization of(Value value) {
    double step = step(value);
    long zeroPoint = Math.round(Byte.MIN_VALUE - Math.min(0, range(value).min()) / step);
    return Quantization.perTensor((float) (step / unit(value)), (int) zeroPoint);
  }

  /** The difference that one integer more makes. 0 has an integer, since padding writes it. */
  double step(Value value) {
    return Math.max(width(range(value)), least(units.of(source(value))));
  }

  private static double width(Range range) {
    return (Math.max(0.0, range.max()) - Math.min(0.0, range.min())) / 255;
  }

  private double least(Value group) {
    double most = coarsest(group);
    return fixed.contains(group) ? Math.max(MIN_STEP, most / MAX_RATIO) : most / MAX_RATIO;
  }

  private double coarsest(Value group) {
    double step = requireNonNull(coarsest.get(group), "every source has a range");
    return step == 0 ? 1 : step;
  }

  /** What the file takes for 1. */
  double unit(Value value) {
    Value group = units.of(source(value));
    return fixed.contains(group) ? 1 : coarsest(group);
  }

  private Range range(Value value) {
    return requireNonNull(ranges.get(integers.of(source(value))), "every source has a range");
  }

  /** Values that have something in common, in groups; each is alone until it is joined. */
  private static final class Groups {
    private final Map<Value, Value> parents = new HashMap<>();

    /** Makes one group of two. */
    void join(Value left, Value right) {
      Value one = of(left);
      Value other = of(right);
      if (one != other) {
        parents.put(one, other);
      }
    }

    /** The value that stands for a value's group. */
    Value of(Value value) {
      Value root = value;
      for (@Nullable Value up = parents.get(root); up != null; up = parents.get(root)) {
        root = up;
      }
      return root;
    }
  }
}
