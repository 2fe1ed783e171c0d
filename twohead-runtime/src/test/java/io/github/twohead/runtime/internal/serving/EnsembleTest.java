package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.Calibration;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.Normalization;
import io.github.twohead.Prediction;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.Views;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.OperatingPoint;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnsembleTest {
  private static final HeadSpec DARK = HeadSpec.binary("dark");
  private static final HeadSpec KIND = HeadSpec.categorical("kind", List.of("a", "b", "c"));
  private static final Preprocessing SMALL = Preprocessing.standard().size(32);
  private static final Preprocessing LARGE = Preprocessing.standard().size(40, 36);

  /** Says of each image how bright it is, by a factor; notes what it was given and its end. */
  private static final class Brightness implements Inference {
    private final int together;
    private final int bytes;
    private final List<HeadSpec> heads;
    private final double factor;
    private boolean closed;

    Brightness(int together, Preprocessing input, double factor, HeadSpec... heads) {
      this.together = together;
      this.bytes = 3 * input.width() * input.height();
      this.heads = List.of(heads);
      this.factor = factor;
    }

    @Override
    public int together() {
      return together;
    }

    @Override
    public double[] probabilities(List<byte[]> images) {
      assertThat(images).hasSizeBetween(1, together).allSatisfy(i -> assertThat(i).hasSize(bytes));
      List<Double> numbers = new ArrayList<>();
      for (byte[] image : images) {
        double dark = factor * (image[0] & 0xFF) / 255.0;
        for (HeadSpec head : heads) {
          numbers.addAll(head.isCategorical() ? List.of(dark, 0.0, 1 - dark) : List.of(dark));
        }
      }
      return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public double[] probabilities(FloatBuffer ready) {
      throw new AssertionError();
    }

    @Override
    public String runtime() {
      return "brightness";
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static Predictor predictor(Brightness network, Preprocessing input, double threshold) {
    OperatingPoints points =
        OperatingPoints.standard(new HeadLayout(network.heads))
            .with(
                DARK,
                OperatingPoint.standard()
                    .threshold(threshold)
                    .calibration(Calibration.temperature(2)));
    return new Predictor(() -> points, input, Provenance::unknown, network, Optional.empty());
  }

  private static ImageSource grey(int level) {
    byte[] pixels = new byte[3 * 20 * 20];
    Arrays.fill(pixels, (byte) level);
    return ImageSource.ofRgb(pixels, 20, 20);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "8, 8", "1, 5", "7, 2"})
  void should_answer_by_the_mean_whatever_each_takes(int first, int second) {
    // given
    Brightness one = new Brightness(first, SMALL, 1, DARK, KIND);
    Brightness two = new Brightness(second, LARGE, 0.5, KIND, DARK);
    Predictor other = predictor(two, LARGE, 0.6);
    List<ImageSource> images = IntStream.range(0, 20).mapToObj(i -> grey(10 * i)).toList();

    // when
    try (EnginePredictor ensemble = predictor(one, SMALL, 0.3).ensemble(List.of(other), Map.of());
        Stream<PredictionOutcome> outcomes = ensemble.predictEach(images.stream())) {
      List<Prediction> all = ensemble.predict(images);

      // then
      assertThat(ensemble.heads()).containsExactly(DARK, KIND);
      for (int i = 0; i < images.size(); i++) {
        double level = 10 * i / 255.0;
        double mean = (level + 0.5 * level) / 2;
        assertThat(all.get(i).head(DARK).probability()).isEqualTo(mean);
        assertThat(all.get(i).head(KIND).probability("a")).isEqualTo(mean);
        assertThat(all.get(i).head(KIND).probability("b")).isZero();
        assertThat(ensemble.predict(List.of(images.get(i)))).containsExactly(all.get(i));
      }
      assertThat(outcomes.map(PredictionOutcome::orElseThrow)).isEqualTo(all);
    }
    assertThat(one.closed).isTrue();
    assertThat(two.closed).isTrue();
  }

  @Test
  void should_decide_by_the_mean_threshold_and_be_uncalibrated() {
    Predictor other = predictor(new Brightness(1, SMALL, 1, DARK), SMALL, 0.6);

    try (EnginePredictor ensemble =
        predictor(new Brightness(1, SMALL, 1, DARK), SMALL, 0.3)
            .ensemble(List.of(other), Map.of())) {
      assertThat(ensemble.operatingPoint(DARK).threshold()).isEqualTo((0.3 + 0.6) / 2);
      assertThat(ensemble.operatingPoint(DARK).calibration()).isEqualTo(Calibration.none());
      assertThat(ensemble.runtime()).isEqualTo("an ensemble of 2 on brightness");
    }
  }

  @Test
  void should_take_thresholds_of_its_own() {
    Predictor one = predictor(new Brightness(1, SMALL, 1, DARK), SMALL, 0.3);

    try (EnginePredictor ensemble = one.ensemble(List.of(), Map.of("dark", 0.9))) {
      assertThat(ensemble.operatingPoint(DARK).threshold()).isEqualTo(0.9);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> one.ensemble(List.of(), Map.of("light", 0.9)))
          .withMessageContaining("light");
    }
  }

  /** An image that counts how often it is loaded. */
  private record Counted(AtomicInteger loads) implements ImageSource.OnDemand {
    @Override
    public String name() {
      return "counted";
    }

    @Override
    public ImageSource load() throws IOException {
      if (loads.incrementAndGet() > 2) {
        throw new IOException("it is gone");
      }
      return grey(100);
    }
  }

  @Test
  void should_decode_once_for_all_that_take_the_same_input() {
    AtomicInteger loads = new AtomicInteger();
    Preprocessing plain = SMALL.normalization(Normalization.NONE);
    List<Predictor> others =
        List.of(
            predictor(new Brightness(1, SMALL, 1, DARK), plain, 0.5),
            predictor(new Brightness(4, LARGE, 1, DARK), LARGE, 0.5));

    try (EnginePredictor ensemble =
        predictor(new Brightness(1, SMALL, 1, DARK), SMALL, 0.5).ensemble(others, Map.of())) {
      var unused = ensemble.predict(List.of(new Counted(loads)));

      assertThat(loads).hasValue(2);
      try (Stream<PredictionOutcome> outcomes =
          ensemble.predictEach(Stream.of(new Counted(loads), grey(1)))) {
        List<PredictionOutcome> both = outcomes.toList();
        assertThat(both.get(0).error().orElseThrow())
            .isInstanceOf(UnreadableImageException.class)
            .hasMessage("counted: it is gone");
        assertThat(both.get(1).prediction()).isPresent();
      }
    }
  }

  @Test
  void should_keep_each_model_s_views() {
    Brightness network = new Brightness(1, SMALL, 1, DARK);
    OperatingPoints points = OperatingPoints.standard(new HeadLayout(network.heads));
    Inference viewed = ViewedNetwork.of(network, points.layout(), SMALL, Views.flipped());
    byte[] halves = new byte[3 * 32 * 32];
    halves[0] = (byte) 255;

    try (Predictor both =
            new Predictor(() -> points, SMALL, Provenance::unknown, viewed, Optional.empty());
        EnginePredictor ensemble =
            predictor(new Brightness(1, SMALL, 1, DARK), SMALL, 0.5)
                .ensemble(List.of(both), Map.of())) {
      Prediction answer = ensemble.predict(List.of(ImageSource.ofRgb(halves, 32, 32))).get(0);

      assertThat(answer.head(DARK).probability()).isEqualTo((1 + (1 + 0) / 2.0) / 2);
    }
  }

  @Test
  void should_tell_the_views_that_all_see() {
    try (EnginePredictor alike = seeing(2).ensemble(List.of(seeing(2)), Map.of());
        EnginePredictor different = seeing(2).ensemble(List.of(seeing(3)), Map.of())) {
      assertThat(views(alike)).contains(Views.flipped());
      assertThat(views(different)).isEmpty();
    }
  }

  private static Predictor seeing(int views) {
    Brightness network = new Brightness(1, SMALL, 1, DARK);
    OperatingPoints points = OperatingPoints.standard(new HeadLayout(network.heads));
    return new Predictor(
        () -> points,
        SMALL,
        Provenance::unknown,
        ViewedNetwork.of(network, points.layout(), SMALL, Views.mean(views)),
        Optional.empty());
  }

  private static Optional<Views> views(EnginePredictor predictor) {
    LabelledImage image = LabelledImage.of(grey(3), Map.of(DARK, Label.NEGATIVE));
    return predictor.evaluate(ImageTable.of(List.of(image))).head(DARK).views();
  }

  @Test
  void should_refuse_ready_numbers_and_what_is_closed() {
    Predictor one = predictor(new Brightness(1, SMALL, 1, DARK), SMALL, 0.5);
    EnginePredictor ensemble = one.ensemble(List.of(), Map.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ensemble.predict(FloatBuffer.allocate(3 * 32 * 32)))
        .withMessageContaining("give it an image");
    one.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> ensemble.predict(List.of(grey(3))))
        .withMessage("the predictor is closed");
    ensemble.close();
  }
}
