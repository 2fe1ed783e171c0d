package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.TwoheadException;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of images, through networks that take one at a time or several together. */
class PredictEachTest {
  private static final HeadSpec HEAD = HeadSpec.binary("dark");
  private static final Preprocessing INPUT = Preprocessing.standard().size(32);
  private static final int WINDOW = Math.max(32, 8 * Runtime.getRuntime().availableProcessors());

  /** Says how bright an image's first value is; of 255, nothing sensible. */
  private record FirstValue(int together) implements Inference {
    @Override
    public double[] probabilities(List<byte[]> images) {
      assertThat(images).hasSizeBetween(1, together);
      return images.stream().mapToDouble(image -> probability(image[0] & 0xFF)).toArray();
    }

    private static double probability(int level) {
      return level == 255 ? Double.NaN : level / 255.0;
    }

    @Override
    public double[] probabilities(FloatBuffer ready) {
      throw new AssertionError();
    }

    @Override
    public String runtime() {
      return "none";
    }

    @Override
    public void close() {}
  }

  /** An image of one level that does something when it is loaded. */
  record Loaded(int level, Loading loading) implements ImageSource.OnDemand {
    @Override
    public String name() {
      return "image " + level;
    }

    @Override
    public ImageSource load() throws IOException {
      loading.run();
      return pixels(level);
    }
  }

  /** What happens then. */
  interface Loading {
    void run() throws IOException;
  }

  static ImageSource pixels(int level) {
    byte[] pixels = new byte[3 * 32 * 32];
    pixels[0] = (byte) level;
    return ImageSource.ofRgb(pixels, 32, 32);
  }

  static Predictor predictor(int together) {
    return predictor(together, Optional.empty());
  }

  static Predictor predictor(int together, Optional<Executor> executor) {
    OperatingPoints points = OperatingPoints.standard(new HeadLayout(List.of(HEAD)));
    Inference network = new FirstValue(together);
    return new Predictor(() -> points, INPUT, Provenance::unknown, network, executor);
  }

  static double probability(PredictionOutcome outcome) {
    return outcome.orElseThrow().head(HEAD).probability();
  }

  /** Takes up to some milliseconds. */
  static void work() {
    for (int i = ThreadLocalRandom.current().nextInt(100_000); i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void should_answer_in_order_however_long_an_image_takes(int together) {
    List<ImageSource> images = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      images.add(new Loaded(i, PredictEachTest::work));
    }
    try (Predictor predictor = predictor(together);
        Stream<PredictionOutcome> outcomes = predictor.predictEach(images.stream())) {
      List<PredictionOutcome> all = outcomes.toList();

      assertThat(all).extracting(PredictionOutcome::source).isEqualTo(images);
      for (int i = 0; i < 150; i++) {
        assertThat(probability(all.get(i))).isEqualTo(i / 255.0);
      }
      assertThat(predictor.predict(images))
          .isEqualTo(all.stream().map(PredictionOutcome::orElseThrow).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void should_give_an_image_its_error_and_go_on(int together) {
    Loading missing =
        () -> {
          throw new IOException("it is gone");
        };
    List<ImageSource> images = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      images.add(i % 20 == 7 ? new Loaded(i, missing) : pixels(i == 33 ? 255 : i));
    }
    try (Predictor predictor = predictor(together);
        Stream<PredictionOutcome> outcomes = predictor.predictEach(images.stream())) {
      List<PredictionOutcome> all = outcomes.toList();

      assertThat(all).hasSize(60).filteredOn(one -> one.error().isEmpty()).hasSize(56);
      assertThat(all.get(7).error()).get().isInstanceOf(UnreadableImageException.class);
      assertThat(all.get(33).error()).get().asString().contains("head \"dark\" gives NaN");
      assertThat(all.get(33).prediction()).isEmpty();
      assertThatThrownBy(all.get(33)::orElseThrow).isInstanceOf(TwoheadException.class);
      assertThat(all.get(7)).hasToString("image 7: it is gone");
      assertThat(all.get(8)).hasToString("image of 32×32 pixels: dark 0.031");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void should_hold_few_of_many_images_however_slow_its_reader_is(int together) {
    AtomicInteger given = new AtomicInteger();
    ImageSource image = pixels(1);
    Stream<ImageSource> images =
        IntStream.range(0, 200_000)
            .mapToObj(
                i -> {
                  given.incrementAndGet();
                  return image;
                });
    int[] taken = {0};
    int most = 0;
    try (Predictor predictor = predictor(together);
        Stream<PredictionOutcome> outcomes = predictor.predictEach(images)) {
      assertThat(given).hasValue(0);
      for (Iterator<PredictionOutcome> all = outcomes.iterator(); all.hasNext(); taken[0]++) {
        var unused = all.next().orElseThrow();
        most = Math.max(most, given.get() - taken[0]);
      }
    }

    assertThat(taken[0]).isEqualTo(200_000);
    assertThat(most).isBetween(2, WINDOW + together + 1);
  }
}
