package io.github.twohead.djl.internal.export.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole network with two heads, in each format and interpreter. */
class NetworkFileTest {
  private static Trial normalized;
  private static Trial raw;

  @BeforeAll
  static void compute() {
    normalized = Trial.normalized(ShuffleNetGraph.normalized(64, 128, "screen", "other"), 12);
    raw = Trial.raw(ShuffleNetGraph.raw(64, 128, "screen", "other"), 12);
  }

  static Stream<Arguments> formats() {
    return Stream.of(TfLiteFormat.values())
        .flatMap(f -> Stream.of(TfLiteRuntime.values()).map(runtime -> Arguments.of(f, runtime)));
  }

  /** The greatest difference of probabilities; on average it is at most a third. */
  private static double tolerance(TfLiteFormat format) {
    return switch (format) {
      case FLOAT32 -> 1e-5;
      case FLOAT16 -> 2e-3;
      case DYNAMIC_INT8 -> 0.05;
      case INT8 -> 0.075;
    };
  }

  @ParameterizedTest
  @MethodSource("formats")
  void should_give_the_probabilities_of_the_network(TfLiteFormat format, TfLiteRuntime runtime) {
    assertClose(normalized, format, runtime);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void should_normalise_pixels_itself(TfLiteFormat format, TfLiteRuntime runtime) {
    assertClose(raw, format, runtime);
  }

  private static void assertClose(Trial trial, TfLiteFormat format, TfLiteRuntime runtime) {
    List<float[][]> actual = trial.run(runtime, trial.write(format));

    List<float[][]> expected = trial.expected();
    assertThat(Trial.difference(actual, expected)).isLessThan(tolerance(format));
    assertThat(Trial.meanDifference(actual, expected)).isLessThan(tolerance(format) / 3);
  }

  @ParameterizedTest
  @EnumSource
  void should_give_the_same_in_all_interpreters(TfLiteFormat format) {
    byte[] file = normalized.write(format);
    List<float[][]> first = normalized.run(TfLiteRuntime.NEW, file);

    TfLiteRuntime.available()
        .forEach(
            runtime ->
                assertThat(Trial.difference(first, normalized.run(runtime, file)))
                    .as(runtime.name())
                    .isLessThan(tolerance(format)));
  }

  /** What XNNPACK leaves over takes several times as long. */
  @ParameterizedTest
  @EnumSource
  void should_be_taken_over_by_xnnpack_as_a_whole(TfLiteFormat format) {
    assertThat(TfLiteRuntime.nodesLeftByXnnpack(raw.write(format))).isOne();
  }

  @Test
  void should_be_tried_on_probabilities_that_differ() {
    for (Trial trial : List.of(normalized, raw)) {
      List<float[][]> expected = trial.expected();

      assertThat(expected.stream().flatMap(Stream::of).map(out -> out[0]))
          .allSatisfy(probability -> assertThat(probability).isBetween(0.1f, 0.9f));
      assertThat(Trial.difference(expected.subList(0, 11), expected.subList(1, 12)))
          .isGreaterThan(0.1);
    }
  }
}
