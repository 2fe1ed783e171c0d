package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.twohead.djl.internal.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of blocks, each with a new output, that lets go of every intermediate output at once:
 * what the backward pass needs is kept by PyTorch itself, and the rest is freed. DJL's own sequence
 * keeps all of it until the step's manager is closed.
 */
final class Chain extends SequentialBlock implements Lowerable {

  @Override
  public Chain add(Block block) {
    super.add(block);
    return this;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return forward(children.values(), parameters, inputs, training);
  }

  @Override
  public Value lower(Lowering lowering, Value in) {
    return lowering.children(this, in);
  }

  @SuppressWarnings("ReferenceEquality") // the caller's own list is not ours to close
  static NDList forward(
      List<Block> blocks, ParameterStore parameters, NDList inputs, boolean training) {
    NDList current = inputs;
    for (Block block : blocks) {
      NDList output = block.forward(parameters, current, training);
      if (current != inputs) {
        current.close();
      }
      current = output;
    }
    return current;
  }
}
