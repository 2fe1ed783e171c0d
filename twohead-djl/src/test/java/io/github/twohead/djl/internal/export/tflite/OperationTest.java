package io.github.twohead.djl.internal.export.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteFormat;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.GraphInterpreter;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.formats.tflite.TfLiteBuilder;
import io.github.twohead.runtime.internal.formats.tflite.TfLiteFile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation by itself, in each format and interpreter. */
class OperationTest {
  private static final Window POINT = Window.square(1, 1, 0);
  private static final Window SAME = Window.square(3, 1, 1);
  private static final Window HALVING = Window.square(3, 2, 1);

  /** An operation on a map of even sides, unless it says otherwise. */
  private enum Operation {
    POINTS(net -> net.convolution(net.input(), 7, POINT, false)),
    POINTS_APART(net -> net.convolution(net.input(), 7, Window.square(1, 2, 0), true)),
    SAME_SIZE(net -> net.convolution(net.input(), 7, SAME, true)),
    HALF_OF_EVEN(net -> net.convolution(net.input(), 7, HALVING, true)),
    HALF_OF_ODD(9, 7, net -> net.convolution(net.input(), 7, HALVING, true)),
    WIDE_KERNEL(net -> net.convolution(net.input(), 7, Window.square(5, 2, 2), true)),
    NOT_PADDED(net -> net.convolution(net.input(), 7, Window.square(3, 2, 0), true)),
    MUCH_PADDED(net -> net.convolution(net.input(), 7, Window.square(3, 1, 2), true)),
    OBLONG(net -> net.convolution(net.input(), 7, new Window(1, 3, 1, 2, 0, 1), true)),
    DEPTHWISE(net -> net.depthwise(net.input(), SAME, true)),
    DEPTHWISE_HALF(net -> net.depthwise(net.input(), HALVING, false)),
    BETWEEN_CONVOLUTIONS(
        net -> {
          Value first = net.convolution(net.input(), 8, POINT, true);
          return net.convolution(net.depthwise(first, HALVING, false), 8, POINT, true);
        }),
    BETWEEN_CONVOLUTIONS_AND_OUTPUT(
        net -> {
          Value first = net.convolution(net.input(), 8, POINT, true);
          net.output("first", first);
          return net.depthwise(first, HALVING, false);
        }),
    MAX_OF_POSITIVE(net -> net.maxPool(net.relu(net.input()), HALVING)),
    MAX_OF_ANY(net -> net.maxPool(net.input(), HALVING)),
    MAX_OF_NEGATIVE(net -> net.maxPool(negative(net), HALVING)),
    MAX_SAME_SIZE(net -> net.maxPool(negative(net), SAME)),
    AVERAGE(net -> net.averagePool(net.input(), Window.square(2, 2, 0))),
    RELU(net -> net.relu(net.input())),
    SIGMOID(net -> net.sigmoid(net.input())),
    SOFTMAX(net -> net.softmax(net.linear(net.mean(net.input()), 5, 3, false))),
    NORMALIZATION(net -> net.affine(net.input(), false)),
    NORMALIZATION_RELU(9, 17, net -> net.affine(net.input(), true)),
    NORMALIZATION_OF_ONE_READER(net -> net.add(net.affine(net.input(), true), net.input())),
    AFFINE(net -> net.affine(net.relu(net.input()), false)),
    AFFINE_RELU(net -> net.affine(net.relu(net.input()), true)),
    AFFINE_VECTOR(net -> net.affine(net.mean(net.input()), true)),
    MEAN(net -> net.mean(net.input())),
    LINEAR(net -> net.linear(net.mean(net.input()), 5, 1, false)),
    LINEAR_RELU(net -> net.linear(net.mean(net.input()), 5, 1, true)),
    SHUFFLE(net -> net.shuffle(net.input(), 2)),
    SHUFFLE_BEFORE_CONVOLUTION(net -> net.convolution(net.shuffle(net.input(), 3), 7, SAME, false)),
    SHUFFLE_BEFORE_DEPTHWISE(net -> net.depthwise(net.shuffle(net.input(), 3), SAME, false)),
    SHUFFLE_BEFORE_AFFINE(net -> net.affine(net.shuffle(net.input(), 3), false)),
    SHUFFLE_BEFORE_LINEAR(net -> net.linear(net.mean(net.shuffle(net.input(), 3)), 5, 1, false)),
    SHUFFLE_AFTER_CONVOLUTION(net -> net.shuffle(net.convolution(net.input(), 6, POINT, true), 2)),
    SPLIT(net -> net.split(net.input(), 3).get(1)),
    SPLIT_AND_JOIN(
        net -> {
          List<Value> thirds = net.split(net.convolution(net.input(), 6, POINT, true), 3);
          Value worked = net.convolution(thirds.get(2), 3, SAME, true);
          return net.concat(worked, thirds.get(0), thirds.get(2));
        }),
    JOIN_MANY(
        net -> {
          Value[] parts = new Value[11];
          Arrays.setAll(parts, i -> net.convolution(net.input(), 1 + i % 3, POINT, true));
          return net.convolution(net.concat(parts), 5, POINT, false);
        }),
    ADD(net -> net.add(net.input(), net.convolution(net.input(), 6, POINT, false))),
    ADD_SHUFFLED(
        net -> {
          Value left = net.shuffle(net.convolution(net.input(), 6, POINT, true), 2);
          return net.relu(net.add(left, net.shuffle(net.input(), 3)));
        });

    private final int height;
    private final int width;
    private final Function<TestGraph, Value> build;

    Operation(Function<TestGraph, Value> build) {
      this(8, 10, build);
    }

    Operation(int height, int width, Function<TestGraph, Value> build) {
      this.height = height;
      this.width = width;
      this.build = build;
    }

    /** Numbers that are below 0 wherever a map is not padded. */
    private static Value negative(TestGraph net) {
      float[] scale = new float[6];
      float[] offset = new float[6];
      Arrays.fill(scale, 0.1f);
      Arrays.fill(offset, -3);
      return net.affine(net.input(), scale, offset);
    }

    @SuppressWarnings("EnumOrdinal") // a seed for which the tolerances hold
    Graph graph() {
      TestGraph net = new TestGraph(Value.map(6, height, width), ordinal());
      net.output("out", build.apply(net));
      return net.graph();
    }
  }

  @Test
  void should_try_every_operation() {
    Set<Class<?>> tried =
        Stream.of(Operation.values())
            .flatMap(operation -> GraphInterpreter.kinds(operation.graph()).stream())
            .collect(Collectors.toSet());

    assertThat(tried).isEqualTo(GraphInterpreter.kinds());
  }

  /** An export is read back, by what reads files from elsewhere too. */
  @ParameterizedTest
  @EnumSource
  void should_be_read_back(Kernel kernel) {
    TfLiteBuilder bare = new TfLiteBuilder();
    int in = bare.floats("in", 1, 8, 8, 3);
    int out = bare.floats("out", 1, 8, 8, 3);
    bare.operator(kernel.code(), 1, new int[] {in}, out);
    byte[] file = bare.build(new int[] {in}, out);

    Throwable problem =
        catchThrowable(
            () -> TfLiteFile.read(ByteBuffer.allocateDirect(file.length).put(file).flip()));

    assertThat(String.valueOf(problem)).doesNotContain(kernel + ") is not supported");
  }

  static Stream<Arguments> operations() {
    return Stream.of(Operation.values())
        .flatMap(op -> Stream.of(TfLiteRuntime.values()).map(runtime -> Arguments.of(op, runtime)));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void should_compute_what_the_operation_means(Operation operation, TfLiteRuntime runtime) {
    Trial trial = Trial.normalized(operation.graph(), 3);
    List<float[][]> expected = trial.expected();

    for (TfLiteFormat format : TfLiteFormat.values()) {
      List<float[][]> actual = trial.run(runtime, trial.write(format));

      assertThat(Trial.relativeDifference(actual, expected))
          .as(format.name())
          .isLessThan(tolerance(format));
    }
  }

  /** As a part of the greatest number that comes out. */
  private static double tolerance(TfLiteFormat format) {
    return switch (format) {
      case FLOAT32 -> 2e-6;
      case FLOAT16 -> 1e-3;
      case DYNAMIC_INT8, INT8 -> 0.02;
    };
  }
}
