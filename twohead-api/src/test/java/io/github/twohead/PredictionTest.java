package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.TrainingReport.Ending;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Looking up what a model says: predictions, scores and reports. */
class PredictionTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec GLARE = HeadSpec.builder("glare").threshold(0.7).build();
  private static final Prediction PREDICTION =
      Prediction.of(List.of(HeadPrediction.of(SCREEN, 0.9812), HeadPrediction.of(GLARE, 0.5)));
  private static final Scores SCORES = scores();

  @Test
  void should_find_a_heads_answer_by_head_and_by_name() {
    assertThat(PREDICTION.head(SCREEN).probability()).isEqualTo(0.9812);
    assertThat(PREDICTION.head("glare").probability()).isEqualTo(0.5);
    assertThat(PREDICTION.head(HeadSpec.binary("glare")).head()).isEqualTo(GLARE);
  }

  @Test
  void should_name_the_heads_when_there_is_no_such_head() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PREDICTION.head("blur"))
        .withMessage("no head \"blur\": the heads are [screen, glare]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SCORES.head(HeadSpec.binary("blur")))
        .withMessage("no head \"blur\": the heads are [screen, glare]");
  }

  @Test
  void should_decide_by_each_heads_own_threshold() {
    assertThat(PREDICTION.head(SCREEN).positive()).isTrue();
    assertThat(PREDICTION.head(GLARE).positive()).isFalse();
    assertThat(HeadPrediction.of(GLARE, 0.7).positive()).isTrue();
  }

  @Test
  void should_find_a_heads_scores_by_head_and_by_name() {
    assertThat(SCORES.head(SCREEN).truePositives()).isEqualTo(3);
    assertThat(SCORES.head("glare").truePositives()).isZero();
  }

  @Test
  void should_keep_the_order_of_heads_and_let_nobody_change_them() {
    Map<String, ConfusionCounts> counts = new LinkedHashMap<>();
    for (String name : List.of("z", "a", "m")) {
      counts.put(name, ConfusionCounts.of(1, 0, 0, 0));
    }
    Scores scores = Scores.builder().heads(counts).images(1).build();

    counts.clear();

    assertThat(scores.heads().keySet()).containsExactly("z", "a", "m");
    assertThat(scores.heads()).isUnmodifiable();
  }

  @Test
  void should_print_with_a_point_in_every_locale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(PREDICTION).hasToString("screen 0.981, glare 0.500");
      assertThat(SCORES).hasToString("screen F1 0.667, glare F1 0.000");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void should_find_the_best_epoch_by_its_number() {
    List<EpochReport> epochs = List.of(epoch(1), epoch(2), epoch(3));

    assertThat(TrainingReport.builder().epochs(epochs).bestEpoch(2).build().best())
        .isSameAs(epochs.get(1));
    assertThatIllegalStateException()
        .isThrownBy(() -> TrainingReport.builder().ending(Ending.INTERRUPT).build().best())
        .withMessageContaining("before its first epoch did");
  }

  private static EpochReport epoch(int number) {
    return EpochReport.builder().epoch(number).loss(0.5).validationLoss(0.6).scores(SCORES).build();
  }

  private static Scores scores() {
    Map<String, ConfusionCounts> counts = new LinkedHashMap<>();
    counts.put("screen", ConfusionCounts.of(3, 1, 2, 4));
    counts.put("glare", ConfusionCounts.of(0, 0, 1, 9));
    return Scores.builder().heads(counts).images(10).build();
  }
}
