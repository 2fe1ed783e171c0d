package io.github.twohead.djl.internal.nn;

import static io.github.twohead.djl.internal.export.BlockHarness.lowered;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
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
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.nn.Layers.Chain;
import io.github.twohead.djl.internal.nn.ShuffleNetV2Block.ShuffleUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoweringTest {
  private static final Value MAP = Value.map(6, 9, 14);
  private static final Value VECTOR = Value.vector(7);

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, 0, 0, 1, true",
    "3, 3, 1, 1, 1, 1, 1, false",
    "3, 3, 2, 2, 1, 1, 1, true",
    "5, 3, 2, 1, 0, 2, 1, true",
    "3, 3, 1, 1, 1, 1, 6, false",
    "3, 5, 2, 3, 1, 2, 6, true"
  })
  void should_lower_a_convolution(
      int height,
      int width,
      int strideY,
      int strideX,
      int padY,
      int padX,
      int groups,
      boolean bias) {
    Block block =
        Conv2d.builder()
            .setKernelShape(new Shape(height, width))
            .optStride(new Shape(strideY, strideX))
            .optPadding(new Shape(padY, padX))
            .setFilters(groups == 1 ? 4 : groups)
            .optGroups(groups)
            .optBias(bias)
            .build();

    assertThat(lowered(block, MAP).ops())
        .singleElement()
        .isInstanceOfSatisfying(
            Op.Convolution.class,
            op -> {
              assertThat(op.window())
                  .isEqualTo(new Window(height, width, strideY, strideX, padY, padX));
              assertThat(op.groups()).isEqualTo(groups);
            });
  }

  @Test
  void should_lower_a_batch_normalisation_alone() {
    Block norm = BatchNorm.builder().optEpsilon(0.01f).build();

    assertThat(lowered(norm, MAP).ops()).singleElement().isInstanceOf(Op.Affine.class);
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false"})
  void should_lower_a_batch_normalisation_that_does_not_learn(boolean center, boolean scale) {
    lowered(BatchNorm.builder().optCenter(center).optScale(scale).build(), VECTOR);
  }

  @Test
  void should_fold_batch_normalisation_and_relu_into_a_convolution() {
    Block block = Layers.convNormRelu(new Chain(), 5, 3, 2);

    assertThat(lowered(block, MAP).ops())
        .singleElement()
        .isInstanceOfSatisfying(Op.Convolution.class, op -> assertThat(op.relu()).isTrue());
  }

  @Test
  void should_lower_activations() {
    assertThat(lowered(Activation.reluBlock(), MAP).ops())
        .singleElement()
        .isInstanceOf(Op.Relu.class);
    assertThat(lowered(Activation.sigmoidBlock(), VECTOR).ops())
        .singleElement()
        .isInstanceOf(Op.Sigmoid.class);
    assertThat(lowered(Blocks.identityBlock(), MAP).ops()).isEmpty();
    assertThat(lowered(Dropout.builder().optRate(0.5f).build(), MAP).ops()).isEmpty();
  }

  @Test
  void should_lower_a_users_own_lambda_that_is_a_relu() {
    Block relu = LambdaBlock.singleton(x -> x.maximum(0));

    assertThat(lowered(relu, VECTOR).ops()).singleElement().isInstanceOf(Op.Relu.class);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 2, 2, 0, 0",
    "3, 3, 2, 2, 1, 1",
    "3, 3, 1, 1, 1, 1",
    "7, 7, 4, 4, 3, 3",
    "3, 2, 1, 2, 0, 1"
  })
  void should_lower_pools(int height, int width, int strideY, int strideX, int padY, int padX) {
    Shape kernel = new Shape(height, width);
    Shape stride = new Shape(strideY, strideX);
    Shape pad = new Shape(padY, padX);
    Window window = new Window(height, width, strideY, strideX, padY, padX);

    assertThat(lowered(Pool.maxPool2dBlock(kernel, stride, pad), MAP).ops())
        .singleElement()
        .isInstanceOfSatisfying(Op.MaxPool.class, op -> assertThat(op.window()).isEqualTo(window));
    assertThat(lowered(Pool.avgPool2dBlock(kernel, stride, pad), MAP).ops())
        .singleElement()
        .isInstanceOf(padY + padX == 0 ? Op.AveragePool.class : Op.Convolution.class);
  }

  @Test
  void should_lower_pools_over_the_whole_map() {
    assertThat(lowered(Pool.globalAvgPool2dBlock(), MAP).ops())
        .singleElement()
        .isInstanceOf(Op.Mean.class);
    assertThat(lowered(Pool.globalMaxPool2dBlock(), MAP).ops())
        .extracting(op -> (Object) op.getClass())
        .containsExactly(Op.MaxPool.class, Op.Mean.class);
    Block kept = LambdaBlock.singleton(x -> x.mean(new int[] {2}, true).mean(new int[] {3}, true));
    assertThat(lowered(kept, MAP).ops()).singleElement().isInstanceOf(Op.AveragePool.class);
  }

  @Test
  void should_lower_a_pool_that_rounds_up_where_nothing_is_left_to_round() {
    Shape two = new Shape(2, 2);
    Block pool = Pool.maxPool2dBlock(two, two, new Shape(0, 0), true);

    assertThat(lowered(pool, Value.map(3, 8, 8)).ops())
        .singleElement()
        .isInstanceOf(Op.MaxPool.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void should_lower_linear_layers(boolean bias) {
    Block block =
        new SequentialBlock()
            .add(Pool.globalAvgPool2dBlock())
            .add(Linear.builder().setUnits(5).optBias(bias).build())
            .add(BatchNorm.builder().build())
            .add(Activation::relu);

    assertThat(lowered(block, MAP).ops())
        .extracting(op -> (Object) op.getClass())
        .containsExactly(Op.Mean.class, Op.FullyConnected.class);
  }

  @Test
  void should_lower_branches_that_are_concatenated() {
    Block block =
        new ParallelBlock(
            branches -> new NDList(NDArrays.concat(flat(branches), 1)),
            List.of(convolution(3), convolution(4), Blocks.identityBlock()));

    assertThat(lowered(block, MAP).ops())
        .hasSize(3)
        .last()
        .isInstanceOfSatisfying(
            Op.Concat.class, op -> assertThat(op.out().channels()).isEqualTo(13));
  }

  @Test
  void should_lower_branches_that_are_added() {
    Block block =
        new ParallelBlock(LoweringTest::sum, List.of(convolution(6), Blocks.identityBlock()));

    assertThat(lowered(block, MAP).ops()).hasSize(2).last().isInstanceOf(Op.Add.class);
  }

  @Test
  void should_lower_a_residual_unit_with_a_relu_after_the_sum() {
    Block block =
        new ParallelBlock(
            branches -> Activation.relu(sum(branches)),
            List.of(
                new SequentialBlock().add(convolution(4)).add(BatchNorm.builder().build()),
                convolution(4),
                new SequentialBlock().add(convolution(4)).add(Activation::relu)));

    assertThat(lowered(block, MAP).ops())
        .extracting(op -> (Object) op.getClass())
        .containsExactly(
            Op.Convolution.class,
            Op.Convolution.class,
            Op.Convolution.class,
            Op.Add.class,
            Op.Add.class,
            Op.Relu.class);
  }

  @Test
  void should_lower_units_of_the_trunk() {
    Graph basic = lowered(ShuffleUnit.basic(8), Value.map(8, 5, 7));
    Graph downsampling = lowered(ShuffleUnit.downsampling(6, 8), MAP);

    assertThat(basic.ops())
        .extracting(op -> (Object) op.getClass())
        .containsExactly(
            Op.Split.class,
            Op.Convolution.class,
            Op.Convolution.class,
            Op.Convolution.class,
            Op.Concat.class,
            Op.Shuffle.class);
    assertThat(downsampling.ops()).hasSize(7);
  }

  private static Block convolution(int filters) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .setFilters(filters)
        .build();
  }

  private static NDList flat(List<NDList> branches) {
    return new NDList(branches.stream().map(NDList::singletonOrThrow).toList());
  }

  private static NDList sum(List<NDList> branches) {
    return new NDList(flat(branches).stream().reduce(NDArray::add).orElseThrow());
  }
}
