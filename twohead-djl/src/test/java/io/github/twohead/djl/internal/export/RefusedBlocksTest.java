package io.github.twohead.djl.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.nn.RandomNetwork;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks that cannot be exported, and what is said of them. */
class RefusedBlocksTest {
  private static final Shape TWO = new Shape(2, 2);
  private static final Shape THREE = new Shape(3, 3);
  private static final Shape ONE = new Shape(1, 1);

  private static ThrowableAssertAlternative<TwoheadException> assertRefused(Block block) {
    return assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> BlockHarness.lowered(block, Value.map(6, 9, 14)));
  }

  @Test
  void should_name_the_backbone_and_the_block() {
    Block block =
        new SequentialBlock()
            .add(Activation.reluBlock())
            .add(
                new ParallelBlock(
                    branches -> branches.get(1),
                    List.of(
                        Blocks.identityBlock(),
                        new SequentialBlock().add(LayerNorm.builder().build()))));
    try (RandomNetwork random = new RandomNetwork(DjlBackbone.of("mine", () -> block), 32, 32, 8)) {
      assertThatExceptionOfType(TwoheadException.class)
          .isThrownBy(() -> BlockLowering.of(random.network()))
          .withMessageContaining("backbone \"mine\" cannot be exported")
          .withMessageContaining("block 1.1.0 (ai.djl.nn.norm.LayerNorm)")
          .withMessageContaining("Conv2d, BatchNorm, Linear");
    }
  }

  static Stream<Block> lambdas() {
    return Stream.of(
        Activation.swishBlock(1),
        Activation.leakyReluBlock(0.001f),
        Activation.relu6Block(),
        Activation.geluBlock(),
        Activation.tanhBlock(),
        LambdaBlock.singleton(x -> x.mul(1.001f)),
        LambdaBlock.singleton(x -> x.flip(3)),
        LambdaBlock.singleton(x -> x.softmax(1)),
        LambdaBlock.singleton(Blocks::batchFlatten),
        Pool.lpPool2dBlock(2, THREE, TWO, new Shape(0, 0), false),
        Pool.avgPool2dBlock(THREE, TWO, new Shape(0, 0), true),
        Pool.maxPool2dBlock(TWO, TWO, new Shape(0, 0), true),
        Pool.maxPool2dBlock(new Shape(8, 8), ONE, ONE),
        new LambdaBlock(x -> new NDList(x.head(), x.head()), "twice"));
  }

  @ParameterizedTest
  @MethodSource("lambdas")
  void should_refuse_a_lambda_that_is_nothing_known(Block lambda) {
    assertRefused(lambda)
        .withMessageContaining("the block itself (ai.djl.nn.LambdaBlock \"")
        .withMessageContaining("its function must be");
  }

  @Test
  void should_refuse_branches_that_come_together_in_another_way() {
    List<Block> branches = List.of(Blocks.identityBlock(), Activation.sigmoidBlock());

    assertRefused(
            new ParallelBlock(
                list -> new NDList(list.get(0).head().mul(list.get(1).head())), branches))
        .withMessageContaining("ai.djl.nn.ParallelBlock")
        .withMessageContaining("concatenate the channels");
    assertRefused(
            new ParallelBlock(
                list ->
                    new NDList(
                        NDArrays.concat(new NDList(list.get(1).head(), list.get(0).head()), 1)),
                branches))
        .withMessageContaining("in order");
    assertRefused(
            new ParallelBlock(
                list ->
                    new NDList(
                        NDArrays.concat(new NDList(list.get(1).head(), list.get(0).head()), 2)),
                branches))
        .withMessageContaining("concatenate the channels");
  }

  @Test
  void should_refuse_convolutions_that_graphs_do_not_know() {
    assertRefused(convolution().setFilters(4).optDilation(TWO).build())
        .withMessageContaining("its dilation must be 1, but is (2, 2)");
    assertRefused(convolution().setFilters(4).optGroups(2).build())
        .withMessageContaining("6 channels to 4 in 2 groups");
    assertRefused(convolution().setFilters(12).optGroups(6).build())
        .withMessageContaining("6 channels to 12 in 6 groups");
  }

  @Test
  void should_refuse_a_subclass_which_may_do_more() {
    assertRefused(new SequentialBlock() {}.add(Activation.reluBlock()))
        .withMessageContaining("RefusedBlocksTest$")
        .withMessageContaining("no subclass");
  }

  @Test
  void should_refuse_what_is_not_on_channels() {
    assertRefused(BatchNorm.builder().optAxis(2).build())
        .withMessageContaining("(ai.djl.nn.norm.BatchNorm): running_mean")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    assertRefused(Linear.builder().setUnits(3).build())
        .withMessageContaining("(6, 9, 14) does not fit an operation on vectors");
  }

  @Test
  void should_refuse_a_sequence_that_gives_all_its_steps() {
    assertRefused(new SequentialBlock().add(Activation.reluBlock()).setReturnIntermediate(true))
        .withMessageContaining("intermediate");
  }

  private static Conv2d.Builder convolution() {
    return Conv2d.builder().setKernelShape(THREE);
  }
}
