package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import io.github.twohead.ShuffleNetV2;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.nn.Layers.Chain;
import io.github.twohead.djl.internal.nn.Layers.MaxPool;
import io.github.twohead.djl.internal.nn.Stages.Staged;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ShuffleNetV2 up to and including stage 4: (B, 3, H, W) to (B, C, H/32, W/32).
 *
 * <p>Source: <a href="https://arxiv.org/abs/1807.11164">arXiv:1807.11164</a>, table 5. Children
 * carry torchvision's names.
 */
final class ShuffleNetV2Block extends AbstractBlock implements Lowerable, Staged {

  ShuffleNetV2Block(ShuffleNetV2 spec) {
    List<Integer> channels = spec.channels();
    addChildBlock("conv1", Layers.convNormRelu(new Chain(), channels.get(0), 3, 2));
    addChildBlock("maxpool", new MaxPool(3, 2, 1));
    for (int i = 0; i < spec.repeats().size(); i++) {
      addChildBlock(
          "stage" + (i + 2), stage(channels.get(i), channels.get(i + 1), spec.repeats().get(i)));
    }
  }

  /** The first convolution with its pooling, then the stages 2, 3 and 4. */
  @Override
  public List<List<Block>> stages() {
    List<Block> all = children.values();
    return List.of(all.subList(0, 2), all.subList(2, 3), all.subList(3, 4), all.subList(4, 5));
  }

  private static Block stage(int in, int out, int units) {
    Chain stage = new Chain().add(ShuffleUnit.downsampling(in, out));
    for (int i = 1; i < units; i++) {
      stage.add(ShuffleUnit.basic(out));
    }
    return stage;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return Chain.forward(children.values(), parameters, inputs, training);
  }

  @Override
  public Value lower(Lowering lowering, Value in) {
    return lowering.children(this, in);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    Shape[] current = inputs;
    for (Pair<String, Block> child : children) {
      child.getValue().initialize(manager, type, current);
      current = child.getValue().getOutputShapes(current);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    Shape[] current = inputs;
    for (Pair<String, Block> child : children) {
      current = child.getValue().getOutputShapes(current);
    }
    return current;
  }

  /**
   * The unit of ShuffleNetV2 (figure 3 of the paper): (c) keeps the size and works on half of the
   * channels, (d) halves the size and works on all of them twice. Both end by shuffling the
   * channels of their two halves.
   */
  static final class ShuffleUnit extends AbstractBlock implements Lowerable {
    private final int out;
    private final @Nullable Block branch1;
    private final Block branch2;

    private ShuffleUnit(int out, @Nullable Block branch1, Block branch2) {
      this.out = out;
      this.branch1 = branch1 == null ? null : addChildBlock("branch1", branch1);
      this.branch2 = addChildBlock("branch2", branch2);
    }

    /** Figure 3 (c): the same size and number of channels. */
    static ShuffleUnit basic(int channels) {
      return new ShuffleUnit(channels, null, branch2(channels / 2, 1));
    }

    /** Figure 3 (d): half the size, {@code in} to {@code out} channels. */
    static ShuffleUnit downsampling(int in, int out) {
      Chain branch1 = Layers.depthwiseNorm(new Chain(), in, 2);
      Layers.convNormRelu(branch1, out / 2, 1, 1);
      return new ShuffleUnit(out, branch1, branch2(out / 2, 2));
    }

    private static Block branch2(int width, int stride) {
      Chain branch = Layers.convNormRelu(new Chain(), width, 1, 1);
      Layers.depthwiseNorm(branch, width, stride);
      return Layers.convNormRelu(branch, width, 1, 1);
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore parameters,
        NDList inputs,
        boolean training,
        @Nullable PairList<String, Object> params) {
      if (branch1 != null) {
        return shuffle(
            branch1.forward(parameters, inputs, training),
            branch2.forward(parameters, inputs, training));
      }
      NDList halves = inputs.singletonOrThrow().split(2, 1);
      try (NDList worked = new NDList(halves.get(1))) {
        return shuffle(new NDList(halves.get(0)), branch2.forward(parameters, worked, training));
      }
    }

    private static NDList shuffle(NDList left, NDList right) {
      try (left;
          right) {
        return new NDList(
            MemoryFormat.interleave(left.singletonOrThrow(), right.singletonOrThrow()));
      }
    }

    @Override
    public Value lower(Lowering lowering, Value in) {
      List<Value> sides;
      if (branch1 != null) {
        sides =
            List.of(lowering.lower("branch1", branch1, in), lowering.lower("branch2", branch2, in));
      } else {
        List<Value> halves = lowering.graph().split(in, 2);
        sides = List.of(halves.get(0), lowering.lower("branch2", branch2, halves.get(1)));
      }
      return lowering.graph().shuffle(lowering.graph().concat(sides), 2);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      Shape in = inputs[0];
      if (branch1 == null) {
        Shape half = new Shape(in.get(0), in.get(1) / 2, in.get(2), in.get(3));
        branch2.initialize(manager, type, half);
      } else {
        branch1.initialize(manager, type, in);
        branch2.initialize(manager, type, in);
      }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      Shape in = inputs[0];
      int stride = branch1 == null ? 1 : 2;
      return new Shape[] {
        new Shape(in.get(0), out, (in.get(2) - 1) / stride + 1, (in.get(3) - 1) / stride + 1)
      };
    }
  }
}
