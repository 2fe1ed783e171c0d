package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * The end of torchvision's ShuffleNetV2, under its names: feature maps (B, C, H, W) to logits (B,
 * classes).
 */
final class ClassifierBlock extends AbstractBlock {
  /** The channels that are averaged over the map and given to the linear layer. */
  static final int WIDTH = 1024;

  private final Chain conv5;
  private final Linear fc;
  private final int classes;

  ClassifierBlock(int classes) {
    this.classes = classes;
    conv5 = addChildBlock("conv5", Layers.convNormRelu(new Chain(), WIDTH, 1, 1));
    fc = addChildBlock("fc", Linear.builder().setUnits(classes).build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    try (NDList maps = conv5.forward(parameters, inputs, training);
        NDList pooled = new NDList(Pool.globalAvgPool2d(maps.singletonOrThrow()))) {
      return fc.forward(parameters, pooled, training);
    }
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    conv5.initialize(manager, type, inputs);
    fc.initialize(manager, type, new Shape(inputs[0].get(0), WIDTH));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), classes)};
  }
}
