package io.github.twohead.djl.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.GraphInterpreter;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.Map;
import java.util.Random;

/** Lowers one block with random weights and statistics. */
public final class BlockHarness {
  private static final double TOLERANCE = 1e-5; // of the largest output

  private BlockHarness() {}

  /** Lowers a block, and checks that the graph gives what the block gives. */
  public static Graph lowered(Block block, Value in) {
    Random random = new Random(3);
    try (NDManager manager = Torch.newManager(Device.cpu())) {
      Shape shape =
          in.isVector()
              ? new Shape(1, in.channels())
              : new Shape(1, in.channels(), in.height(), in.width());
      block.initialize(manager, DataType.FLOAT32, shape);
      block.getParameters().values().forEach(parameter -> draw(parameter, random));
      ParameterStore parameters = new ParameterStore(manager, false);
      Graph graph = lower(block, in, new Probe(manager, parameters));
      float[] numbers = numbers(in.size(), random);
      NDArray output =
          Torch.withoutGradient(
              () ->
                  block
                      .forward(parameters, new NDList(manager.create(numbers, shape)), false)
                      .singletonOrThrow());

      assertThat(output.getShape()).isEqualTo(shape(graph.outputs().get("out")));
      compare(GraphInterpreter.run(graph, numbers).get("out"), output.toFloatArray());
      return graph;
    }
  }

  private static Graph lower(Block block, Value in, Probe probe) {
    GraphBuilder builder = new GraphBuilder(in);
    Value out =
        Torch.withoutGradient(() -> new BlockLowering("network", builder, probe).lower(block, in));
    return builder.build(Map.of("out", out));
  }

  private static void compare(float[] actual, float[] expected) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).isPositive();
    assertThat(actual).containsExactly(expected, within((float) (TOLERANCE * largest)));
  }

  private static Shape shape(Value value) {
    return value.isVector()
        ? new Shape(1, value.channels())
        : new Shape(1, value.channels(), value.height(), value.width());
  }

  private static float[] numbers(int count, Random random) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static void draw(Parameter parameter, Random random) {
    NDArray array = parameter.getArray();
    float[] values = numbers((int) array.size(), random);
    if (parameter.getType() == Parameter.Type.RUNNING_VAR) {
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.1f + values[i] * values[i];
      }
    }
    Torch.set(array, values);
  }
}
