package io.github.twohead.djl.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.twohead.Device;
import io.github.twohead.Normalization;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.GraphInterpreter;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GraphRunnerTest {
  private final Random random = new Random(1);

  @Test
  void should_compute_what_every_operation_means() {
    Graph graph = graph();
    float[] image = numbers(4 * 9 * 8, 1);

    Map<String, float[]> expected = GraphInterpreter.run(graph, image);
    Map<Value, float[]> seen = new HashMap<>();
    try (NDManager manager = Torch.engine().newBaseManager(Torch.device(Device.cpu()))) {
      NDArray images = manager.create(image, new Shape(1, 4, 9, 8));
      GraphRunner.run(graph, images, (value, array) -> seen.put(value, array.toFloatArray()));
    }

    assertThat(GraphInterpreter.kinds(graph)).isEqualTo(GraphInterpreter.kinds());
    graph
        .outputs()
        .forEach(
            (name, value) ->
                assertThat(seen.get(value)).containsExactly(expected.get(name), within(1e-5f)));
    assertThat(seen.get(graph.input())).containsExactly(image);
    long results = graph.ops().stream().mapToLong(op -> op.outputs().size()).sum();
    assertThat(seen).hasSize((int) results + 1);
  }

  /** Every kind of operation, on maps that are not square. */
  private Graph graph() {
    GraphBuilder b = new GraphBuilder(Value.map(4, 9, 8));
    Value x = b.affine(b.input(), numbers(4, 1), numbers(4, 1));
    x = b.convolution(x, new Window(3, 1, 2, 1, 1, 0), numbers(6 * 4 * 3, 1), numbers(6, 1), 1);
    x = b.relu(b.maxPool(x, Window.square(3, 2, 1)));
    List<Value> halves = b.split(x, 2);
    Value left =
        b.convolution(halves.get(0), Window.square(3, 1, 1), numbers(27, 1), numbers(3, 1), 3);
    x = b.shuffle(b.concat(List.of(b.relu(left), b.add(halves.get(0), halves.get(1)))), 2);
    x = b.averagePool(x, Window.square(2, 1, 0));
    Value vector = b.mean(b.sigmoid(x));
    Value shifted = b.relu(b.affine(b.sigmoid(vector), numbers(6, 1), numbers(6, 1)));
    Value out = b.fullyConnected(shifted, numbers(12, 1), numbers(2, 1));
    Value choice = b.softmax(vector);
    return b.build(Map.of("out", b.sigmoid(out), "choice", choice, "other", vector));
  }

  private float[] numbers(int count, float scale) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian() * scale;
    }
    return numbers;
  }

  @Test
  void should_take_raw_pixels() {
    GraphBuilder b = new GraphBuilder(Value.map(3, 2, 2));
    Graph normalised = b.build(Map.of("out", b.mean(b.input())));
    Graph raw = GraphBuilder.withRawPixels(normalised, Normalization.IMAGENET);
    Map<Value, float[]> seen = new HashMap<>();
    try (NDManager manager = Torch.engine().newBaseManager(Torch.device(Device.cpu()))) {
      NDArray grey = manager.full(new Shape(1, 3, 2, 2), 128f);
      GraphRunner.run(raw, grey, (value, array) -> seen.put(value, array.toFloatArray()));
    }

    float red = (128 / 255f - 0.485f) / 0.229f;
    assertThat(seen.get(raw.outputs().get("out"))[0]).isCloseTo(red, within(1e-5f));
  }
}
