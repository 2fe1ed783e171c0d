package io.github.twohead.djl.internal.export;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.export.Probe.Guess;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.nn.Lowerable;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.nn.PointwiseConvolution;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.weights.StateDict;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns blocks into the operations of a graph: those that are {@link Lowerable}, and DJL's own. A
 * subclass of one of DJL's may do something else, so it is refused.
 */
public final class BlockLowering implements Lowerable.Lowering {
  private static final String KNOWN =
      "its class must be Conv2d, BatchNorm, Linear, Dropout, SequentialBlock, ParallelBlock or"
          + " LambdaBlock, and no subclass of them";
  private static final String KNOWN_LAMBDAS =
      "its function must be the identity, a ReLU, a sigmoid, or a pooling by maximum or mean over"
          + " the whole map or a window of at most 7×7 with a stride of at most 4";
  private static final String KNOWN_JUNCTIONS =
      "its function must concatenate the channels of all branches in order or add the branches,"
          + " with or without a ReLU";

  private final String network;
  private final GraphBuilder graph;
  private final Probe probe;
  private final List<String> path = new ArrayList<>();

  /**
   * Starts a lowering.
   *
   * @param network what errors call the outermost block
   */
  BlockLowering(String network, GraphBuilder graph, Probe probe) {
    this.network = network;
    this.graph = graph;
    this.probe = probe;
  }

  /**
   * A network as plain operations: one normalised image to each head's probabilities, as they are
   * calibrated.
   *
   * @throws TwoheadException if it has a block that cannot be lowered; it is named
   */
  public static Graph of(Network network) {
    return of(network, network.points());
  }

  /** The same with given calibrations. */
  static Graph of(Network network, OperatingPoints points) {
    Preprocessing input = network.config().preprocessing();
    GraphBuilder graph = new GraphBuilder(Value.map(3, input.height(), input.width()));
    Probe probe = new Probe(network.manager(), new ParameterStore(network.manager(), false));
    String name = "backbone \"" + network.config().backbone().name() + "\"";
    return Torch.withoutGradient(
        () -> {
          BlockLowering lowering = new BlockLowering(name, graph, probe);
          Value maps = lowering.lower(network.backbone(), graph.input());
          Value features = network.config().poolFirst() ? graph.mean(maps) : maps;
          return graph.build(network.heads().lower(lowering, features, points));
        });
  }

  @Override
  public GraphBuilder graph() {
    return graph;
  }

  @Override
  public Value lower(String name, Block child, Value in) {
    path.add(name);
    Value out = lower(child, in);
    path.remove(path.size() - 1);
    return out;
  }

  /**
   * Lowers a block.
   *
   * @throws TwoheadException if it cannot; the message names the block
   */
  Value lower(Block block, Value in) {
    if (block instanceof Lowerable lowerable) {
      return lowerable.lower(this, in);
    }
    if (block.getClass() == SequentialBlock.class) {
      return sequence((SequentialBlock) block, in);
    }
    if (block.getClass() == ParallelBlock.class) {
      return parallel(block, in);
    }
    try {
      return single(block, in);
    } catch (IllegalArgumentException | EngineException e) {
      // of PyTorch's messages, the first line says it, and a stack trace follows
      throw refusal(block, String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
  }

  private Value single(Block block, Value in) {
    if (block.getClass() == Conv2d.class || block instanceof PointwiseConvolution) {
      return convolution((Conv2d) block, in);
    }
    if (block.getClass() == BatchNorm.class) {
      Lowerable.ChannelMap norm = channelMap(block, in);
      return graph.affine(in, norm.scale(), norm.offset());
    }
    if (block.getClass() == Linear.class) {
      float[] weights = Lowerable.values(block, "weight");
      return graph.fullyConnected(in, weights, bias(block, weights.length / in.channels()));
    }
    if (block.getClass() == Dropout.class) {
      return in;
    }
    if (block.getClass() == LambdaBlock.class) {
      return probe
          .identify(block, List.of(), in, out -> Guess.lambdas(graph, in, out))
          .orElseThrow(() -> refusal(block, KNOWN_LAMBDAS, null));
    }
    throw refusal(block, KNOWN, null);
  }

  @Override
  public Lowerable.ChannelMap channelMap(Block norm, Value in) {
    return probe.channelMap(norm, in);
  }

  private Value convolution(Conv2d block, Value in) {
    if (block.getDilation().size() != 1) {
      throw refusal(block, "its dilation must be 1, but is " + block.getDilation(), null);
    }
    int groups = block.getGroups();
    int filters = block.getFilters();
    if (groups != 1 && (groups != in.channels() || groups != filters)) {
      String channels = in.channels() + " channels to " + filters + " in " + groups + " groups";
      throw refusal(
          block, "it takes " + channels + "; groups must be 1 or as many as both channels", null);
    }
    Window window = window(block.getKernelShape(), block.getStride(), block.getPadding());
    return graph.convolution(
        in, window, Lowerable.values(block, "weight"), bias(block, filters), groups);
  }

  private static Window window(Shape kernel, Shape stride, Shape pad) {
    return new Window(
        (int) kernel.get(0),
        (int) kernel.get(1),
        (int) stride.get(0),
        (int) stride.get(1),
        (int) pad.get(0),
        (int) pad.get(1));
  }

  private static float[] bias(Block block, int size) {
    return block.getDirectParameters().contains("bias")
        ? Lowerable.values(block, "bias")
        : new float[size];
  }

  private Value sequence(SequentialBlock block, Value in) {
    if (block.isReturnIntermediate()) {
      throw refusal(block, "it must not give intermediate outputs", null);
    }
    return children(block, in);
  }

  @Override
  public Value children(Block block, Value in) {
    Value current = in;
    for (Pair<String, Block> child : StateDict.children(block)) {
      current = lower(child.getKey(), child.getValue(), current);
    }
    return current;
  }

  private Value parallel(Block block, Value in) {
    List<Value> branches = new ArrayList<>();
    for (Pair<String, Block> child : StateDict.children(block)) {
      branches.add(lower(child.getKey(), child.getValue(), in));
    }
    return probe
        .identify(block, block.getChildren().values(), in, out -> Guess.junctions(graph, branches))
        .orElseThrow(() -> refusal(block, KNOWN_JUNCTIONS, null));
  }

  private TwoheadException refusal(Block block, String reason, @Nullable Exception cause) {
    String kind = block.getClass().getName();
    if (block instanceof LambdaBlock lambda) {
      kind += " \"" + lambda.getName() + "\"";
    }
    String where = path.isEmpty() ? "the block itself" : "block " + String.join(".", path);
    String message = network + " cannot be exported: " + where + " (" + kind + "): " + reason;
    return cause == null ? new TwoheadException(message) : new TwoheadException(message, cause);
  }
}
