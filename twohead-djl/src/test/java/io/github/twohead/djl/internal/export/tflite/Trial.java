package io.github.twohead.djl.internal.export.tflite;

import com.google.common.primitives.Floats;
import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteDescription;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteFormat;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A graph with inputs, what it should give for them, and files of it. */
final class Trial {
  private final Graph graph;
  private final boolean pixels;
  private final List<float[]> inputs = new ArrayList<>();
  private final List<Map<Value, float[]>> values = new ArrayList<>();
  private final Calibrator calibration = new Calibrator();

  private Trial(Graph graph, boolean pixels) {
    this.graph = graph;
    this.pixels = pixels;
  }

  /** Tries normalised inputs. */
  static Trial normalized(Graph graph, int count) {
    return new Trial(graph, false).with(count);
  }

  /** Tries pixels of 0 to 255. */
  static Trial raw(Graph graph, int count) {
    return new Trial(graph, true).with(count);
  }

  private Trial with(int count) {
    Random random = new Random(7);
    for (int i = 0; i < count; i++) {
      float[] input = pattern(random);
      inputs.add(input);
      Map<Value, float[]> computed = TfLiteReference.run(graph, input);
      computed.forEach(calibration::observe);
      values.add(computed);
    }
    return this;
  }

  /** Waves and noise, as (C, H, W). */
  private float[] pattern(Random random) {
    Value in = graph.input();
    int area = in.size() / in.channels();
    float[] input = new float[in.size()];
    for (int c = 0; c < in.channels(); c++) {
      double frequency = random.nextDouble();
      double level = random.nextGaussian() * 0.7;
      for (int i = 0; i < area; i++) {
        double value = level + Math.sin(i * frequency) + random.nextGaussian() * 0.5;
        input[c * area + i] =
            pixels ? Math.round(Math.max(0, Math.min(255, 128 + 60 * value))) : (float) value;
      }
    }
    return input;
  }

  Calibrator calibration() {
    return calibration;
  }

  /** Writes the graph. */
  byte[] write(TfLiteFormat format) {
    return write(format, Map.of());
  }

  /** Writes the graph with thresholds by head. */
  byte[] write(TfLiteFormat format, Map<String, Double> thresholds) {
    return TfLiteWriter.write(graph, format, description(thresholds), calibration.minMax());
  }

  TfLiteDescription description() {
    return description(Map.of());
  }

  private TfLiteDescription description(Map<String, Double> thresholds) {
    List<HeadSpec> heads = graph.outputs().keySet().stream().map(HeadSpec::binary).toList();
    return new TfLiteDescription(
        "test",
        Preprocessing.standard(),
        pixels,
        OperatingPoints.standard(new HeadLayout(heads)).withThresholds(thresholds),
        Map.of("twohead", "{}"));
  }

  /** By input all outputs that a runtime gives for a file. */
  List<float[][]> run(TfLiteRuntime runtime, byte[] file) {
    return runtime.run(
        file, inputs.stream().map(input -> channelsLast(graph.input(), input)).toList());
  }

  /** By input all outputs that it should give. */
  List<float[][]> expected() {
    List<float[][]> expected = new ArrayList<>();
    for (Map<Value, float[]> computed : values) {
      expected.add(
          graph.outputs().values().stream()
              .map(value -> channelsLast(value, computed.get(value)))
              .toArray(float[][]::new));
    }
    return expected;
  }

  /** The greatest difference of outputs. */
  static double difference(List<float[][]> left, List<float[][]> right) {
    return differences(left, right).max().orElseThrow();
  }

  /** The greatest difference of outputs, as a part of the greatest number expected. */
  static double relativeDifference(List<float[][]> actual, List<float[][]> expected) {
    double size = 0;
    for (float number : flat(expected)) {
      size = Math.max(size, Math.abs(number));
    }
    return difference(actual, expected) / size;
  }

  /** The mean difference of outputs. */
  static double meanDifference(List<float[][]> left, List<float[][]> right) {
    return differences(left, right).average().orElseThrow();
  }

  private static DoubleStream differences(List<float[][]> left, List<float[][]> right) {
    float[] one = flat(left);
    float[] other = flat(right);
    return IntStream.range(0, one.length).mapToDouble(i -> Math.abs(one[i] - other[i]));
  }

  private static float[] flat(List<float[][]> outputs) {
    return Floats.concat(outputs.stream().flatMap(Stream::of).toArray(float[][]::new));
  }

  private static float[] channelsLast(Value value, float[] values) {
    int area = values.length / value.channels();
    float[] last = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      last[i % area * value.channels() + i / area] = values[i];
    }
    return last;
  }
}
