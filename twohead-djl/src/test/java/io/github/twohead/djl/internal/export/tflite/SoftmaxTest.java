package io.github.twohead.djl.internal.export.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteFormat;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation.Kind;
import io.github.twohead.runtime.internal.formats.NetworkFile.NetworkOutput;
import io.github.twohead.runtime.internal.formats.tflite.TfLiteFile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Choices among several, alone and beside a yes/no question. */
class SoftmaxTest {
  private static final int MANY = 300;

  static Stream<Arguments> formats() {
    return Stream.of(TfLiteFormat.values())
        .flatMap(f -> Stream.of(TfLiteRuntime.values()).map(runtime -> Arguments.of(f, runtime)));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void should_answer_beside_a_sigmoid_in_either_order(TfLiteFormat format, TfLiteRuntime runtime) {
    for (boolean first : List.of(true, false)) {
      Trial trial = Trial.normalized(mixed(first).graph(), 4);

      List<float[][]> actual = trial.run(runtime, trial.write(format));

      assertThat(Trial.difference(actual, trial.expected())).isLessThan(tolerance(format));
    }
  }

  private static double tolerance(TfLiteFormat format) {
    return switch (format) {
      case FLOAT32 -> 1e-5;
      case FLOAT16 -> 2e-3;
      case DYNAMIC_INT8, INT8 -> 0.05;
    };
  }

  private static TestGraph mixed(boolean first) {
    TestGraph net = new TestGraph(Value.map(3, 8, 10), 5);
    Value mean = net.mean(net.convolution(net.input(), 32, Window.square(3, 2, 1), true));
    if (first) {
      net.output("kind", net.softmax(net.linear(mean, 3, 2, false)));
    }
    net.output("screen", net.sigmoid(net.linear(mean, 1, 2, false)));
    if (!first) {
      net.output("kind", net.softmax(net.linear(mean, 3, 2, false)));
    }
    return net;
  }

  /** In steps of 1/256 they would all be 0. */
  @ParameterizedTest
  @EnumSource
  void should_tell_many_unlikely_choices_apart(TfLiteFormat format) {
    TestGraph net = new TestGraph(Value.map(3, 8, 10), 5);
    Value mean = net.mean(net.convolution(net.input(), 32, Window.square(3, 2, 1), true));
    net.output("kind", net.softmax(net.linear(mean, MANY, 1, false)));
    Trial trial = Trial.normalized(net.graph(), 2);
    float[] expected = trial.expected().get(0)[0];

    float[] actual = trial.run(TfLiteRuntime.NEW_XNNPACK, trial.write(format)).get(0)[0];

    double sum = 0;
    for (int i = 0; i < MANY; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(0.1f * expected[i]));
      sum += actual[i];
    }
    assertThat(sum).isCloseTo(1, within(1e-5));
  }

  @ParameterizedTest
  @EnumSource
  void should_show_what_it_is(TfLiteFormat format) {
    byte[] file = Trial.normalized(mixed(true).graph(), 2).write(format);

    List<NetworkOutput> outputs =
        TfLiteFile.read(ByteBuffer.allocateDirect(file.length).put(file).flip()).outputs();

    assertThat(outputs).extracting(NetworkOutput::name).containsExactly("kind", "screen");
    assertThat(outputs.get(0).shape()).containsExactly(1, 3);
    assertThat(outputs.get(0).activation().kind()).isEqualTo(Kind.SOFTMAX);
    assertThat(outputs.get(0).activation().together()).isEqualTo(3);
    assertThat(outputs.get(1).activation().kind()).isEqualTo(Kind.SIGMOID);
  }

  @ParameterizedTest
  @EnumSource
  void should_be_taken_over_by_xnnpack_as_a_whole(TfLiteFormat format) {
    byte[] file = Trial.normalized(mixed(false).graph(), 2).write(format);

    assertThat(TfLiteRuntime.nodesLeftByXnnpack(file)).isOne();
  }
}
