package io.github.twohead.djl.internal.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every release saved must open, and answer as it did then: files of {@link ReleaseFixture}
 * are added, and never replaced or removed.
 */
class ReleaseTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"0.1.0, 0.86149, 0.41623, 0.40821, 0.23659"})
  void should_answer_as_it_did_when_it_was_released(
      String version, double red, double bright, double blueRed, double blueBright)
      throws IOException {
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().device(Device.cpu()).open(release(version))) {
      assertAnswer(predictor.predict(ReleaseFixture.image(true)), red, bright);
      assertAnswer(predictor.predict(ReleaseFixture.image(false)), blueRed, blueBright);
    }
  }

  private static void assertAnswer(Prediction answer, double red, double bright) {
    assertThat(answer.head("red").probability()).isCloseTo(red, within(TOLERANCE));
    assertThat(answer.head("bright").probability()).isCloseTo(bright, within(TOLERANCE));
  }

  @Test
  void should_still_know_everything_about_the_model_of_0_1_0() throws IOException {
    Bundle bundle = Bundle.read(release("0.1.0"));

    assertThat(bundle.provenance().training())
        .containsEntry("images", "60")
        .containsEntry("epochs", "30")
        .containsEntry("best_epoch", "29");
    assertThat(bundle.provenance().scores().get("red").f1()).isEqualTo(1.0);
    LabelSplitter labels = bundle.provenance().labels().orElseThrow();
    assertThat(labels.label(Samples.RED, "4")).isEqualTo(Label.POSITIVE);
    assertThat(labels.label(Samples.BRIGHT, "4")).isEqualTo(Label.UNKNOWN);
    try (MultiHeadModel model = MultiHeadModel.open(release("0.1.0"))) {
      assertThat(model.backbone().name()).isEqualTo("shufflenet_v2_x0_5");
      assertThat(model.preprocessing()).isEqualTo(Preprocessing.standard().size(32));
      assertThat(model.heads())
          .containsExactly(
              HeadSpec.builder("red").width(8).build(),
              HeadSpec.builder("bright").width(8).threshold(0.4).build());
    }
  }

  private Path release(String version) throws IOException {
    String name = "release-" + version + ".twohead";
    Path file = folder.resolve(name);
    try (InputStream in = ReleaseTest.class.getResourceAsStream(name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }
}
