package io.github.twohead.djl.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import io.github.twohead.Backbone;
import io.github.twohead.HeadPrediction;
import io.github.twohead.Prediction;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.export.BlockLowering;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.GraphInterpreter;
import io.github.twohead.djl.internal.graph.Op;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkLoweringTest {
  private static final float TOLERANCE = 1e-5f;

  /** Lowers a network, and checks that the graph gives PyTorch's probabilities. */
  private static Graph lowered(Backbone backbone, int width, int height, int... headWidths) {
    return lowered(new RandomNetwork(backbone, width, height, headWidths), width, height);
  }

  private static Graph lowered(RandomNetwork network, int width, int height) {
    try (RandomNetwork random = network) {
      Graph graph = BlockLowering.of(random.network());
      assertThat(graph.input()).hasToString("(3, " + height + ", " + width + ")");
      for (int seed = 0; seed < 2; seed++) {
        float[] image = random.image(seed);
        Prediction expected = random.predict(image);
        Map<String, float[]> actual = GraphInterpreter.run(graph, image);

        assertThat(actual.keySet())
            .containsExactlyElementsOf(
                expected.heads().stream().map(h -> h.head().name()).toList());
        for (HeadPrediction head : expected.heads()) {
          assertThat(head.probability()).as("not saturated").isBetween(0.001, 0.999);
          assertThat(actual.get(head.head().name()))
              .containsExactly(new float[] {(float) head.probability()}, within(TOLERANCE));
        }
      }
      return graph;
    }
  }

  @Test
  void should_lower_one_head() {
    lowered(Backbone.shuffleNetV2x05(), 64, 64, 1024);
  }

  @Test
  void should_lower_heads_of_different_width_on_an_image_that_is_not_square() {
    lowered(Backbone.shuffleNetV2x05(), 64, 96, 1024, 32);
    lowered(Backbone.shuffleNetV2x05(), 65, 33, 8, 256, 24);
  }

  @Test
  void should_lower_heads_that_pool_first() {
    RandomNetwork network = new RandomNetwork(Backbone.shuffleNetV2x05(), true, 64, 96, 40, 24);

    Graph graph = lowered(network, 64, 96);

    // the map is averaged once for all heads
    assertThat(GraphInterpreter.ops(graph, Op.Mean.class)).hasSize(1);
    assertThat(GraphInterpreter.ops(graph, Op.Convolution.class)).hasSize(55);
    assertThat(GraphInterpreter.ops(graph, Op.FullyConnected.class)).hasSize(4);
  }

  private static List<Backbone.BuiltIn> backbones() {
    return Backbone.builtIn();
  }

  @ParameterizedTest
  @MethodSource("backbones")
  void should_lower_every_trunk(Backbone backbone) {
    lowered(backbone, 64, 64, 16, 16);
  }

  @Test
  void should_leave_no_batch_normalisation_and_no_relu() {
    Graph graph = lowered(Backbone.shuffleNetV2x05(), 32, 32, 8);

    // 1 + 16 units with 3, 3 of them with 2 more, + 1 of the head
    assertThat(GraphInterpreter.ops(graph, Op.Convolution.class)).hasSize(56);
    assertThat(GraphInterpreter.ops(graph, Op.Affine.class)).isEmpty();
    assertThat(GraphInterpreter.ops(graph, Op.Relu.class)).isEmpty();
    assertThat(GraphInterpreter.ops(graph, Op.Shuffle.class)).hasSize(16);
    assertThat(GraphInterpreter.ops(graph, Op.MaxPool.class)).hasSize(1);
  }

  @Test
  void should_lower_a_backbone_of_djl_blocks() {
    lowered(DjlBackbone.of("custom", NetworkLoweringTest::custom), 48, 40, 12, 5);
  }

  private static Block custom() {
    Block bottleneck =
        new SequentialBlock()
            .add(convolution(4, 1, 1))
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(convolution(8, 3, 1));
    return new SequentialBlock()
        .add(convolution(8, 3, 2))
        .add(BatchNorm.builder().optCenter(false).build())
        .add(Activation.reluBlock())
        .add(Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)))
        .add(
            new ParallelBlock(
                branches -> new NDList(branches.get(0).head().add(branches.get(1).head())),
                List.of(bottleneck, Blocks.identityBlock())))
        .add(
            new ParallelBlock(
                branches ->
                    new NDList(
                        NDArrays.concat(
                            new NDList(branches.get(0).head(), branches.get(1).head()), 1)),
                List.of(
                    new SequentialBlock().add(convolution(6, 3, 2)).add(Activation::relu),
                    new SequentialBlock()
                        .add(Pool.avgPool2dBlock(new Shape(2, 2)))
                        .add(convolution(5, 1, 1)))))
        .add(Dropout.builder().build());
  }

  private static Block convolution(int filters, int kernel, int stride) {
    return Conv2d.builder()
        .setKernelShape(new Shape(kernel, kernel))
        .optPadding(new Shape(kernel / 2, kernel / 2))
        .optStride(new Shape(stride, stride))
        .setFilters(filters)
        .build();
  }
}
