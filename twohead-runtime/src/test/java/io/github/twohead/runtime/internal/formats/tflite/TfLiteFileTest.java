package io.github.twohead.runtime.internal.formats.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.twohead.ModelFileException;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation;
import io.github.twohead.runtime.internal.formats.NetworkFile.ImageInput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NetworkOutput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NumberType;
import io.github.twohead.runtime.internal.formats.NetworkFile.Quantization;
import io.github.twohead.runtime.internal.formats.NetworkFile.Range;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.lite.schema.BuiltinOperator;
import org.tensorflow.lite.schema.TensorType;

/** Sound TFLite models are read; those that could crash an interpreter are refused. */
class TfLiteFileTest {
  private static final int[] IMAGE = {1, 8, 6, 3};

  @Test
  void should_take_the_operators_that_the_guide_lists() throws IOException {
    String supported =
        IntStream.range(0, BuiltinOperator.names.length)
            .filter(TfLiteFileTest::isSupported)
            .mapToObj(code -> "`" + BuiltinOperator.name(code) + "`")
            .sorted()
            .collect(Collectors.joining(" "));

    assertThat(Files.readAllLines(Path.of("..", "docs", "exporting.md")))
        .filteredOn(line -> line.startsWith("| TFLite |"))
        .containsExactly("| TFLite | " + supported + " |");
  }

  /** Whether what is wrong with a bare operator is something else than its kind. */
  private static boolean isSupported(int code) {
    TfLiteNode bare = new TfLiteNode("it", code, List.of(), List.of(), null, 0);
    Throwable refused = catchThrowable(() -> TfLiteOperators.check(bare));
    return refused == null || !"it is not supported".equals(refused.getMessage());
  }

  @Test
  void should_say_what_goes_in_and_comes_out() {
    TfLiteBuilder file = new TfLiteBuilder();
    int image = file.bytes("pixels", TensorType.UINT8, 0.5f, 7, IMAGE);
    int real = file.floats("", IMAGE);
    int flat = file.floats("flat", 1, 144);
    int answer = file.bytes("answer", TensorType.INT8, 1 / 256f, -128, 1, 144);
    file.operator(BuiltinOperator.DEQUANTIZE, 1, new int[] {image}, real);
    int shape = file.integers(new int[] {2}, 1, -1);
    file.operator(BuiltinOperator.RESHAPE, 1, new int[] {real, shape}, flat);
    file.operator(BuiltinOperator.QUANTIZE, 1, new int[] {flat}, answer);
    file.metadata("twohead", "{}");
    file.metadata("min_runtime_version", "2.1");

    NetworkFile network = read(file.build(new int[] {image}, answer, flat));

    assertThat(network.input())
        .isEqualTo(
            new ImageInput("pixels", NumberType.UINT8, new Quantization(0.5f, 7), 8, 6, false));
    assertThat(network.outputs())
        .containsExactly(
            new NetworkOutput(
                "answer",
                NumberType.INT8,
                new Quantization(1 / 256f, -128),
                List.of(1, 144),
                unknown(),
                new Range(0, 255 / 256.0)),
            new NetworkOutput(
                "flat",
                NumberType.FLOAT32,
                Quantization.NONE,
                List.of(1, 144),
                unknown(),
                new Range(-3.5, 124)));
    assertThat(network.metadata()).isEqualTo(Map.of("twohead", "{}"));
  }

  @Test
  void should_take_the_names_of_the_signature() {
    TfLiteBuilder file = new TfLiteBuilder();
    int image = file.floats("x", IMAGE);
    int first = file.floats("StatefulPartitionedCall:1", IMAGE);
    int second = file.floats("StatefulPartitionedCall:0", IMAGE);
    file.operator(BuiltinOperator.RELU, 1, new int[] {image}, first);
    file.operator(BuiltinOperator.RELU6, 1, new int[] {image}, second);
    file.signature(image, List.of("screen", "other"), second, first);

    NetworkFile network = read(file.build(new int[] {image}, first, second));

    assertThat(network.outputs())
        .extracting(NetworkOutput::name)
        .containsExactly("other", "screen");
  }

  /** Pixels that were only moved. */
  private static FinalActivation unknown() {
    return new FinalActivation(FinalActivation.Kind.UNKNOWN, "its operator 0 (DEQUANTIZE)", 144);
  }

  @Test
  void should_refuse_every_beginning_of_a_file() {
    TfLiteBuilder builder = new TfLiteBuilder();
    int image = builder.floats("x", IMAGE);
    int result = builder.floats("y", IMAGE);
    builder.operator(BuiltinOperator.LOGISTIC, 1, new int[] {image}, result);
    byte[] file = builder.build(new int[] {image}, result);

    read(file);
    for (int length = 0; length < file.length; length++) {
      byte[] part = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> read(part)).isInstanceOf(ModelFileException.class);
    }
  }

  @Test
  void should_refuse_whatever_it_does_not_take() {
    TfLiteBuilder builder = new TfLiteBuilder();
    int image = builder.floats("x", IMAGE);
    int result = builder.floats("y", IMAGE);
    builder.operator(BuiltinOperator.LOGISTIC, 1, new int[] {image}, result);
    byte[] file = builder.build(new int[] {image}, result);
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = file.clone();
      changed[random.nextInt(file.length)] = (byte) random.nextInt(256);
      try {
        read(changed);
      } catch (ModelFileException e) {
        assertThat(e.getMessage()).doesNotContain("\n");
      }
    }
  }

  @Test
  void should_refuse_what_is_no_tflite_model() {
    assertThatThrownBy(() -> read(new byte[100]))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("not a TFLite model");
  }

  static NetworkFile read(byte[] file) {
    ByteBuffer content = ByteBuffer.allocateDirect(file.length).order(ByteOrder.nativeOrder());
    return TfLiteFile.read(content.put(0, file));
  }
}
