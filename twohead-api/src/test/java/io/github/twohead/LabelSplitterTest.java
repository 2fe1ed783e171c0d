package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSplitterTest {
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "paper", "screen");
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec OTHER = HeadSpec.binary("not_document");

  @ParameterizedTest
  @CsvSource({
    "0, NEGATIVE, NEGATIVE",
    "1, UNKNOWN, POSITIVE",
    "2, POSITIVE, NEGATIVE",
    "77, NEGATIVE, NEGATIVE"
  })
  void should_label_each_head_as_the_javadoc_example_says(
      String imageClass, String screen, String other) {
    LabelSplitter labels =
        LabelSplitter.builder().positive(SCREEN, 2).positive(OTHER, 1).unknown(SCREEN, 1).build();

    assertThat(labels.label(SCREEN, imageClass)).hasToString(screen);
    assertThat(labels.label(OTHER, imageClass)).hasToString(other);
  }

  @ParameterizedTest
  @CsvSource({"scan, POSITIVE", "print, POSITIVE", "photo, NEGATIVE", "drawing, UNKNOWN"})
  void should_leave_unlisted_classes_unknown_once_negative_ones_are_listed(
      String imageClass, String expected) {
    LabelSplitter labels =
        LabelSplitter.builder()
            .positive(SCREEN, "scan", " print ")
            .negative(SCREEN, "photo")
            .build();

    assertThat(labels.label(SCREEN, imageClass)).hasToString(expected);
  }

  @Test
  void should_put_classes_into_categories() {
    LabelSplitter labels =
        LabelSplitter.builder()
            .category(KIND, "paper", 0, 1)
            .category(KIND, "screen", "2", "tv")
            .unknown(KIND, 9)
            .build();

    assertThat(labels.label(KIND, "1")).isEqualTo(Label.category("paper"));
    assertThat(labels.label(KIND, "tv")).isEqualTo(Label.category("screen"));
    assertThat(labels.label(KIND, "9")).isEqualTo(Label.UNKNOWN);
    assertThat(labels.classes()).containsExactly("0", "1", "2", "tv", "9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> labels.label(KIND, "5"))
        .withMessage("unknown class \"5\" of head \"kind\": the classes are [0, 1, 2, tv, 9]");
  }

  @Test
  void should_take_categories_for_classes_where_the_names_are_the_same() {
    LabelSplitter labels = LabelSplitter.builder().categories(KIND).build();

    assertThat(labels.label(KIND, "screen")).isEqualTo(Label.category("screen"));
  }

  @Test
  void should_refuse_a_list_of_the_other_kind() {
    LabelSplitter.Builder builder = LabelSplitter.builder();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.positive(KIND, 2))
        .withMessage(
            "the answer of head \"kind\" is a category, not yes or no: call category(kind, category,"
                + " class) or categories(kind)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.category(KIND, "papre", 2))
        .withMessage("head \"kind\" has no category \"papre\": [paper, screen]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.categories(SCREEN))
        .withMessage("head \"screen\" has no categories");
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.category(KIND, "paper", 0).category(KIND, "screen", 0))
        .withMessage("class \"0\" of head \"kind\" was already set to paper");
    assertThatIllegalStateException()
        .isThrownBy(() -> LabelSplitter.builder().unknown(KIND, 1).build())
        .withMessage("head \"kind\" has no class of a category: call categories(kind)");
  }

  @Test
  void should_compare_classes_as_text() {
    LabelSplitter labels = LabelSplitter.builder().positive(SCREEN, 2).build();

    assertThat(labels.label(SCREEN, "02")).isEqualTo(Label.NEGATIVE);
  }

  @Test
  void should_address_heads_by_name() {
    LabelSplitter labels = LabelSplitter.builder().positive(SCREEN, 2).build();
    HeadSpec narrow = HeadSpec.builder("screen").width(8).build();

    assertThat(labels.label(narrow, "2")).isEqualTo(Label.POSITIVE);
  }

  @Test
  void should_not_change_a_splitter_when_its_builder_goes_on() {
    LabelSplitter.Builder builder = LabelSplitter.builder().positive(SCREEN, 2);
    LabelSplitter labels = builder.build();

    builder.positive(SCREEN, 1).classes(1, 2);

    assertThat(labels.label(SCREEN, "1")).isEqualTo(Label.NEGATIVE);
    assertThat(labels.label(SCREEN, "9")).isEqualTo(Label.NEGATIVE);
  }

  @Test
  void should_refuse_classes_that_the_data_may_not_hold() {
    LabelSplitter labels =
        LabelSplitter.builder().positive(SCREEN, 2).classes("2", " 1 ", "0").build();

    assertThat(labels.label(SCREEN, "1")).isEqualTo(Label.NEGATIVE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> labels.label(SCREEN, "3"))
        .withMessage("unknown class \"3\": the classes are [2, 1, 0]");
  }

  @Test
  void should_show_what_cannot_be_seen_of_an_unknown_class() {
    LabelSplitter labels = LabelSplitter.builder().positive(SCREEN, 2).classes(0, 2).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> labels.label(SCREEN, "2\u00A0"))
        .withMessage("unknown class \"2\\u00A0\": the classes are [0, 2]");
  }

  @Test
  void should_know_every_class_that_it_was_told() {
    LabelSplitter labels =
        LabelSplitter.builder()
            .positive(SCREEN, 2)
            .unknown(SCREEN, 1)
            .negative(OTHER, 5)
            .positive(OTHER, 1)
            .build();
    LabelSplitter listed = LabelSplitter.builder().positive(SCREEN, 2).classes(0, 1, 2).build();
    LabelSplitter lambda = (head, imageClass) -> Label.UNKNOWN;

    assertThat(labels.classes()).containsExactlyInAnyOrder("1", "2", "5");
    assertThat(listed.classes()).containsExactlyInAnyOrder("0", "1", "2");
    assertThat(lambda.classes()).isEmpty();
  }

  @Test
  void should_say_which_call_a_head_without_classes_needs() {
    LabelSplitter labels = LabelSplitter.builder().positive(SCREEN, 2).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> labels.label(OTHER, "2"))
        .withMessageContaining("\"not_document\"")
        .withMessageContaining("positive(not_document, class)");
  }

  @Test
  void should_refuse_a_class_that_was_listed_before_and_name_the_earlier_label() {
    LabelSplitter.Builder builder = LabelSplitter.builder().positive(SCREEN, 1, 2);

    assertThatIllegalStateException()
        .isThrownBy(() -> builder.unknown(SCREEN, 2))
        .withMessage("class \"2\" of head \"screen\" was already set to POSITIVE");
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.negative(OTHER, "0", "0 "))
        .withMessage("class \"0\" of head \"not_document\" was already set to NEGATIVE");
  }

  @Test
  void should_refuse_a_second_list_of_known_classes() {
    LabelSplitter.Builder builder = LabelSplitter.builder().classes(0, 1);

    assertThatIllegalStateException()
        .isThrownBy(() -> builder.classes("2"))
        .withMessage("classes were already set to [0, 1]");
  }

  @Test
  void should_refuse_a_listed_class_that_is_not_known() {
    LabelSplitter.Builder builder =
        LabelSplitter.builder().classes(0, 1, 2).positive(SCREEN, 2).unknown(SCREEN, 3);

    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessage("head \"screen\" lists the class \"3\", which is not one of [0, 1, 2]");
  }

  @Test
  void should_refuse_a_head_without_a_positive_class() {
    LabelSplitter.Builder builder =
        LabelSplitter.builder().positive(SCREEN, 2).negative(OTHER, 0).unknown(OTHER, 1);

    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessageContaining("\"not_document\" has no positive class")
        .withMessageContaining("positive(not_document, class)");
  }

  @Test
  void should_refuse_to_build_without_any_head() {
    assertThatIllegalStateException()
        .isThrownBy(() -> LabelSplitter.builder().classes(1).build())
        .withMessageContaining("call positive(head, class)");
  }

  @Test
  void should_refuse_empty_lists_and_empty_names() {
    LabelSplitter.Builder builder = LabelSplitter.builder();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.positive(SCREEN, new int[0]))
        .withMessage("the list of POSITIVE classes is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.classes(new String[0]))
        .withMessage("the list of known classes is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.negative(SCREEN, "photo", " "))
        .withMessage("the list of NEGATIVE classes has an empty name");
  }

  @Test
  void should_take_a_class_of_the_users_own_which_says_its_classes() {
    LabelSplitter own =
        new LabelSplitter() {
          @Override
          public Label label(HeadSpec head, String imageClass) {
            return imageClass.endsWith("?") ? Label.UNKNOWN : Label.POSITIVE;
          }

          @Override
          public Set<String> classes() {
            return Set.of("screen", "screen?");
          }
        };

    LabelledImage row = LabelledImage.of(ImageSource.of(new byte[1]), "screen?", own);

    assertThat(row.label(SCREEN)).isEqualTo(Label.UNKNOWN);
    assertThat(row.splitter()).containsSame(own);
    assertThat(own.classes()).containsExactlyInAnyOrder("screen", "screen?");
  }

  @Test
  void should_take_the_lambda_of_the_javadoc() {
    LabelSplitter byPrefix =
        (head, imageClass) -> imageClass.startsWith(head.name()) ? Label.POSITIVE : Label.NEGATIVE;

    LabelledImage row = LabelledImage.of(ImageSource.of(new byte[1]), " screen_7 ", byPrefix);

    assertThat(row.label(SCREEN)).isEqualTo(Label.POSITIVE);
    assertThat(row.label(OTHER)).isEqualTo(Label.NEGATIVE);
  }
}
