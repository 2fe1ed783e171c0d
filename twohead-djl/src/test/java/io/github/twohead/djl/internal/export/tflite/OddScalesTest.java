package io.github.twohead.djl.internal.export.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteFormat;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.formats.tflite.TfLiteFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are far from 1, or all alike, and what 8 bits make of them. */
class OddScalesTest {
  private static final Window POINT = Window.square(1, 1, 0);
  private static final Window SAME = Window.square(3, 1, 1);
  private static final int NETWORKS = 60;

  /** What a network computes inside is in any unit: a factor that a later layer undoes. */
  @ParameterizedTest
  @ValueSource(ints = {-100, -30, 30, 100})
  void should_write_the_same_file_in_any_unit(int exponent) {
    byte[] usual = Trial.normalized(network(1), 2).write(TfLiteFormat.INT8);

    byte[] file =
        Trial.normalized(network((float) Math.pow(2, exponent)), 2).write(TfLiteFormat.INT8);

    assertThat(file).isEqualTo(usual);
  }

  private static Graph network(float unit) {
    TestGraph net = new TestGraph(Value.map(3, 8, 10), 3);
    float[] weights = scaled(net.gaussian(8 * 3, 0.4), unit);
    float[] bias = scaled(net.gaussian(8, 0.2), unit);
    Value x = net.convolution(net.input(), POINT, weights, bias, 1, true);
    List<Value> halves = net.split(net.maxPool(x, SAME), 2);
    Value left = net.convolution(halves.get(0), SAME, net.gaussian(36, 0.3), new float[4], 4, true);
    x = net.shuffle(net.concat(left, net.relu(net.add(halves.get(0), halves.get(1)))), 2);
    float[] undone = scaled(net.gaussian(8, 0.5), 1 / unit);
    Value logit = net.linear(net.mean(x), undone, new float[] {0.1f});
    net.output("screen", net.sigmoid(logit));
    return net.graph();
  }

  private static float[] scaled(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }

  /** Logits of ±1000, of which only those around 0 are told apart. */
  @ParameterizedTest
  @EnumSource
  void should_keep_the_digits_of_logits_that_matter(TfLiteRuntime runtime) {
    TestGraph net = new TestGraph(Value.map(6, 4, 4), 3);
    Value logits = net.convolution(net.input(), 8, POINT, net.gaussian(48, 300), 1, false);
    net.output("screen", net.sigmoid(logits));
    Trial trial = Trial.normalized(net.graph(), 3);

    List<float[][]> actual = trial.run(runtime, trial.write(TfLiteFormat.INT8));

    assertThat(Trial.meanDifference(actual, trial.expected())).isLessThan(0.01);
  }

  /** In steps of 1/256 every answer would be on one side. */
  @ParameterizedTest
  @CsvSource({"0.999, 6.9", "0.9999, 9.2", "0.0005, -7.6"})
  void should_decide_by_thresholds_near_0_or_1(double threshold, float logit) {
    TestGraph net = new TestGraph(Value.map(6, 4, 4), 3);
    float[] weights = net.gaussian(6, 1.5);
    net.output(
        "screen", net.sigmoid(net.linear(net.mean(net.input()), weights, new float[] {logit})));
    Trial trial = Trial.normalized(net.graph(), 20);
    byte[] file = trial.write(TfLiteFormat.INT8, Map.of("screen", threshold));

    for (TfLiteRuntime runtime : TfLiteRuntime.values()) {
      List<float[][]> actual = trial.run(runtime, file);

      assertThat(decisions(actual, threshold))
          .isEqualTo(decisions(trial.expected(), threshold))
          .contains(true, false);
    }
  }

  private static List<Boolean> decisions(List<float[][]> answers, double threshold) {
    return answers.stream().map(answer -> answer[0][0] >= threshold).toList();
  }

  /** Runtimes quantise the inputs of {@code DYNAMIC_INT8}'s layers each in its own way. */
  @ParameterizedTest
  @EnumSource
  void should_run_whatever_the_weights_are_and_mean_the_same_everywhere(TfLiteFormat format) {
    List<Trial> trials = oddTrials();
    assertThat(trials).hasSizeGreaterThan(NETWORKS / 2);
    float tolerance = format == TfLiteFormat.DYNAMIC_INT8 ? 1 : 0.01f;
    for (Trial trial : trials) {
      byte[] file = trial.write(format);
      TfLiteFile.read(ByteBuffer.allocateDirect(file.length).put(file).flip());
      List<Float> answers =
          TfLiteRuntime.available().map(runtime -> trial.run(runtime, file).get(0)[0][0]).toList();

      assertThat(answers)
          .as("network %d", trials.indexOf(trial))
          .allSatisfy(answer -> assertThat(answer).isBetween(0f, 1f))
          .allSatisfy(answer -> assertThat(answer).isCloseTo(answers.get(0), within(tolerance)));
    }
  }

  /** Networks that compute numbers of magnitudes that 32-bit sums hold. */
  private static List<Trial> oddTrials() {
    List<Trial> trials = new ArrayList<>();
    for (int seed = 0; seed < NETWORKS; seed++) {
      Graph graph = network(1);
      Random random = new Random(seed);
      graph.ops().forEach(op -> change(op, random));
      Trial trial = Trial.normalized(graph, 1);
      if (trial.calibration().minMax().values().stream().allMatch(range -> range.max() < 1e15)) {
        trials.add(trial);
      }
    }
    return trials;
  }

  private static void change(Op op, Random random) {
    if (op instanceof Op.Convolution convolution) {
      change(convolution.weights(), convolution.out().channels(), random);
      change(convolution.bias(), convolution.out().channels(), random);
    } else if (op instanceof Op.FullyConnected linear) {
      change(linear.weights(), 1, random);
      change(linear.bias(), 1, random);
    }
  }

  private static void change(float[] values, int channels, Random random) {
    int size = values.length / channels;
    switch (random.nextInt(8)) {
      case 0 -> Arrays.fill(values, 0);
      case 1 -> Arrays.fill(values, -0.5f);
      case 2 -> scaled(values, (float) Math.pow(10, random.nextInt(-44, 20)));
      case 3 -> values[random.nextInt(values.length)] = 1e10f;
      case 4 -> {
        for (int channel = 0; channel < channels; channel++) {
          float factor = (float) Math.pow(10, random.nextInt(-30, 8));
          for (int i = channel * size; i < (channel + 1) * size; i++) {
            values[i] *= factor;
          }
        }
      }
      default -> {}
    }
  }
}
