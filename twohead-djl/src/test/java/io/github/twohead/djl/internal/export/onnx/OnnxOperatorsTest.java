package io.github.twohead.djl.internal.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.GraphInterpreter;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.formats.onnx.OnnxFile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every operation in ONNX Runtime, against what it means. */
class OnnxOperatorsTest {
  private static final Window WINDOW = new Window(3, 2, 2, 1, 1, 0);
  private static final int BATCH = 3;

  private final Random random = new Random(5);
  private final GraphBuilder builder = new GraphBuilder(Value.map(3, 7, 5));
  private final Map<String, Value> outputs = new LinkedHashMap<>();

  @Test
  void should_compute_every_operation() throws OrtException {
    Value map = builder.concat(List.of(builder.input(), builder.input()));
    Value vector = output(builder.mean(map));
    output(builder.convolution(map, WINDOW, numbers(4 * 36), numbers(4), 1));
    output(builder.relu(builder.convolution(map, WINDOW, numbers(36), numbers(6), 6)));
    output(builder.affine(map, numbers(6), numbers(6)));
    output(builder.relu(builder.affine(vector, numbers(6), numbers(6))));
    output(builder.maxPool(map, WINDOW));
    output(builder.averagePool(map, new Window(3, 2, 2, 1, 0, 0)));
    output(builder.relu(map));
    output(builder.sigmoid(map));
    output(builder.softmax(vector));
    output(builder.shuffle(map, 2));
    output(builder.fullyConnected(vector, numbers(24), numbers(4)));
    output(builder.relu(builder.fullyConnected(vector, numbers(24), numbers(4))));
    List<Value> parts = builder.split(map, 3);
    output(builder.concat(List.of(parts.get(2), parts.get(0))));
    output(builder.add(parts.get(1), parts.get(2)));
    Graph graph = builder.build(outputs);

    assertThat(GraphInterpreter.kinds(graph)).isEqualTo(GraphInterpreter.kinds());
    assertThat(graph.ops().stream().filter(Op.Relu.class::isInstance)).hasSize(1);
    compare(graph);
    checkReadBack(OnnxWriter.write(graph, Map.of()));
  }

  /** An export is read back, by what reads files from elsewhere too. */
  private static void checkReadBack(byte[] file) {
    assertThat(OnnxFile.read(ByteBuffer.allocateDirect(file.length).put(0, file)).outputs())
        .hasSizeGreaterThan(10);
  }

  private Value output(Value value) {
    outputs.put("out" + outputs.size(), value);
    return value;
  }

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private void compare(Graph graph) throws OrtException {
    float[][] images = new float[BATCH][];
    Arrays.setAll(images, i -> numbers(graph.input().size()));
    try (OnnxModel model = new OnnxModel(graph, Map.of())) {
      Map<String, float[]> actual = model.run(images);

      assertThat(actual.keySet()).isEqualTo(graph.outputs().keySet());
      for (int i = 0; i < BATCH; i++) {
        for (Map.Entry<String, float[]> wanted :
            GraphInterpreter.run(graph, images[i]).entrySet()) {
          int size = wanted.getValue().length;
          float[] row = Arrays.copyOfRange(actual.get(wanted.getKey()), i * size, (i + 1) * size);
          assertThat(row)
              .as("%s of image %d", wanted.getKey(), i)
              .containsExactly(wanted.getValue(), within(1e-5f));
        }
      }
    }
  }
}
