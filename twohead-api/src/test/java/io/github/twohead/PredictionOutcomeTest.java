package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PredictionOutcomeTest {
  private static final ImageSource IMAGE = ImageSource.of(Path.of("photo.jpg"));
  private static final Prediction PREDICTION =
      Prediction.of(List.of(HeadPrediction.of(HeadSpec.binary("screen"), 0.981, 0.5)));

  @Test
  void should_hold_a_prediction() {
    PredictionOutcome outcome = PredictionOutcome.of(IMAGE, PREDICTION);

    assertThat(outcome.source()).isSameAs(IMAGE);
    assertThat(outcome.prediction()).contains(PREDICTION);
    assertThat(outcome.orElseThrow()).isEqualTo(PREDICTION);
    assertThat(outcome.error()).isEmpty();
    assertThat(outcome).hasToString("photo.jpg: screen 0.981");
  }

  @Test
  void should_hold_an_error() {
    TwoheadException unreadable = new UnreadableImageException("photo.jpg: it is empty");
    PredictionOutcome outcome = PredictionOutcome.failed(IMAGE, unreadable);

    assertThat(outcome.prediction()).isEmpty();
    assertThat(outcome.error()).contains(unreadable);
    assertThatThrownBy(outcome::orElseThrow).isSameAs(unreadable);
    assertThat(outcome).hasToString("photo.jpg: it is empty");
    assertThat(PredictionOutcome.failed(IMAGE, new TwoheadException("no probability")))
        .hasToString("photo.jpg: no probability");
  }

  @Test
  void should_come_from_an_engine_that_predicts_one_after_the_other() {
    List<String> closed = new ArrayList<>();
    Stream<ImageSource> images = Stream.of(IMAGE, IMAGE).onClose(() -> closed.add("images"));

    try (Stream<PredictionOutcome> outcomes = new FakeEngine.FakePredictor().predictEach(images)) {
      assertThat(outcomes.map(PredictionOutcome::source)).containsExactly(IMAGE, IMAGE);
    }

    assertThat(closed).containsExactly("images");
  }
}
