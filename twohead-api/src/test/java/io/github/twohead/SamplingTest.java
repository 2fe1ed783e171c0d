package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "paper", "receipt", "other");
  private static final List<HeadSpec> HEADS = List.of(SCREEN, KIND);
  private static final LabelSplitter LABELS =
      LabelSplitter.builder()
          .positive(SCREEN, "screen")
          .unknown(SCREEN, "other")
          .category(KIND, "paper", "paper", "screen")
          .category(KIND, "receipt", "receipt")
          .category(KIND, "other", "other")
          .build();

  /** Two screens, four papers, one receipt, one other; senders a, b and nobody. */
  private static List<LabelledImage> rows() {
    List<LabelledImage> rows = new ArrayList<>();
    String[] classes = {"screen", "screen", "paper", "paper", "paper", "paper", "receipt", "other"};
    for (int i = 0; i < classes.length; i++) {
      BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
      rows.add(
          LabelledImage.of(ImageSource.of(image), classes[i], LABELS)
              .column("sender", i < 2 ? "a" : i < 7 ? "b" : "")
              .column("weight", Integer.toString(i + 1)));
    }
    return rows;
  }

  @Test
  void should_draw_positives_as_often_as_negatives_and_keep_the_share_of_unknown_rows() {
    double[] weights = Sampling.balanced(SCREEN).weights(rows());

    assertThat(weights).containsExactly(1.75, 1.75, 0.7, 0.7, 0.7, 0.7, 0.7, 1);
  }

  @Test
  void should_tell_what_it_draws_by() {
    assertThat(Sampling.shuffled().isShuffled()).isTrue();
    assertThat(Sampling.weighted("weight").isShuffled()).isFalse();
    assertThat(Sampling.balanced(SCREEN).column()).isEmpty();
    assertThat(Sampling.balanced("sender").column()).hasValue("sender");
  }

  @Test
  void should_draw_each_category_as_often() {
    double[] weights = Sampling.balanced(KIND).weights(rows());

    assertThat(weights[0] * 6).isEqualTo(weights[6]).isEqualTo(weights[7]);
  }

  @Test
  void should_draw_each_text_of_a_column_as_often() {
    double[] weights = Sampling.balanced("sender").weights(rows());

    assertThat(weights).containsExactly(1.75, 1.75, 0.7, 0.7, 0.7, 0.7, 0.7, 1);
    assertThat(Sampling.balanced("class").weights(rows()))
        .containsExactly(1, 1, 0.5, 0.5, 0.5, 0.5, 2, 2);
  }

  @Test
  void should_draw_by_given_shares() {
    double[] weights = Sampling.balanced(SCREEN, Map.of("negative", 3.0)).weights(rows());

    double positives = weights[0] + weights[1];
    assertThat(weights[2] * 5).isEqualTo(3 * positives);
    assertThat(Sampling.balanced("sender", Map.of("a", 1.0)).weights(rows()))
        .isEqualTo(Sampling.balanced("sender").weights(rows()));
  }

  @Test
  void should_draw_by_a_column_of_numbers() {
    assertThat(Sampling.weighted("weight").weights(rows())).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(Sampling.shuffled().weights(rows())).containsOnly(1);
    assertThat(Sampling.weighted("weight").weights(List.of(weighing("1e-6"), weighing("1e6"))))
        .containsExactly(1e-6, 1e6);
  }

  private static LabelledImage weighing(String weight) {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    return LabelledImage.of(ImageSource.of(image), "paper", LABELS).column("weight", weight);
  }

  @Test
  void should_refuse_rows_without_the_column_that_others_have() {
    List<LabelledImage> rows = new ArrayList<>(rows());
    rows.add(weighing("1"));

    assertThatThrownBy(() -> Sampling.balanced("sender").weights(rows))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith("there is no column \"sender\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shuffled",
        "balanced(screen)",
        "balanced(kind, paper 1, receipt 2.5)",
        "balanced(column sender)",
        "balanced(column sent by, John Doe 2)",
        "weighted(column weight)"
      })
  void should_read_back_what_it_writes(String text) {
    Sampling sampling = Sampling.parse(text, HEADS);

    assertThat(sampling.text()).isEqualTo(text);
    assertThat(sampling.epochLength(20)).hasToString(text + ", 20 rows per epoch");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "balance",
        "weighted(screen)",
        "weighted(column weight, a 2)",
        "balanced(screen, 2)",
        "balanced(screen, positive two)",
        "balanced(screen, positive 1, positive 2)"
      })
  void should_refuse_other_texts(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sampling.parse(text, HEADS))
        .withMessageStartingWith("sampling must be shuffled, balanced(HEAD), ")
        .withMessageEndingWith("but is \"" + text + "\"");
  }

  @Test
  void should_refuse_names_that_its_text_cannot_hold() {
    assertThat(Sampling.parse("balanced(column width (px))", HEADS).toString())
        .isEqualTo(Sampling.balanced("width (px)").toString());
    for (ThrowingCallable wrong :
        List.<ThrowingCallable>of(
            () -> Sampling.balanced("a, b"),
            () -> Sampling.weighted("a\nb"),
            () -> Sampling.balanced("sender", Map.of("Doe, Ann", 2.0)),
            () -> Sampling.balanced("sender", Map.of(" a", 2.0)))) {
      assertThatIllegalArgumentException()
          .isThrownBy(wrong)
          .withMessageMatching(
              "a name in a sampling must hold neither a comma nor a line break, nor begin or end"
                  + " with a blank, but is \"[^\\n]+\"");
    }
  }

  @Test
  void should_refuse_what_no_table_can_have() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sampling.balanced("sender", Map.of("a", 0.0)))
        .withMessage("the share of a must be above 0 and at most 1000000, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sampling.balanced(" "))
        .withMessage("a column of sampling must not be blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sampling.shuffled().epochLength(1))
        .withMessageStartingWith("epochLength must be from 2 to ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sampling.parse("balanced(blur)", HEADS))
        .withMessageContaining("blur");
  }

  @Test
  void should_say_which_columns_a_table_has() {
    assertThatThrownBy(() -> Sampling.balanced("city").weights(rows()))
        .isInstanceOf(DataException.class)
        .hasMessage("train: there is no column \"city\": the columns are [class, sender, weight]");
  }

  @Test
  void should_say_which_texts_there_are() {
    assertThatThrownBy(() -> Sampling.balanced(SCREEN, Map.of("yes", 2.0)).weights(rows()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "train: sampling gives \"yes\" a share, but no row has it: there are [positive,"
                + " negative]");
  }

  @Test
  void should_list_every_row_without_a_weight() {
    List<LabelledImage> rows = new ArrayList<>(rows());
    for (String text : List.of("", "-1", "0", "many", "NaN")) {
      rows.add(weighing(text));
    }

    assertThatThrownBy(() -> Sampling.weighted("weight").weights(rows))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("5 problems in the data:")
        .hasMessageContaining(
            "the weight in column \"weight\" must be 1e-6 to 1e6, but is \"many\"");
    assertThatThrownBy(
            () -> WeightedMultiLoss.builder().rowWeights("weight").build().rowWeights(rows))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("5 problems in the data:");
  }
}
