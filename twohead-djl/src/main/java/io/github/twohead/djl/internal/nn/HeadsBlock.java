package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import io.github.twohead.Calibration;
import io.github.twohead.HeadSpec;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.nn.Lowerable.ChannelMap;
import io.github.twohead.djl.internal.nn.Lowerable.Lowering;
import io.github.twohead.djl.internal.weights.StateDict;
import io.github.twohead.djl.internal.weights.StateDict.StateEntry;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.heads.Readout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All heads at once: feature maps (B, C, H, W), or their averages as maps of one pixel, to logits
 * (B, N).
 *
 * <p>The heads' 1×1 convolutions are one convolution with all their channels, as are their batch
 * normalisations: the same numbers as one after the other, in fewer and larger steps. Only what
 * comes last, a {@link HeadLayer}, keeps them apart.
 */
public final class HeadsBlock extends AbstractBlock implements StateDict.Named {
  private final HeadLayout layout;
  private final List<HeadLayer> heads = new ArrayList<>();

  /**
   * Where the channels of each head begin in the common convolution, and where the last one's end.
   */
  private final int[] channels;

  private final PointwiseConvolution convolution;
  private final BatchNorm norm;

  HeadsBlock(HeadLayout layout) {
    this.layout = layout;
    List<Readout> readouts = layout.readouts();
    channels = new int[readouts.size() + 1];
    for (int i = 0; i < readouts.size(); i++) {
      channels[i + 1] = channels[i] + readouts.get(i).head().width();
      heads.add(HeadLayer.of(readouts.get(i)));
      addParameter(heads.get(i).weight);
      addParameter(heads.get(i).bias);
    }
    convolution = addChildBlock("convolution", new PointwiseConvolution(width()));
    norm = addChildBlock("norm", Layers.batchNorm());
  }

  /** The channels of all heads' convolutions together. */
  int width() {
    return channels[channels.length - 1];
  }

  PointwiseConvolution convolution() {
    return convolution;
  }

  private Parameter kernels() {
    return convolution.getDirectParameters().get("weight");
  }

  /** The convolution's weights as a matrix (sum of widths, C). */
  NDArray weightMatrix() {
    NDArray kernels = kernels().getArray();
    return kernels.reshape(kernels.getShape().slice(0, 2));
  }

  /** What the normalisation calls so: (sum of widths). */
  NDArray norm(String parameter) {
    return norm.getDirectParameters().get(parameter).getArray();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(logits(pooled(parameters, inputs, training)));
  }

  /** All heads' features, averaged over the map: (B, sum of widths). */
  private NDArray pooled(ParameterStore parameters, NDList inputs, boolean training) {
    try (NDList features = convolution.forward(parameters, inputs, training);
        NDList normed = norm.forward(parameters, features, training);
        NDList maps = Activation.relu(normed)) {
      return Pool.globalAvgPool2d(maps.singletonOrThrow());
    }
  }

  /** Logits (B, N) of pooled features (B, sum of widths). */
  NDArray logits(NDArray pooled) {
    NDList logits = new NDList(heads.size());
    for (int i = 0; i < heads.size(); i++) {
      logits.add(heads.get(i).logits(columns(pooled, channels[i], channels[i + 1])));
    }
    return joined(logits);
  }

  /** What changes by each pooled channel (B, sum of widths), if it changes so by each logit. */
  NDArray channelGradients(NDArray logitGradients) {
    NDList gradients = new NDList(heads.size());
    for (int i = 0; i < heads.size(); i++) {
      NDArray own = columns(logitGradients, layout.offset(i), layout.offset(i + 1));
      gradients.add(own.matMul(heads.get(i).weight()));
    }
    return joined(gradients);
  }

  /**
   * The weighted sum of the heads' losses, a scalar.
   *
   * @param logits (B, N)
   * @param targets (B, N)
   * @param shares (B, heads): what the loss of an image counts
   * @param terms what the answers of each head cost
   */
  NDArray loss(NDArray logits, NDArray targets, NDArray shares, List<HeadTerm> terms) {
    NDList sums = new NDList();
    weighted(logits, targets, shares, terms).forEach(each -> sums.add(each.sum()));
    return sums.stream().reduce(NDArray::add).orElseThrow();
  }

  /** The same by head: (heads). */
  NDArray losses(NDArray logits, NDArray targets, NDArray shares, List<HeadTerm> terms) {
    long images = shares.getShape().get(0);
    NDList sums = new NDList();
    weighted(logits, targets, shares, terms)
        .forEach(each -> sums.add(each.reshape(images, -1).sum(new int[] {0}, true)));
    return joined(sums).reshape(heads.size());
  }

  /**
   * What images cost, (R, 1) for heads side by side that have the same loss: they go through it
   * together.
   */
  private NDList weighted(NDArray logits, NDArray targets, NDArray shares, List<HeadTerm> terms) {
    NDList losses = new NDList();
    int from = 0;
    while (from < heads.size()) {
      HeadLayer head = heads.get(from);
      HeadTerm term = terms.get(from);
      int to = from + 1;
      while (to < heads.size() && head.hasLossOf(heads.get(to)) && term.equals(terms.get(to))) {
        to++;
      }
      Shape rows = new Shape(-1, head.readout.outputs());
      int first = layout.offset(from);
      int last = layout.offset(to);
      NDArray each =
          head.loss(
              columns(logits, first, last).reshape(rows),
              columns(targets, first, last).reshape(rows),
              term);
      losses.add(each.mul(columns(shares, from, to).reshape(-1, 1)));
      from = to;
    }
    return losses;
  }

  private static NDArray columns(NDArray array, int from, int to) {
    boolean all = from == 0 && to == array.getShape().get(1);
    return all ? array : array.get(new NDIndex(":, {}:{}", from, to));
  }

  /** DJL concatenates one array by duplicating it, which cuts off its gradient. */
  private static NDArray joined(NDList columns) {
    return columns.size() == 1 ? columns.head() : NDArrays.concat(columns, 1);
  }

  /**
   * The tensors of all heads: {@code heads.NAME.conv.0.weight}, {@code heads.NAME.conv.1.…} and
   * {@code heads.NAME.fc.…}.
   */
  @Override
  public List<StateEntry> entries() {
    List<StateEntry> entries = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      String prefix = "heads." + layout.readouts().get(i).head().name() + ".";
      int from = channels[i];
      int width = channels[i + 1] - from;
      long inputs = kernels().getShape().get(1);
      long[] shape = {width, inputs, 1, 1};
      int first = Math.toIntExact(from * inputs);
      entries.add(new StateEntry(prefix + "conv.0.weight", kernels(), first, shape));
      for (Pair<String, Parameter> parameter : norm.getDirectParameters()) {
        String name = prefix + "conv.1." + StateDict.torchName(parameter.getValue());
        entries.add(new StateEntry(name, parameter.getValue(), from, new long[] {width}));
      }
      entries.add(StateEntry.of(prefix + "fc.weight", heads.get(i).weight));
      entries.add(StateEntry.of(prefix + "fc.bias", heads.get(i).bias));
    }
    return entries;
  }

  /**
   * Appends the heads' operations with the calibrations of their logits, which the graph's builder
   * folds into the last layers; returns what each gives by its name, in order.
   */
  public Map<String, Value> lower(Lowering lowering, Value in, OperatingPoints points) {
    GraphBuilder graph = lowering.graph();
    ChannelMap normed = lowering.channelMap(norm, Value.vector(width()));
    float[] kernel = Lowerable.values(convolution, "weight");
    Map<String, Value> probabilities = new LinkedHashMap<>();
    for (int i = 0; i < heads.size(); i++) {
      int from = channels[i];
      int to = channels[i + 1];
      float[] weights = Arrays.copyOfRange(kernel, from * in.channels(), to * in.channels());
      Value features = lower(graph, in, weights, normed.slice(from, to));
      HeadLayer head = heads.get(i);
      float[] rows = head.weight().toFloatArray();
      Value logits = graph.fullyConnected(features, rows, head.bias().toFloatArray());
      HeadSpec spec = head.readout.head();
      Calibration calibration = points.of(spec).calibration();
      float[] slopes = repeated(calibration.slope(), logits);
      Value calibrated = graph.affine(logits, slopes, repeated(calibration.offset(), logits));
      probabilities.put(spec.name(), head.lower(graph, calibrated));
    }
    return probabilities;
  }

  private static float[] repeated(double number, Value logits) {
    float[] each = new float[logits.channels()];
    Arrays.fill(each, (float) number);
    return each;
  }

  /** Appends a head's convolution, normalisation and pooling. */
  private static Value lower(GraphBuilder graph, Value in, float[] weights, ChannelMap normed) {
    float[] none = new float[normed.scale().length];
    Value mixed =
        in.isVector()
            ? graph.fullyConnected(in, weights, none)
            : graph.convolution(in, Window.square(1, 1, 0), weights, none, 1);
    Value rectified = graph.relu(graph.affine(mixed, normed.scale(), normed.offset()));
    return in.isVector() ? rectified : graph.mean(rectified);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    convolution.initialize(manager, type, inputs);
    norm.initialize(manager, type, convolution.getOutputShapes(inputs));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), layout.outputs())};
  }
}
