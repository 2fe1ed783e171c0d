package io.github.twohead.djl.internal.export.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.twohead.djl.internal.export.tflite.Calibrator.Range;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteDescription;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteFormat;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.formats.Half;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that are hard to store, and those that cannot be. */
class WeightsTest {
  private static final Window POINT = Window.square(1, 1, 0);

  @ParameterizedTest
  @CsvSource({
    "0, 0000",
    "-0.0, 8000",
    "1, 3c00",
    "-2, c000",
    "0.1, 2e66",
    "65504, 7bff",
    "65519, 7bff",
    "0.00006103515625, 0400", // 2^-14, the least normal number
    "0.00006097555, 03ff",
    "5.9604645e-8, 0001", // 2^-24, the least number
    "2.9802322e-8, 0000", // half of it: to even
    "2.98023260e-8, 0001",
    "1e-10, 0000",
    "1.00048828125, 3c00", // halfway to the next: to even
    "1.0004884, 3c01",
    "1.00146484375, 3c02", // halfway from an odd one
    "2047.5, 6800" // rounds up into the next power of 2
  })
  void should_round_to_the_nearest_half(float value, String bits) {
    assertThat(Half.of(value)).isEqualTo((short) Integer.parseInt(bits, 16));
  }

  @ParameterizedTest
  @EnumSource
  void should_compute_convolutions_of_equal_scales(TfLiteRuntime runtime) {
    TestGraph net = new TestGraph(Value.map(8, 6, 6), 3);
    float[] weights = net.gaussian(64, 0.2);
    for (int channel = 0; channel < 8; channel++) {
      weights[channel * 8 + channel] = 1; // the greatest of each channel
    }
    net.output("out", net.convolution(net.input(), 8, POINT, weights, 1, false));
    Trial trial = Trial.normalized(net.graph(), 2);

    for (TfLiteFormat format : TfLiteFormat.values()) {
      List<float[][]> actual = trial.run(runtime, trial.write(format));

      assertThat(Trial.relativeDifference(actual, trial.expected()))
          .as("%s", format)
          .isLessThan(0.02);
    }
  }

  /** Training leaves channels whose weights are almost 0, and some that a bias keeps silent. */
  @ParameterizedTest
  @EnumSource
  void should_compute_channels_that_died(TfLiteRuntime runtime) {
    TestGraph net = new TestGraph(Value.map(8, 6, 6), 3);
    float[] weights = net.gaussian(64, 0.5);
    for (int i = 0; i < 8; i++) {
      weights[i] = 0;
      weights[8 + i] *= 1e-12f;
      weights[16 + i] *= 1e-30f;
      weights[24 + i] *= 1e-5f;
    }
    float[] bias = net.gaussian(8, 0.2);
    bias[2] = 0;
    bias[3] = -3e4f;
    Value hidden = net.convolution(net.input(), POINT, weights, bias, 1, true);
    float[] kernels = net.gaussian(72, 0.5);
    for (int i = 9; i < 18; i++) {
      kernels[i] *= 1e-12f;
    }
    net.output("out", net.convolution(hidden, 8, Window.square(3, 1, 1), kernels, 8, false));
    Trial trial = Trial.normalized(net.graph(), 2);

    for (TfLiteFormat format : TfLiteFormat.values()) {
      byte[] file = trial.write(format);
      List<float[][]> actual = trial.run(runtime, file);

      assertThat(TfLiteRuntime.nodesLeftByXnnpack(file)).isOne();
      assertThat(Trial.relativeDifference(actual, trial.expected()))
          .as("%s", format)
          .isLessThan(0.02);
    }
  }

  /** The greatest half is 65504; those below 2^-14 have fewer digits. */
  @ParameterizedTest
  @ValueSource(floats = {7e4f, 1e30f, 1e-7f})
  void should_store_layers_that_16_bits_cannot_hold_in_32(float size) {
    TestGraph net = new TestGraph(Value.map(40, 6, 6), 3);
    float[] weights = net.gaussian(1600, 1);
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= size;
    }
    net.output("out", net.convolution(net.input(), POINT, weights, new float[40], 1, false));
    Trial trial = Trial.normalized(net.graph(), 2);

    byte[] file = trial.write(TfLiteFormat.FLOAT16);

    TfLiteRuntime.available()
        .forEach(
            runtime ->
                assertThat(Trial.relativeDifference(trial.run(runtime, file), trial.expected()))
                    .as("%s", runtime)
                    .isLessThan(1e-5));
  }

  @ParameterizedTest
  @EnumSource(names = {"DYNAMIC_INT8", "INT8"})
  void should_refuse_weights_that_are_no_numbers(TfLiteFormat format) {
    Graph graph = net(Float.NaN);
    Trial good = Trial.normalized(net(1), 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfLiteWriter.write(graph, format, good.description(), ranges(graph)))
        .withMessageContaining("NaN");
  }

  @ParameterizedTest
  @EnumSource(names = {"DYNAMIC_INT8", "INT8"})
  void should_refuse_biases_that_are_no_numbers(TfLiteFormat format) {
    TestGraph net = new TestGraph(Value.map(40, 6, 6), 3);
    float[] bias = net.gaussian(40, 1);
    bias[1] = Float.POSITIVE_INFINITY;
    Value out = net.convolution(net.input(), POINT, net.gaussian(1600, 1), bias, 1, false);
    net.output("out", out);
    Graph graph = net.graph();
    TfLiteDescription description = Trial.normalized(net(1), 1).description();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfLiteWriter.write(graph, format, description, ranges(graph)))
        .withMessageContaining("Infinity");
  }

  private static Map<Value, Range> ranges(Graph graph) {
    return Map.of(graph.input(), new Range(-1, 1), graph.outputs().get("out"), new Range(-1, 1));
  }

  private static Graph net(float weight) {
    TestGraph net = new TestGraph(Value.map(40, 6, 6), 3);
    float[] weights = net.gaussian(1600, 0.5);
    weights[5] = weight;
    net.output("out", net.convolution(net.input(), 40, POINT, weights, 1, false));
    return net.graph();
  }

  @Test
  void should_say_which_range_is_missing() {
    Graph graph = net(1);
    Trial trial = Trial.normalized(graph, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfLiteWriter.write(graph, TfLiteFormat.INT8, trial.description()))
        .withMessageContaining("range")
        .withMessageContaining("(40, 6, 6)");
  }

  @Test
  void should_refuse_heads_of_another_graph() {
    Trial other = Trial.normalized(ShuffleNetGraph.normalized(32, 8, "screen"), 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfLiteWriter.write(net(1), TfLiteFormat.FLOAT32, other.description()))
        .withMessageContaining("screen")
        .withMessageContaining("out");
  }

  @Test
  void should_refuse_convolutions_in_groups() {
    Value in = Value.map(8, 6, 6);
    Value out = Value.map(8, 6, 6);
    Op grouped = new Op.Convolution(in, out, POINT, new float[32], new float[8], 2, false);
    Graph graph = new Graph(in, List.of(grouped), Map.of("out", out));
    Trial trial = Trial.normalized(net(1), 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfLiteWriter.write(graph, TfLiteFormat.FLOAT32, trial.description()))
        .withMessageContaining("2 groups");
  }

  @Test
  void should_refuse_operations_in_the_wrong_order() {
    Value in = Value.map(8, 6, 6);
    Value middle = Value.map(8, 6, 6);
    Value out = Value.map(8, 6, 6);
    List<Op> ops = List.of(new Op.Relu(middle, out), new Op.Relu(in, middle));
    Graph graph = new Graph(in, ops, Map.of("out", out));
    Trial trial = Trial.normalized(net(1), 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfLiteWriter.write(graph, TfLiteFormat.FLOAT32, trial.description()))
        .withMessageContaining("no operation before computes it");
  }
}
