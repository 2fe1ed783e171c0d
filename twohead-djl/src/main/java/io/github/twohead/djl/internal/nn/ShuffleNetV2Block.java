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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ShuffleNetV2 up to and including stage 4: (B, 3, H, W) to (B, C, H/32, W/32).
 *
 * <p>Source: <a href="https://arxiv.org/abs/1807.11164">arXiv:1807.11164</a>, table 5. Children
 * carry torchvision's names.
 */
final class ShuffleNetV2Block extends AbstractBlock implements Lowerable {

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
  List<List<Block>> stages() {
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
}
