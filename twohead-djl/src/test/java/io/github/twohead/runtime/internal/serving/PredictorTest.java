package io.github.twohead.runtime.internal.serving;

import static com.google.common.base.Preconditions.checkState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.jni.JniUtils;
import io.github.twohead.Device;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadPrediction;
import io.github.twohead.ImageSource;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.Prediction;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.djl.internal.Samples;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictorTest {
  @TempDir private static Path folder;
  private static Path file;
  private static Evaluation scores;
  private static MultiHeadPredictor predictor;

  @BeforeAll
  static void open() {
    file = folder.resolve("model.twohead");
    try (MultiHeadModel model = Samples.model(4)) {
      Samples.trainer(model, LearningRateSchedule.constant())
          .epochs(3)
          .fit(Samples.train(), Samples.validation());
      model.save(file);
      scores = model.evaluate(Samples.validation());
    }
    predictor = newPredictor();
  }

  private static MultiHeadPredictor newPredictor() {
    return MultiHeadPredictor.builder().backbone(Samples.tiny()).device(Device.cpu()).open(file);
  }

  @AfterAll
  static void close() {
    predictor.close();
  }

  @Test
  void should_answer_alike_for_every_kind_of_source() throws IOException {
    Path image = Samples.file(folder, "image.png", 3, 1);
    byte[] bytes = Files.readAllBytes(image);
    BufferedImage pixels = ImageIO.read(image.toFile());

    Prediction expected = predictor.predict(image);
    assertThat(expected.heads())
        .extracting(HeadPrediction::head)
        .containsExactly(Samples.RED, Samples.BRIGHT);
    assertThat(predictor.predict(bytes)).isEqualTo(expected);
    assertThat(predictor.predict(new ByteArrayInputStream(bytes))).isEqualTo(expected);
    assertThat(predictor.predict(pixels)).isEqualTo(expected);
    assertThat(predictor.predict(ImageSource.of(image))).isEqualTo(expected);
    assertThat(predictor.predict(rgb(pixels))).isEqualTo(expected);
    // and it looks at the image
    assertThat(predictor.predict(Samples.image(0, 1, 32))).isNotEqualTo(expected);
  }

  @Test
  void should_take_numbers_that_are_ready() {
    BufferedImage image = Samples.image(3, 1, 32);
    FloatBuffer ready = FloatBuffer.allocate(3 * 32 * 32);
    byte[] pixels = ((ImageSource.RgbPixels) rgb(image)).pixels();
    Normalization normalization = predictor.preprocessing().normalization();
    for (int i = 0; i < pixels.length; i++) {
      float level = (pixels[i] & 0xFF) / 255f;
      ready.put((level - normalization.mean(i % 3)) / normalization.std(i % 3));
    }

    Prediction actual = predictor.predict(ready.flip());

    Prediction expected = predictor.predict(image);
    for (HeadPrediction answer : expected.heads()) {
      assertThat(actual.head(answer.head()).probability())
          .isCloseTo(answer.probability(), within(1e-6));
    }
    assertThat(ready.position()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> predictor.predict(FloatBuffer.allocate(3)))
        .withMessage("an input of 32×32 pixels has 3072 numbers, but these are 3");
  }

  private static ImageSource rgb(BufferedImage image) {
    ByteBuffer pixels = ByteBuffer.allocate(3 * image.getWidth() * image.getHeight());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        Color color = new Color(image.getRGB(x, y));
        pixels.put((byte) color.getRed()).put((byte) color.getGreen()).put((byte) color.getBlue());
      }
    }
    return ImageSource.ofRgb(pixels.array(), image.getWidth(), image.getHeight());
  }

  @Test
  void should_answer_for_a_list_as_one_by_one() {
    // more than two batches of the predictor's
    List<ImageSource> images = sources(37);

    List<Prediction> together = predictor.predict(images);

    assertThat(together).hasSize(37);
    for (int i = 0; i < 37; i++) {
      Prediction alone = predictor.predict(images.get(i));
      for (HeadPrediction answer : alone.heads()) {
        assertThat(together.get(i).head(answer.head()).probability())
            .isCloseTo(answer.probability(), within(1e-6));
      }
    }
    assertThat(predictor.predict(List.of())).isEmpty();
  }

  @Test
  void should_answer_to_the_bit_alike_from_many_threads() throws Exception {
    List<ImageSource> images = sources(10);
    List<Prediction> expected = images.stream().map(predictor::predict).toList();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<List<Prediction>>> tasks =
          Collections.nCopies(8, () -> images.stream().map(predictor::predict).toList());
      for (Future<List<Prediction>> answers : pool.invokeAll(tasks)) {
        assertThat(answers.get()).isEqualTo(expected);
      }
    } finally {
      pool.shutdown();
      assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void should_use_as_many_threads_as_it_is_told() {
    int before = JniUtils.getNumThreads();
    MultiHeadPredictor.Builder builder = MultiHeadPredictor.builder().backbone(Samples.tiny());
    try (MultiHeadPredictor two = builder.device(Device.cpu()).threads(2).open(file)) {
      Prediction expected = predictor.predict(Samples.image(1, 1, 32));
      assertThat(JniUtils.getNumThreads()).isEqualTo(before).isNotEqualTo(2);

      HeadPrediction actual = two.predict(Samples.image(1, 1, 32)).head("red");

      assertThat(JniUtils.getNumThreads()).isEqualTo(2);
      assertThat(actual.probability()).isCloseTo(expected.head("red").probability(), within(1e-6));
    } finally {
      JniUtils.setNumThreads(before);
    }
  }

  private static List<ImageSource> sources(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> ImageSource.of(Samples.image(i % 5, i, 40)))
        .toList();
  }

  @Test
  void should_score_as_the_model_does() {
    assertThat(predictor.evaluate(Samples.validation())).isEqualTo(scores);
    assertThat(scores.head(Samples.RED).images()).isEqualTo(15);
  }

  @Test
  void should_name_an_image_that_cannot_be_read() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jpg"), "no image");
    Path missing = folder.resolve("missing.jpg");
    List<ImageSource> list = new ArrayList<>(sources(6));
    list.add(3, ImageSource.of(text));

    assertThatThrownBy(() -> predictor.predict(text))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining(text.toString());
    assertThatThrownBy(() -> predictor.predict(missing))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContainingAll(missing.toString(), "no such file");
    assertThatThrownBy(() -> predictor.predict(list))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining(text.toString());
    assertThatThrownBy(() -> predictor.predict(new byte[] {1, 2, 3}))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("3 bytes");
    InputStream closed = InputStream.nullInputStream();
    closed.close();
    assertThatThrownBy(() -> predictor.predict(closed))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("Stream closed");
  }

  @Test
  void should_not_mix_an_image_of_a_failed_list_into_the_next_answer() throws Exception {
    // the first image of a list is still being decoded when the second one fails; it is done
    // while the next list, whose first image is ready by then, waits for its second image
    CountDownLatch decoding = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(1);
    CountDownLatch resumed = new CountDownLatch(1);
    var slow =
        new Samples.HookedImage(0, decoding::countDown, () -> await(failed), resumed::countDown);
    var bad = new Samples.HookedImage(1, () -> await(decoding), () -> checkState(false));
    var patient =
        new Samples.HookedImage(
            2,
            PredictorTest::awaitOtherWorkers,
            failed::countDown,
            () -> await(resumed),
            PredictorTest::awaitOtherWorkers);
    BufferedImage image = Samples.image(3, 7, 32);
    List<ImageSource> first = List.of(slow.source(), bad.source());
    List<ImageSource> second = List.of(ImageSource.of(image), patient.source());
    ForkJoinPool pool = new ForkJoinPool(4);
    try (MultiHeadPredictor fresh = newPredictor()) {
      assertThatThrownBy(() -> pool.submit(() -> fresh.predict(first)).get())
          .hasCauseInstanceOf(UnreadableImageException.class);
      List<Prediction> next = pool.submit(() -> fresh.predict(second)).get();

      double expected = predictor.predict(image).head("red").probability();
      assertThat(next.get(0).head("red").probability()).isCloseTo(expected, within(1e-6));
    } finally {
      pool.shutdown();
    }
  }

  /** Returns when no other worker does anything but wait. */
  private static void awaitOtherWorkers() {
    List<Thread> others =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("twohead-worker"))
            .filter(thread -> thread != Thread.currentThread())
            .toList();
    while (others.stream().anyMatch(thread -> thread.getState() == Thread.State.RUNNABLE)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void should_say_that_it_is_closed() {
    MultiHeadPredictor closed = newPredictor();
    closed.close();
    closed.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> closed.predict(Samples.image(1, 1, 32)))
        .withMessage("the predictor is closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> closed.evaluate(Samples.validation()))
        .withMessage("the predictor is closed");
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    latch.await(5, TimeUnit.SECONDS);
  }
}
