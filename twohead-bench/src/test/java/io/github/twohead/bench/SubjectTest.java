package io.github.twohead.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.HeadPrediction;
import io.github.twohead.bench.DesignBenchmark.ThreeClasses;
import io.github.twohead.bench.Subject.BareNetwork;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.spi.EnginePredictor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Does everything that is compared compute the same? */
class SubjectTest {
  private static final int SIZE = 64;

  private static Network network;
  private static byte[] rgb;
  private static FloatBuffer numbers;

  @BeforeAll
  static void draw() {
    network = Networks.random(2, SIZE, 1);
    rgb = Drawings.rgb(Drawings.photo(SIZE, SIZE, 1));
    numbers = Networks.floats(rgb, network.config().preprocessing()).asFloatBuffer();
  }

  @AfterAll
  static void close() {
    network.close();
  }

  private static List<Double> probabilities(Subject subject) throws IOException {
    try (EnginePredictor predictor = subject.predictor(network, 1)) {
      return predictor.predict(numbers).heads().stream().map(HeadPrediction::probability).toList();
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"TFLITE_BYTEDECO.*", "ONNX"},
      mode = EnumSource.Mode.MATCH_ANY)
  void should_predict_what_pytorch_predicts(Subject subject) throws IOException {
    List<Double> expected = probabilities(Subject.PYTORCH);
    boolean bytes = subject.name().matches(".*(DYNAMIC|INT8)");

    List<Double> actual = probabilities(subject);

    for (int i = 0; i < expected.size(); i++) {
      assertThat(expected.get(i)).isBetween(0.01, 0.99);
      assertThat(actual.get(i)).isCloseTo(expected.get(i), within(bytes ? 0.1 : 0.002));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TFLITE_BYTEDECO", "ONNX"})
  void should_give_the_bare_runtime_the_same_image(Subject subject) throws IOException {
    double expected = probabilities(Subject.PYTORCH).get(0);

    try (BareNetwork bare = subject.bare(network, 1, rgb)) {
      ByteBuffer first = (ByteBuffer) bare.run();
      assertThat(first.getFloat(0)).isCloseTo((float) expected, within(1e-4f));
    }
  }

  @Test
  void should_run_three_classes() throws IOException {
    Network oneHead = Networks.random(1, SIZE, 1);
    Network softmax = Networks.threeClasses(SIZE, 1);
    ThreeClasses classes = new ThreeClasses(oneHead, 1);

    try (oneHead;
        softmax;
        BareNetwork torch = Subject.PYTORCH.bare(softmax, 1, rgb);
        BareNetwork tflite = Subject.TFLITE_BYTEDECO.interpreter(classes.tflite(), 1, rgb)) {
      assertThat((float[]) torch.run()).hasSize(3);
      assertThat(((ByteBuffer) tflite.run()).capacity()).isEqualTo(3 * Float.BYTES);
    }
  }
}
