package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.Normalization;
import io.github.twohead.Prediction;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.lite.schema.TensorType;

/** Networks from elsewhere in every runtime, against what they should answer. */
class OtherFormatsTest {
  private static final Normalization HALF = new Normalization(.5f, .4f, .3f, .5f, .6f, .7f);
  private static final HeadSpec FIRST = HeadSpec.binary("first");
  private static final HeadSpec SECOND = HeadSpec.binary("second");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void should_answer_as_the_network_does(TinyNetwork.End end) throws IOException {
    TinyNetwork network = new TinyNetwork(end);
    Path tflite = Files.write(folder.resolve("a.tflite"), network.tflite(Map.of()));
    Path onnx = Files.write(folder.resolve("a.onnx"), network.onnx(Map.of()));

    for (int threads = 1; threads <= 3; threads += 2) {
      check(network, tflite, Runtimes.DJL_TFLITE, HALF, threads, 1e-5);
      check(network, tflite, Runtimes.BYTEDECO_TFLITE, HALF, threads, 1e-5);
      check(network, onnx, Runtimes.ONNX, HALF, threads, 1e-5);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIGMOID", "SOFTMAX"})
  void should_answer_as_a_network_of_bytes_does(TinyNetwork.End end) throws IOException {
    TinyNetwork network = new TinyNetwork(end);
    for (byte type : new byte[] {TensorType.INT8, TensorType.UINT8}) {
      Path file = Files.write(folder.resolve("a.tflite"), network.quantized(type));

      check(network, file, Runtimes.DJL_TFLITE, Normalization.NONE, 1, 0.02);
      check(network, file, Runtimes.BYTEDECO_TFLITE, Normalization.NONE, 1, 0.02);
    }
  }

  private static void check(
      TinyNetwork network,
      Path file,
      NetworkRuntime runtime,
      Normalization normalization,
      int threads,
      double tolerance) {
    if (!isBuiltFor(runtime)) {
      return;
    }
    try (EnginePredictor predictor = open(file, runtime, normalization, threads)) {
      for (int i = 0; i < 4; i++) {
        byte[] rgb = pixels(i);
        Prediction actual = predictor.predict(List.of(ImageSource.of(image(rgb)))).get(0);
        double[] expected = network.expected(rgb, normalization);
        assertThat(actual.heads()).extracting(HeadPrediction::head).containsExactly(FIRST, SECOND);
        for (int head = 0; head < 2; head++) {
          assertThat(actual.heads().get(head).probability())
              .as("%s, image %s", runtime, i)
              .isCloseTo(expected[head], within(tolerance));
        }
        assertThat(predictor.predict(normalized(rgb, normalization))).isEqualTo(actual);
      }
    }
  }

  /** The same pixels as floats, behind others that are none of the image's. */
  static FloatBuffer normalized(byte[] rgb, Normalization normalization) {
    FloatBuffer floats = FloatBuffer.allocate(rgb.length + 5).position(5);
    for (int i = 0; i < rgb.length; i++) {
      float level = (rgb[i] & 0xFF) / 255f;
      floats.put((level - normalization.mean(i % 3)) / normalization.std(i % 3));
    }
    return floats.position(5);
  }

  private static EnginePredictor open(
      Path file, NetworkRuntime runtime, Normalization normalization, int threads) {
    PredictorConfig settings =
        PredictorConfig.builder()
            .heads(List.of(FIRST, SECOND))
            .normalization(normalization)
            .threads(threads)
            .build();
    return FileEngine.open(ModelContent.of(file), settings, List.of(runtime));
  }

  /** Whether the build adds its natives on this machine. */
  static boolean isBuiltFor(NetworkRuntime runtime) {
    boolean linux = System.getProperty("os.name").equals("Linux");
    boolean intel = System.getProperty("os.arch").equals("amd64");
    return runtime != Runtimes.DJL_TFLITE || (linux && intel);
  }

  @Test
  void should_take_the_newest_tensorflow_lite() {
    List<NetworkRuntime> all = NetworkRuntimes.all();

    assertThat(NetworkRuntimes.choose(ModelFormat.TFLITE, all)).contains(Runtimes.BYTEDECO_TFLITE);
    assertThat(NetworkRuntimes.choose(ModelFormat.TFLITE, List.of(Runtimes.ONNX))).isEmpty();
    assertThat(NetworkRuntimes.choose(ModelFormat.ONNX, all)).contains(Runtimes.ONNX);
  }

  @Test
  void should_take_what_is_there() {
    assumeThat(isBuiltFor(Runtimes.DJL_TFLITE)).isTrue();

    assertThat(
            NetworkRuntimes.choose(ModelFormat.TFLITE, List.of(Runtimes.ONNX, Runtimes.DJL_TFLITE)))
        .contains(Runtimes.DJL_TFLITE);
  }

  /** An image whose answers differ from another's: noise around a colour. */
  static byte[] pixels(int number) {
    Random random = new Random(number);
    byte[] rgb = new byte[3 * TinyNetwork.SIDE * TinyNetwork.SIDE];
    int[] color = {random.nextInt(200), random.nextInt(200), random.nextInt(200)};
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (color[i % 3] + random.nextInt(56));
    }
    return rgb;
  }

  static BufferedImage image(byte[] rgb) {
    int side = TinyNetwork.SIDE;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      int red = rgb[3 * i] & 0xFF;
      int green = rgb[3 * i + 1] & 0xFF;
      image.setRGB(i % side, i / side, red << 16 | green << 8 | (rgb[3 * i + 2] & 0xFF));
    }
    return image;
  }
}
