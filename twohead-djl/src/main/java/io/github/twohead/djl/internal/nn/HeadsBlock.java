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
import ai.djl.training.initializer.Initializer;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.graph.Window;
import io.github.twohead.djl.internal.nn.Lowerable.ChannelMap;
import io.github.twohead.djl.internal.nn.Lowerable.Lowering;
import io.github.twohead.djl.internal.weights.StateDict;
import io.github.twohead.djl.internal.weights.StateEntry;
import io.github.twohead.runtime.internal.heads.HeadLayout;
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
 * normalisations: the same numbers as one after the other, in fewer and larger steps. Only the
 * linear layers keep the heads apart.
 */
public final class HeadsBlock extends AbstractBlock implements StateDict.Named {
  private final HeadLayout layout;

  /**
   * Where the channels of each head begin in the common convolution, and where the last one's end.
   */
  private final int[] offsets;

  private final PointwiseConvolution convolution;
  private final BatchNorm norm;
  private final Parameter weight;
  private final Parameter bias;

  HeadsBlock(HeadLayout layout) {
    this.layout = layout;
    offsets = new int[layout.count() + 1];
    for (int i = 0; i < layout.count(); i++) {
      offsets[i + 1] = offsets[i] + layout.heads().get(i).width();
    }
    convolution = addChildBlock("convolution", new PointwiseConvolution(width()));
    norm = addChildBlock("norm", Layers.batchNorm());
    weight = addParameter(parameter("weight", Parameter.Type.WEIGHT, width()));
    bias = addParameter(parameter("bias", Parameter.Type.BIAS, layout.count()));
  }

  private static Parameter parameter(String name, Parameter.Type type, int size) {
    Parameter parameter = Parameter.builder().setName(name).setType(type).build();
    parameter.setShape(new Shape(size));
    parameter.setInitializer(Initializer.ZEROS); // RandomWeights draws them
    return parameter;
  }

  HeadLayout layout() {
    return layout;
  }

  /** The channels of all heads' convolutions together. */
  int width() {
    return offsets[layout.count()];
  }

  /** The first channel of a head. */
  int from(int column) {
    return offsets[column];
  }

  /** One past the last channel of a head. */
  int to(int column) {
    return offsets[column + 1];
  }

  PointwiseConvolution convolution() {
    return convolution;
  }

  BatchNorm norm() {
    return norm;
  }

  /** The convolution's weights as a matrix (sum of widths, C). */
  NDArray weightMatrix() {
    NDArray kernels = convolution.getDirectParameters().get("weight").getArray();
    return kernels.reshape(kernels.getShape().slice(0, 2));
  }

  NDArray gamma() {
    return norm.getDirectParameters().get("gamma").getArray();
  }

  NDArray beta() {
    return norm.getDirectParameters().get("beta").getArray();
  }

  NDArray runningMean() {
    return norm.getDirectParameters().get("runningMean").getArray();
  }

  NDArray runningVariance() {
    return norm.getDirectParameters().get("runningVar").getArray();
  }

  Parameter weight() {
    return weight;
  }

  Parameter bias() {
    return bias;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(logits(pooled(parameters, inputs, training)));
  }

  /** Logits (B, N) of pooled features (B, sum of widths). */
  NDArray logits(NDArray pooled) {
    NDArray scaled = pooled.mul(weight.getArray());
    NDList logits = new NDList(layout.count());
    for (int i = 0; i < layout.count(); i++) {
      NDArray channels = scaled.get(new NDIndex(":, {}:{}", from(i), to(i)));
      logits.add(channels.sum(new int[] {1}, true));
    }
    // DJL concatenates one array by duplicating it, which cuts off its gradient
    NDArray joined = logits.size() == 1 ? logits.head() : NDArrays.concat(logits, 1);
    return joined.add(bias.getArray());
  }

  /** All heads' features, averaged over the map: (B, sum of widths). */
  private NDArray pooled(ParameterStore parameters, NDList inputs, boolean training) {
    try (NDList features = convolution.forward(parameters, inputs, training);
        NDList normed = norm.forward(parameters, features, training);
        NDList maps = Activation.relu(normed)) {
      return Pool.globalAvgPool2d(maps.singletonOrThrow());
    }
  }

  /**
   * A head's tensors are {@code heads.NAME.conv.0.weight}, {@code heads.NAME.conv.1.…} and {@code
   * heads.NAME.fc.…}: rows of the parameters that all heads share.
   */
  @Override
  public List<StateEntry> entries() {
    List<StateEntry> entries = new ArrayList<>();
    for (int i = 0; i < layout.count(); i++) {
      addEntries(entries, i);
    }
    return entries;
  }

  private void addEntries(List<StateEntry> entries, int column) {
    String prefix = "heads." + layout.heads().get(column).name() + ".";
    int from = from(column);
    int width = to(column) - from;
    for (Pair<String, Parameter> parameter : convolution.getDirectParameters()) {
      long inputs = parameter.getValue().getShape().get(1);
      entries.add(
          new StateEntry(
              prefix + "conv.0.weight",
              parameter.getValue(),
              Math.toIntExact(from * inputs),
              new long[] {width, inputs, 1, 1}));
    }
    for (Pair<String, Parameter> parameter : norm.getDirectParameters()) {
      String name = prefix + "conv.1." + StateDict.torchName(parameter.getValue());
      entries.add(new StateEntry(name, parameter.getValue(), from, new long[] {width}));
    }
    entries.add(new StateEntry(prefix + "fc.weight", weight, from, new long[] {1, width}));
    entries.add(new StateEntry(prefix + "fc.bias", bias, column, new long[] {1}));
  }

  /** Appends the heads' operations; returns each head's probability by its name, in order. */
  public Map<String, Value> lower(Lowering lowering, Value in) {
    ChannelMap normed = lowering.channelMap(norm, Value.vector(width()));
    Map<String, Value> probabilities = new LinkedHashMap<>();
    for (int i = 0; i < layout.count(); i++) {
      String head = layout.heads().get(i).name();
      probabilities.put(head, lower(lowering.graph(), in, normed, i));
    }
    return probabilities;
  }

  private Value lower(GraphBuilder graph, Value in, ChannelMap normed, int column) {
    int from = from(column);
    int to = to(column);
    float[] kernel = Lowerable.values(convolution, "weight");
    float[] weights = Arrays.copyOfRange(kernel, from * in.channels(), to * in.channels());
    float[] none = new float[to - from];
    Value mixed =
        in.isVector()
            ? graph.fullyConnected(in, weights, none)
            : graph.convolution(in, Window.square(1, 1, 0), weights, none, 1);
    ChannelMap own = normed.slice(from, to);
    Value rectified = graph.relu(graph.affine(mixed, own.scale(), own.offset()));
    Value features = in.isVector() ? rectified : graph.mean(rectified);
    float[] linear = Arrays.copyOfRange(Lowerable.values(this, "weight"), from, to);
    float[] intercept = {Lowerable.values(this, "bias")[column]};
    return graph.sigmoid(graph.fullyConnected(features, linear, intercept));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    convolution.initialize(manager, type, inputs);
    norm.initialize(manager, type, convolution.getOutputShapes(inputs));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), layout.count())};
  }
}
