package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;

import io.github.twohead.TrainingReport.Ending;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Looking up what a model says: predictions, scores and reports. */
class PredictionTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec GLARE = HeadSpec.binary("glare");
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "document", "receipt", "other");
  private static final Prediction PREDICTION =
      Prediction.of(
          List.of(HeadPrediction.of(SCREEN, 0.9812, 0.5), HeadPrediction.of(GLARE, 0.5, 0.7)));
  private static final Evaluation SCORES = scores();

  @Test
  void should_find_a_heads_answer_by_head_and_by_name() {
    assertThat(PREDICTION.head(SCREEN).probability()).isEqualTo(0.9812);
    assertThat(PREDICTION.head("glare").probability()).isEqualTo(0.5);
    assertThat(PREDICTION.heads()).extracting(HeadPrediction::head).containsExactly(SCREEN, GLARE);
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
    assertThat(HeadPrediction.of(GLARE, 0.7, 0.7).positive()).isTrue();
  }

  @Test
  void should_answer_with_a_category() {
    HeadPrediction kind = HeadPrediction.of(KIND, new double[] {0.1, 0.55, 0.35});

    assertThat(kind.category()).isEqualTo("receipt");
    assertThat(kind.probability("other")).isEqualTo(0.35);
    assertThat(kind.probabilities().keySet()).containsExactly("document", "receipt", "other");
    assertThat(kind.top(2).keySet()).containsExactly("receipt", "other");
    assertThat(kind.top(9)).hasSize(3);
    assertThat(kind).hasToString("kind receipt 0.550");
  }

  @Test
  void should_say_what_to_ask_a_head_of_the_other_kind() {
    HeadPrediction kind = HeadPrediction.of(KIND, new double[] {0.1, 0.55, 0.35});
    HeadPrediction screen = PREDICTION.head(SCREEN);

    assertThatIllegalStateException()
        .isThrownBy(kind::positive)
        .withMessage(
            "the answer of head \"kind\" is a category, not yes or no: ask for category()");
    assertThatIllegalStateException()
        .isThrownBy(kind::probability)
        .withMessageEndingWith("ask for probability(\"document\")");
    assertThatIllegalStateException().isThrownBy(kind::threshold);
    assertThatIllegalStateException()
        .isThrownBy(screen::category)
        .withMessage(
            "the answer of head \"screen\" is yes or no, not a category: ask for probability()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kind.probability("letter"))
        .withMessage("no category \"letter\" of head \"kind\": [document, receipt, other]");
  }

  @Test
  void should_say_in_one_short_line_that_there_is_no_such_category() {
    HeadSpec many =
        HeadSpec.categorical("many", IntStream.range(0, 1000).mapToObj(i -> "c " + i).toList());
    HeadPrediction answer = HeadPrediction.of(many, new double[1000]);
    ConfusionMatrix matrix = HeadEvaluation.of(many, List.of()).confusionMatrix();
    LabelSplitter.Builder labels = LabelSplitter.builder();

    assertShort(() -> answer.probability("c\u00A01"), "no category \"c\\u00A01\" of head \"many\"");
    assertShort(() -> matrix.counts("c\u00A01"), "no category \"c\\u00A01\"");
    assertShort(
        () -> labels.category(many, "c\u00A01", "1"),
        "head \"many\" has no category \"c\\u00A01\"");
    assertShort(
        () -> HeadEvaluation.of(many, List.of(Label.category("c\u00A01")), new double[1000]),
        "the label of head \"many\" must be one of ");
  }

  private static void assertShort(ThrowingCallable call, String start) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .withMessageStartingWith(start)
        .withMessageContaining("\"c 19\" and 98")
        .withMessageContaining("c\\u00A01");
  }

  @Test
  void should_read_a_question_off_the_categories() {
    HeadPrediction kind = HeadPrediction.of(KIND, new double[] {0.2, 0.5, 0.3});
    LabelSplitter paper =
        LabelSplitter.builder().positive(SCREEN, "other").unknown(SCREEN, "receipt").build();

    HeadPrediction screen = kind.question(SCREEN, paper);

    assertThat(screen.probability()).isEqualTo(0.6); // 0.3 of the 0.5 that say something
    assertThat(screen.positive()).isTrue();
  }

  @Test
  void should_take_as_many_probabilities_as_categories() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadPrediction.of(KIND, new double[] {1, 0}))
        .withMessage("head \"kind\" has 3 categories, but there are 2 probabilities");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadPrediction.of(KIND, 0.5, 0.5))
        .withMessage("head \"kind\" has categories: give a probability for each of them");
  }

  @Test
  void should_add_up_categories_that_share_a_name() {
    HeadSpec crane = HeadSpec.categorical("object", "crane", "dog", "crane");

    HeadPrediction answer = HeadPrediction.of(crane, new double[] {0.3, 0.4, 0.3});

    assertThat(answer.probabilities()).containsEntry("crane", 0.6).hasSize(2);
    assertThat(answer.category()).isEqualTo("crane");
    assertThat(answer.top(1)).containsExactly(entry("crane", 0.6));
    assertThat(answer).hasToString("object crane 0.600");
  }

  @Test
  void should_give_each_place_its_own_probability() {
    HeadSpec crane = HeadSpec.categorical("object", "crane", "dog", "crane");

    HeadPrediction answer = HeadPrediction.of(crane, new double[] {0.25, 0.4, 0.35});

    assertThat(answer.probability(0)).isEqualTo(0.25);
    assertThat(answer.probability(2)).isEqualTo(0.35);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> answer.probability(3));
    assertThatIllegalStateException().isThrownBy(() -> PREDICTION.head(SCREEN).probability(0));
  }

  @Test
  void should_find_a_heads_scores_by_head_and_by_name() {
    assertThat(SCORES.head(SCREEN).counts().truePositives()).isEqualTo(3);
    assertThat(SCORES.head("glare").counts().truePositives()).isZero();
  }

  @Test
  void should_keep_the_order_of_heads_and_let_nobody_change_them() {
    Map<String, ConfusionCounts> counts = new LinkedHashMap<>();
    for (String name : List.of("z", "a", "m")) {
      counts.put(name, ConfusionCounts.of(1, 0, 0, 0));
    }
    Evaluation scores = CountedEvaluation.of(counts);

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
    return EpochReport.builder()
        .epoch(number)
        .loss(0.5)
        .validationLoss(0.6)
        .evaluation(SCORES)
        .build();
  }

  private static Evaluation scores() {
    Map<String, ConfusionCounts> counts = new LinkedHashMap<>();
    counts.put("screen", ConfusionCounts.of(3, 1, 2, 4));
    counts.put("glare", ConfusionCounts.of(0, 0, 1, 9));
    return CountedEvaluation.of(counts);
  }

  @Test
  void should_have_a_threshold_or_categories() {
    HeadSpec screen = HeadSpec.binary("screen");
    HeadPrediction yes = HeadPrediction.of(screen, 0.6, 0.7);
    LabelSplitter labels = LabelSplitter.builder().positive(screen, "a").build();

    assertThat(yes.threshold()).isEqualTo(0.7);
    assertThatIllegalStateException().isThrownBy(yes::probabilities);
    assertThatIllegalStateException().isThrownBy(() -> yes.question(screen, labels));
  }
}
