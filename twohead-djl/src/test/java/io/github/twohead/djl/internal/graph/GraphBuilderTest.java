package io.github.twohead.djl.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Normalization;
import io.github.twohead.djl.internal.graph.Op.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
  private static final float[] IMAGE = {1, -2, 3, -4, 5, -6, 7, -8};
  private static final float[] SCALE = {2, -0.5f};
  private static final float[] OFFSET = {0.25f, -3};
  private static final Window ONE = Window.square(1, 1, 0);

  private final GraphBuilder builder = new GraphBuilder(Value.map(2, 2, 2));
  private final Value input = builder.input();

  @Test
  void should_fold_scale_offset_and_relu_into_a_convolution() {
    Value convolved = convolution(input);
    Value out = builder.relu(builder.affine(convolved, SCALE, OFFSET));

    assertFolds(Op.Convolution.class, convolved, out);
  }

  @Test
  void should_fold_scale_offset_and_relu_into_a_linear_layer() {
    Value mean = builder.mean(input);
    Value linear = builder.fullyConnected(mean, new float[] {1, 2, -3, 4}, new float[] {5, -6});
    Value out = builder.relu(builder.affine(linear, SCALE, OFFSET));

    Graph apart = builder.build(outputs(out, linear));
    Graph folded = builder.build(outputs(out));

    assertThat(apart.ops()).hasSize(3);
    assertThat(folded.ops()).hasSize(2).last().isInstanceOf(Op.FullyConnected.class);
    assertThat(run(folded)).containsExactly(run(apart), within(1e-5f));
  }

  @Test
  void should_fold_one_scale_into_another() {
    Value scaled = builder.affine(input, SCALE, OFFSET);

    assertFolds(Op.Affine.class, scaled, builder.relu(builder.affine(scaled, OFFSET, SCALE)));
  }

  /** Another output in between keeps two operations apart. */
  private void assertFolds(Class<? extends Op> kind, Value between, Value out) {
    Graph apart = builder.build(outputs(out, between));
    Graph folded = builder.build(outputs(out));

    assertThat(apart.ops()).hasSize(2);
    assertThat(folded.ops()).singleElement().isInstanceOf(kind);
    assertThat(folded.ops().get(0).outputs()).containsExactly(out);
    assertThat(run(folded)).containsExactly(run(apart), within(1e-5f));
  }

  @Test
  void should_not_fold_a_scale_over_a_relu() {
    Value out = builder.affine(builder.relu(convolution(input)), SCALE, OFFSET);

    assertThat(builder.build(outputs(out)).ops())
        .extracting(op -> (Object) op.getClass())
        .containsExactly(Op.Convolution.class, Op.Affine.class);
  }

  @Test
  void should_not_fold_what_another_operation_uses_too() {
    Value convolved = convolution(input);
    Value out = builder.add(builder.affine(convolved, SCALE, OFFSET), convolved);

    assertThat(builder.build(outputs(out)).ops()).hasSize(3);
  }

  @Test
  void should_keep_the_order_of_outputs() {
    Map<String, Value> outputs = new LinkedHashMap<>();
    for (String name : List.of("z", "a", "m", "b", "y", "c")) {
      outputs.put(name, builder.sigmoid(input));
    }

    assertThat(builder.build(outputs).outputs().keySet())
        .containsExactlyElementsOf(outputs.keySet());
  }

  @Test
  void should_refuse_numbers_that_do_not_fit() {
    Value vector = builder.mean(input);

    assertRefused(b -> b.affine(input, new float[3], new float[3]), "3 scales");
    assertRefused(b -> b.affine(input, new float[2], new float[1]), "1 offsets");
    assertRefused(b -> b.convolution(input, ONE, new float[3], new float[1], 1), "3 weights");
    assertRefused(b -> b.convolution(input, ONE, new float[2], new float[4], 2), "2 groups");
    assertRefused(b -> b.convolution(vector, ONE, new float[2], new float[1], 1), "maps");
    assertRefused(b -> b.fullyConnected(input, new float[2], new float[1]), "vectors");
    assertRefused(b -> b.fullyConnected(vector, new float[3], new float[1]), "3 weights");
    assertRefused(b -> b.maxPool(input, Window.square(3, 1, 0)), "Window");
    assertRefused(b -> b.averagePool(input, Window.square(3, 1, 1)), "padding");
    assertRefused(b -> b.split(input, 3), "3 parts");
    assertRefused(b -> b.shuffle(input, 3), "3 groups");
    assertRefused(b -> b.mean(vector), "maps");
    assertRefused(b -> b.softmax(input), "vectors");
    assertRefused(b -> b.concat(List.of(input, Value.map(2, 2, 3))), "(2, 2, 2)");
    assertRefused(b -> b.add(input, Value.map(3, 2, 2)), "(3, 2, 2)");
  }

  private void assertRefused(Consumer<GraphBuilder> operation, String part) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> operation.accept(builder))
        .withMessageContaining("does not fit")
        .withMessageContaining(part);
  }

  @Test
  void should_take_raw_pixels() {
    GraphBuilder image = new GraphBuilder(Value.map(3, 1, 2));
    Graph graph = image.build(Map.of("out", image.relu(image.input())));
    Normalization normalization = new Normalization(0.1f, 0.2f, 0.3f, 0.5f, 0.25f, 0.2f);

    Graph raw = GraphBuilder.withRawPixels(graph, normalization);

    // (200 / 255 - 0.1) / 0.5 and so on
    assertThat(GraphInterpreter.run(raw, new float[] {200, 0, 255, 51, 76.5f, 255}).get("out"))
        .containsExactly(new float[] {1.3686274f, 0, 3.2f, 0, 0, 3.5f}, within(1e-5f));
  }

  private Value convolution(Value in) {
    return builder.convolution(in, ONE, new float[] {1, -1, 0.5f, 2}, new float[] {-1, 1}, 1);
  }

  private static Map<String, Value> outputs(Value... values) {
    Map<String, Value> outputs = new LinkedHashMap<>();
    for (Value value : values) {
      outputs.put("out" + outputs.size(), value);
    }
    return outputs;
  }

  private static float[] run(Graph graph) {
    return GraphInterpreter.run(graph, IMAGE).get("out0");
  }
}
