package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Evaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorstErrorsTest {
  private static final Label PAPER = Label.category("paper");

  private static LabelledImage row(String file, Label screen, Label kind) {
    return LabelledImage.of(
        ImageSource.of(Path.of("a folder", file)),
        Map.of(MadeUpRun.SCREEN, screen, MadeUpRun.KIND, kind));
  }

  private static final Evaluation EVALUATION =
      Evaluation.builder()
          .heads(MadeUpRun.HEADS)
          .images(
              List.of(
                  row("right.jpg", Label.POSITIVE, PAPER),
                  row("wrong.jpg", Label.POSITIVE, PAPER),
                  row("worse.jpg", Label.NEGATIVE, PAPER),
                  row("unknown.jpg", Label.UNKNOWN, Label.UNKNOWN)))
          .probabilities(
              0.9, 0.8, 0.1, 0.1, 0.3, 0.2, 0.5, 0.3, 0.96, 0.4, 0.3, 0.3, 0.9, 0.2, 0.7, 0.1)
          .build();

  private static List<String> captions(HeadSpec head) {
    return WorstErrors.of(new MadeUpRun().model(), EVALUATION, head).stream()
        .map(Tracker.Picture::caption)
        .toList();
  }

  @Test
  void should_show_wrong_answers_with_the_surest_one_first() {
    assertThat(captions(MadeUpRun.SCREEN))
        .containsExactly(
            "screen is no, answered yes with 96.0\u00a0%: worse.jpg",
            "screen is yes, answered no with 70.0\u00a0%: wrong.jpg");
  }

  @Test
  void should_say_which_category_was_answered() {
    assertThat(captions(MadeUpRun.KIND))
        .containsExactly("kind is paper, answered thing with 50.0\u00a0%: wrong.jpg");
  }

  @Test
  void should_show_what_the_network_sees() {
    Tracker.Picture picture =
        WorstErrors.of(new MadeUpRun().model(), EVALUATION, MadeUpRun.SCREEN).get(0);

    assertThat(picture.pixels().getWidth()).isEqualTo(64);
  }
}
