package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "paper", "other");

  private static final List<LabelledImage> IMAGES =
      List.of(
          image("a/1.jpg", Label.POSITIVE, Label.UNKNOWN),
          image("b/2.jpg", Label.NEGATIVE, Label.category("paper")),
          image("a/3.jpg", Label.UNKNOWN, Label.category("other")));

  private static final double[] PROBABILITIES = {0.6, 0.5, 0.5, 0.8, 0.9, 0.1, 0.1, 0.3, 0.7};

  private static final Evaluation EVALUATION =
      Evaluation.builder()
          .heads(List.of(SCREEN, KIND))
          .images(IMAGES)
          .probabilities(PROBABILITIES)
          .threshold("screen", 0.7)
          .skipped(4)
          .build();

  private static LabelledImage image(String path, Label screen, Label kind) {
    return LabelledImage.of(ImageSource.of(Path.of(path)), Map.of(SCREEN, screen, KIND, kind));
  }

  @Test
  void should_hold_every_head() {
    assertThat(EVALUATION.images()).isEqualTo(3);
    assertThat(EVALUATION.skipped()).isEqualTo(4);
    assertThat(EVALUATION.heads()).containsOnlyKeys("screen", "kind");
    assertThat(EVALUATION.head(SCREEN).counts()).isEqualTo(ConfusionCounts.of(0, 1, 1, 0));
    assertThat(EVALUATION.head("screen").counts(0.5)).isEqualTo(ConfusionCounts.of(1, 1, 0, 0));
    assertThat(EVALUATION.head(KIND).score(Metric.ACCURACY)).isEqualTo(1);
    assertThat(EVALUATION.head(KIND).probability(0, 0)).isEqualTo(0.9);
    assertThat(EVALUATION.head(KIND).probability(0, 1)).isEqualTo(0.1);
    assertThat(EVALUATION).hasToString("screen F1 0.000, kind accuracy 1.000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EVALUATION.head("glare"))
        .withMessage("no head \"glare\": the heads are [screen, kind]");
  }

  @Test
  void should_give_row_by_row_what_was_said_of_it() {
    Evaluation.Row row = EVALUATION.rows().get(1);

    assertThat(EVALUATION.rows()).hasSize(3);
    assertThat(row.image()).isSameAs(IMAGES.get(1));
    assertThat(row.prediction().head("screen").probability()).isEqualTo(0.8);
    assertThat(row.prediction().head("screen").positive()).isTrue();
    assertThat(row.prediction().head("kind").category()).isEqualTo("paper");
    assertThat(row.label("screen")).isEqualTo(Label.NEGATIVE);
    assertThat(row.label("kind")).isEqualTo(Label.category("paper"));
    assertThat(EVALUATION.rows().get(0).label("kind")).isEqualTo(Label.UNKNOWN);
  }

  @Test
  void should_read_a_question_off_a_head_that_is_not_the_first() {
    HeadSpec paper = HeadSpec.binary("paper");
    LabelSplitter labels = LabelSplitter.builder().positive(paper, "paper").build();

    HeadEvaluation question = EVALUATION.head(KIND).question(paper, labels);

    assertThat(question.probability(0)).isEqualTo(0.9);
    assertThat(question.probability(1)).isEqualTo(0.3);
    assertThat(question.label(0)).isEqualTo(Label.POSITIVE);
    assertThat(question.label(1)).isEqualTo(Label.NEGATIVE);
  }

  @Test
  void should_be_cut_into_slices() {
    Map<String, Evaluation> slices =
        EVALUATION.slices(image -> Optional.of(image.source().name().substring(0, 1)));

    assertThat(slices).containsOnlyKeys("a", "b");
    assertThat(slices.get("a").images()).isEqualTo(2);
    assertThat(slices.get("a").skipped()).isZero();
    assertThat(slices.get("a").rows().get(1).image()).isSameAs(IMAGES.get(2));
    assertThat(slices.get("a").rows().get(1).label("kind")).isEqualTo(Label.category("other"));
    assertThat(slices.get("a").head("screen").counts()).isEqualTo(ConfusionCounts.of(0, 0, 1, 0));
    assertThat(slices.get("b").head("screen").counts()).isEqualTo(ConfusionCounts.of(0, 1, 0, 0));
    assertThat(slices.get("b").head("screen").threshold()).isEqualTo(0.7);
    assertThat(slices.get("b").head("kind").probability(0, 0)).isEqualTo(0.9);
  }

  @Test
  void should_be_cut_by_a_column_of_the_table() {
    List<LabelledImage> images =
        List.of(IMAGES.get(0).column("sender", "12"), IMAGES.get(1).column("sender", "7"));
    Evaluation evaluation =
        Evaluation.builder().heads(List.of(SCREEN)).images(images).probabilities(0.6, 0.8).build();

    Map<String, Evaluation> slices = evaluation.slices("sender");

    assertThat(slices.keySet()).containsExactly("12", "7");
    assertThat(slices.get("7").rows().get(0).image()).isSameAs(images.get(1));
  }

  @Test
  void should_refuse_to_slice_by_a_column_that_is_not_there() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EVALUATION.slices("sender"))
        .withMessage("no row of the table has a column \"sender\"");
  }

  @Test
  void should_say_what_was_seen_of_each_image_in_all_that_is_made_of_it() {
    Evaluation evaluation =
        heads()
            .views(Optional.of(Views.flipped()))
            .images(IMAGES)
            .probabilities(PROBABILITIES)
            .build();
    HeadEvaluation screen = evaluation.head("screen");

    assertThat(evaluation.heads().values())
        .extracting(HeadEvaluation::views)
        .containsOnly(Optional.of(Views.flipped()));
    assertThat(screen.threshold(0.4).views()).contains(Views.flipped());
    assertThat(screen.choose(ThresholdRule.bestF1()).views()).contains(Views.flipped());
    assertThat(evaluation.slices(image -> Optional.of("all")).values())
        .allSatisfy(slice -> assertThat(slice.head("screen").views()).contains(Views.flipped()));
  }

  @Test
  void should_refuse_to_calibrate_several_views_at_once() {
    HeadEvaluation screen =
        heads()
            .views(Optional.of(Views.flipped()))
            .images(IMAGES)
            .probabilities(PROBABILITIES)
            .build()
            .head("screen");

    assertThatIllegalStateException()
        .isThrownBy(() -> screen.fit(Calibration.Method.TEMPERATURE))
        .withMessage(
            "a calibration is of single views, but of head \"screen\" each probability is of the views"
                + " mean(2): evaluate without views, set the calibration on the model, and evaluate"
                + " with views");
    assertThatIllegalStateException()
        .isThrownBy(() -> screen.calibrated(Calibration.temperature(2)))
        .withMessageContaining("mean(2)");
  }

  @Test
  void should_be_empty_when_nothing_is_given() {
    Evaluation nothing = Evaluation.builder().build();

    assertThat(nothing.images()).isZero();
    assertThat(nothing.heads()).isEmpty();
    assertThat(nothing.rows()).isEmpty();
  }

  @Test
  void should_refuse_settings_of_heads_that_are_not_there_or_of_the_other_kind() {
    assertRefused(
        heads().threshold("glare", 0.3), "no head \"glare\": the heads are [screen, kind]");
    assertRefused(
        heads().threshold("kind", 0.3),
        "head \"kind\" has no threshold: its answer is the most probable category");
    assertRefused(
        heads().calibration("glare", Calibration.none()),
        "no head \"glare\": the heads are [screen, kind]");
    assertRefused(
        heads().calibration("kind", Calibration.platt(1, 2)),
        "head \"kind\" is categorical: only a temperature calibrates it");
  }

  private static Evaluation.Builder heads() {
    return Evaluation.builder().heads(List.of(SCREEN, KIND));
  }

  private static void assertRefused(Evaluation.Builder builder, String message) {
    assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage(message);
  }

  @Test
  void should_refuse_two_heads_of_one_name_and_a_negative_number_of_images() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.builder().heads(List.of(SCREEN, SCREEN)))
        .withMessage("two heads are named \"screen\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.builder().skipped(-1))
        .withMessage("skipped must be at least 0, but is -1");
  }

  @Test
  void should_refuse_probabilities_that_do_not_fit() {
    Evaluation.Builder builder =
        Evaluation.builder().heads(List.of(SCREEN, KIND)).images(IMAGES).probabilities(0.5);

    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessage("3 images with 3 probabilities each are 9, but there are 1");
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.threshold("screen", 0.1).threshold("screen", 0.2))
        .withMessage("threshold of \"screen\" was already set to 0.1");
  }
}
