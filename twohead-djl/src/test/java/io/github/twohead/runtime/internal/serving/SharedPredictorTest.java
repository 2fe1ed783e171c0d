package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.Normalization;
import io.github.twohead.Prediction;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.tensorflow.lite.schema.TensorType;

/** One predictor, many threads, in every runtime. */
class SharedPredictorTest {
  private static final int THREADS = 16;
  private static final int PREDICTIONS = 400;
  private static final List<byte[]> IMAGES =
      IntStream.range(0, 40).mapToObj(OtherFormatsTest::pixels).toList();

  private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  @ParameterizedTest
  @FieldSource("io.github.twohead.runtime.internal.serving.Runtimes#ALL")
  void should_answer_to_the_bit_alike_from_many_threads(NetworkRuntime runtime) throws Exception {
    for (boolean bytes : new boolean[] {false, true}) {
      try (Predictor predictor = open(runtime, bytes)) {
        List<Prediction> expected =
            IMAGES.stream().map(image -> predict(predictor, image)).toList();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          Random random = new Random(i);
          tasks.add(() -> allAsExpected(predictor, expected, random));
        }
        for (Future<Boolean> alike : pool.invokeAll(tasks)) {
          assertThat(alike.get()).isTrue();
        }
      }
    }
  }

  private static boolean allAsExpected(
      Predictor predictor, List<Prediction> expected, Random random) {
    boolean alike = true;
    for (int i = 0; i < PREDICTIONS; i++) {
      int image = random.nextInt(IMAGES.size());
      alike &= predict(predictor, IMAGES.get(image)).equals(expected.get(image));
    }
    return alike;
  }

  @ParameterizedTest
  @FieldSource("io.github.twohead.runtime.internal.serving.Runtimes#ALL")
  void should_answer_for_a_list_as_one_by_one(NetworkRuntime runtime) throws IOException {
    List<ImageSource> sources =
        IMAGES.stream().map(i -> ImageSource.of(OtherFormatsTest.image(i))).toList();
    try (Predictor predictor = open(runtime, false)) {
      assertThat(predictor.predict(sources))
          .isEqualTo(IMAGES.stream().map(image -> predict(predictor, image)).toList())
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @FieldSource("io.github.twohead.runtime.internal.serving.Runtimes#ALL")
  void should_let_predictions_finish_before_it_closes(NetworkRuntime runtime) throws Exception {
    for (int round = 0; round < 5; round++) {
      Predictor predictor = open(runtime, false);
      Prediction expected = predict(predictor, IMAGES.get(0));
      CountDownLatch started = new CountDownLatch(8);
      List<Future<String>> ends = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        ends.add(pool.submit(() -> predictUntilClosed(predictor, expected, started)));
      }
      started.await();
      predictor.close();
      predictor.close();
      for (Future<String> end : ends) {
        assertThat(end.get()).isEqualTo("the predictor is closed");
      }
    }
  }

  private static String predictUntilClosed(
      Predictor predictor, Prediction expected, CountDownLatch started) {
    try {
      while (predict(predictor, IMAGES.get(0)).equals(expected)) {
        started.countDown();
      }
      return "another answer";
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  private static Prediction predict(Predictor predictor, byte[] image) {
    return predictor.infer(image);
  }

  private Predictor open(NetworkRuntime runtime, boolean bytes) throws IOException {
    assumeTrue(OtherFormatsTest.isBuiltFor(runtime));
    TinyNetwork network = new TinyNetwork(TinyNetwork.End.SIGMOID);
    boolean onnx = runtime == Runtimes.ONNX;
    byte[] tflite = bytes ? network.quantized(TensorType.INT8) : network.tflite(Map.of());
    Path file = Files.write(folder.resolve("model"), onnx ? network.onnx(Map.of()) : tflite);
    PredictorConfig settings =
        PredictorConfig.builder()
            .device(Device.cpu())
            .heads(List.of(HeadSpec.binary("a"), HeadSpec.binary("b")))
            .normalization(Normalization.NONE)
            .build();
    return FileEngine.open(ModelContent.of(file), settings, List.of(runtime));
  }
}
