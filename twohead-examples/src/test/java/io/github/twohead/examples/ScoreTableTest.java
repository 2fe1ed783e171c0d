package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreTableTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec KIND =
      HeadSpec.categorical("kind", "paper", "receipt", "a category of a long name");

  /** Forty images, of which every tenth is told wrongly, and none is labelled for one head. */
  private static Evaluation evaluation(HeadSpec unlabelled) {
    List<LabelledImage> images = new ArrayList<>();
    List<Double> probabilities = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      boolean positive = i % 4 == 0;
      Label screen = positive ? Label.POSITIVE : Label.NEGATIVE;
      Label kind = Label.category(KIND.categories().get(i % 3));
      Map<HeadSpec, Label> labels =
          Map.of(
              SCREEN, unlabelled.equals(SCREEN) ? Label.UNKNOWN : screen,
              KIND, unlabelled.equals(KIND) ? Label.UNKNOWN : kind);
      images.add(LabelledImage.of(ImageSource.of(Path.of(i + ".jpg")), labels));
      probabilities.add(positive == (i % 10 > 0) ? 0.75 : 0.25);
      for (int category = 0; category < 3; category++) {
        probabilities.add(category == (i % 10 > 0 ? i % 3 : (i + 1) % 3) ? 0.5 : 0.25);
      }
    }
    return Evaluation.builder()
        .heads(List.of(SCREEN, KIND))
        .images(images)
        .probabilities(probabilities.stream().mapToDouble(Double::doubleValue).toArray())
        .threshold("screen", 0.6)
        .skipped(2)
        .build();
  }

  @Test
  void should_show_scores_above_their_intervals() {
    assertThat(ScoreTable.of(evaluation(HeadSpec.binary("none"))).lines())
        .containsExactly(
            "  head                             precision     recall         F1         AP    ROC-AUC",
            "  screen, from 0.6 on                  0.800      0.800      0.800      0.690      0.867",
            "    40 images, 10 positive, 95 %:  0.50-1.00  0.54-1.00  0.56-0.96  0.41-0.93  0.72-0.98",
            "    8 TP, 2 FP, 2 FN, 28 TN",
            "  head                              accuracy   macro F1   balanced   log loss",
            "  kind                                 0.900      0.900      0.901      0.762",
            "    40 images, 95 %:               0.83-0.98  0.80-0.98  0.81-0.98  0.71-0.81",
            "  kind, told as                paper           receipt  a category of a…",
            "  paper                           12                 2                 0",
            "  receipt                          0                12                 1",
            "  a category of a…                 1                 0                12",
            "left out: 2 that could not be read");
  }

  /** But for the digits: the same columns, lines and words. */
  @ParameterizedTest
  @ValueSource(strings = {"docs/evaluation.md", "docs/your-own-folder.md"})
  void should_look_as_guides_show_it(String guide) {
    String shown = Guides.block(guide, "text", "head    ");
    List<Label> labels =
        IntStream.range(0, 120).mapToObj(i -> i < 40 ? Label.POSITIVE : Label.NEGATIVE).toList();
    double[] probabilities =
        IntStream.range(0, 120).mapToDouble(i -> i < 18 || i > 117 ? 0.75 : 0.25).toArray();
    HeadEvaluation screen = HeadEvaluation.of(SCREEN, labels, probabilities);

    String now = ScoreTable.of(Map.of("screen", screen), 0);

    assertThat(now).contains("    18 TP, 2 FP, 22 FN, 78 TN");
    assertThat(form(now)).isEqualTo(form(shown));
  }

  private static String form(String table) {
    return table.replaceAll("(?m)^ +", "").strip().replaceAll("\\d", "0");
  }

  @Test
  void should_show_nothing_of_a_head_that_no_image_has_a_label_for() {
    assertThat(ScoreTable.of(evaluation(KIND)).lines())
        .contains("  kind                                     -          -          -          -")
        .contains(
            "-: the metric ACCURACY of head \"kind\" is undefined here: no image has a label for it")
        .filteredOn(line -> line.startsWith("-: "))
        .hasSize(1);
  }

  @Test
  void should_say_why_a_score_is_undefined() {
    HeadEvaluation screen = HeadEvaluation.of(SCREEN, List.of(Label.POSITIVE), 0.75);

    assertThat(ScoreTable.of(Map.of("screen", screen), 0).lines())
        .filteredOn(line -> line.startsWith("-: "))
        .containsExactly(
            "-: the metric ROC_AUC of head \"screen\" is undefined here: none of its 1 images is negative");
  }

  @Test
  void should_keep_large_values_apart() {
    Evaluation wrong =
        Evaluation.builder()
            .heads(List.of(KIND))
            .images(
                List.of(
                    LabelledImage.of(
                        ImageSource.of(Path.of("a.jpg")), Map.of(KIND, Label.category("paper")))))
            .probabilities(new double[] {0, 1, 0})
            .build();

    assertThat(ScoreTable.of(wrong)).contains(" 36.04-36.04").doesNotContain("0036.04");
  }

  @Test
  void should_report_what_is_defined() {
    JsonObject heads = HeadReports.withIntervals(evaluation(SCREEN));

    assertThat(heads.getAsJsonObject("screen").keySet())
        .containsExactly("images", "positives", "threshold", "tp", "fp", "fn", "tn", "intervals");
    JsonObject kind = heads.getAsJsonObject("kind");
    assertThat(kind.get("accuracy").getAsDouble()).isEqualTo(0.9);
    assertThat(kind.getAsJsonObject("categories").getAsJsonObject("paper").keySet())
        .containsExactly("precision", "recall", "f1", "images", "answers");
    assertThat(kind.getAsJsonObject("intervals").getAsJsonArray("accuracy")).hasSize(2);
  }
}
