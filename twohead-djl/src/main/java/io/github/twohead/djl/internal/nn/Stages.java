package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import io.github.twohead.Freeze;
import io.github.twohead.Optimizer;
import io.github.twohead.djl.internal.nn.Layers.Chain;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A backbone as the stages that can be frozen, from the input on. Frozen stages run as in
 * inference: their batch normalisation neither uses nor updates the statistics of a batch.
 */
public final class Stages {
  private final Block backbone;
  private final List<Stage> stages;
  private int frozen;

  /** A built-in backbone, whose children run one after the other. */
  interface Staged {

    /** All its blocks in order, in the stages that {@link Freeze#stages} counts. */
    List<List<Block>> stages();
  }

  /** Blocks in order, and those of their parameters that learn unless they are frozen. */
  private record Stage(List<Block> blocks, List<Parameter> learning) {
    static Stage of(List<Block> blocks) {
      return new Stage(
          blocks,
          blocks.stream()
              .flatMap(block -> block.getParameters().values().stream())
              .filter(Parameter::requiresGradient)
              .toList());
    }
  }

  Stages(Block backbone) {
    this.backbone = backbone;
    stages = split(backbone).stream().map(Stage::of).toList();
  }

  private static List<List<Block>> split(Block backbone) {
    if (backbone instanceof Staged block) {
      return block.stages();
    }
    if (backbone.getClass() == SequentialBlock.class) { // a subclass may do more than its children
      return backbone.getChildren().values().stream().map(List::of).toList();
    }
    return List.of(List.of(backbone));
  }

  /** The number of stages. */
  public int count() {
    return stages.size();
  }

  /**
   * Throws an {@link IllegalArgumentException} if more are to be frozen than there are, or rates
   * have factors for another number.
   */
  public void check(Freeze freeze, Optimizer optimizer) {
    if (freeze.stages() > count() && freeze.stages() != Freeze.ALL) {
      throw new IllegalArgumentException(
          "freeze: " + freeze.stages() + " stages, but the backbone has " + count());
    }
    List<Double> given = optimizer.stageFactors();
    if (!given.isEmpty() && given.size() != count()) {
      throw new IllegalArgumentException(
          "stage factors: "
              + given
              + " are "
              + given.size()
              + ", but the backbone has "
              + count()
              + " stages");
    }
  }

  /**
   * What the stages' learning rates are multiplied by, which were {@linkplain #check checked}.
   *
   * @return the factor of each parameter that learns
   */
  public Map<Parameter, Double> factors(Optimizer optimizer) {
    List<Double> given = optimizer.stageFactors();
    Map<Parameter, Double> factors = new HashMap<>();
    for (int i = 0; i < count(); i++) {
      double factor =
          given.isEmpty() ? Math.pow(optimizer.stageDecay(), count() - i) : given.get(i);
      stages.get(i).learning().forEach(parameter -> factors.put(parameter, factor));
    }
    return factors;
  }

  /** Whether no stage trains. */
  public boolean allFrozen() {
    return frozen == stages.size();
  }

  /**
   * Freezes the first stages, and unfreezes the others.
   *
   * @param wanted how many, or {@link Freeze#ALL}
   */
  public void freeze(int wanted) {
    frozen = Math.min(wanted, stages.size());
    for (int i = 0; i < stages.size(); i++) {
      boolean freeze = i < frozen;
      stages.get(i).learning().forEach(parameter -> parameter.freeze(freeze));
    }
  }

  NDList forward(ParameterStore parameters, NDList images, boolean training) {
    if (frozen == 0) {
      return backbone.forward(parameters, images, training);
    }
    NDList fixed = Torch.withoutGradient(() -> forward(0, frozen, parameters, images, false));
    return forward(frozen, stages.size(), parameters, fixed, training);
  }

  private NDList forward(
      int from, int to, ParameterStore parameters, NDList inputs, boolean training) {
    List<Block> blocks =
        stages.subList(from, to).stream().flatMap(stage -> stage.blocks().stream()).toList();
    if (backbone instanceof Staged) {
      return Chain.forward(blocks, parameters, inputs, training);
    }
    NDList current = inputs; // a user's block may return its input, so nothing is closed here
    for (Block block : blocks) {
      current = block.forward(parameters, current, training);
    }
    return current;
  }
}
