package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelledImageTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec GLARE = HeadSpec.binary("glare");
  private static final ImageSource PHOTO = ImageSource.of(Path.of("photo.jpg"));

  @Test
  void should_hold_labels_per_head() {
    Map<HeadSpec, Label> labels = new HashMap<>(Map.of(SCREEN, Label.UNKNOWN));
    LabelledImage row = LabelledImage.of(PHOTO, labels);

    labels.put(SCREEN, Label.POSITIVE);

    assertThat(row.label(SCREEN)).isEqualTo(Label.UNKNOWN);
    assertThat(row.imageClass()).isEmpty();
    assertThat(row.origin()).isEqualTo("photo.jpg");
    assertThat(row).hasToString("photo.jpg");
  }

  @Test
  void should_name_the_heads_that_have_labels_when_one_has_none() {
    LabelledImage row = LabelledImage.of(PHOTO, Map.of(SCREEN, Label.NEGATIVE));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> row.label(GLARE))
        .withMessage("no label for head \"glare\": the columns are [screen]");
  }

  @Test
  void should_strip_the_class() {
    LabelledImage row = LabelledImage.of(PHOTO, " 2 ", (head, name) -> Label.UNKNOWN);

    assertThat(row.imageClass()).contains("2");
  }

  @Test
  void should_hold_what_its_class_means() {
    LabelSplitter labels = LabelSplitter.builder().positive(SCREEN, 2).build();

    assertThat(LabelledImage.of(PHOTO, "2", labels).splitter()).containsSame(labels);
    assertThat(LabelledImage.of(PHOTO, Map.of(SCREEN, Label.NEGATIVE)).splitter()).isEmpty();
  }

  @Test
  void should_refuse_a_blank_class() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelledImage.of(PHOTO, " ", (head, name) -> Label.UNKNOWN))
        .withMessage("the class is empty");
  }

  @Test
  void should_hold_categories() {
    HeadSpec kind = HeadSpec.categorical("kind", "document", "receipt");
    LabelledImage row = LabelledImage.of(PHOTO, Map.of(kind, Label.category("receipt")));

    assertThat(row.label(kind)).isEqualTo(Label.category("receipt"));
    assertThat(row.column("kind")).contains("receipt");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> row.label(HeadSpec.binary("kind")))
        .withMessage("the label of \"kind\" must be 1, 0 or empty, but is \"receipt\"");
  }

  @Test
  void should_take_columns_beside_labels() {
    LabelledImage byHead =
        LabelledImage.of(PHOTO, Map.of(SCREEN, Label.POSITIVE)).column(" sender ", " 12 ");
    LabelledImage byClass =
        LabelledImage.of(PHOTO, "2", (head, name) -> Label.NEGATIVE).column("sender", "12");

    assertThat(byHead.columns()).containsExactly(entry("screen", "1"), entry("sender", "12"));
    assertThat(byHead.label(SCREEN)).isEqualTo(Label.POSITIVE);
    assertThat(byClass.columns()).containsExactly(entry("class", "2"), entry("sender", "12"));
    assertThat(byClass.imageClass()).contains("2");
    assertThat(byClass.label(SCREEN)).isEqualTo(Label.NEGATIVE);
    assertThat(byClass.column("source")).isEmpty();
  }

  @Test
  void should_refuse_a_column_twice_and_the_names_that_none_may_have() {
    LabelledImage row = LabelledImage.of(PHOTO, Map.of(SCREEN, Label.POSITIVE));

    assertThatIllegalStateException()
        .isThrownBy(() -> row.column("sender", "12").column("sender", "13"))
        .withMessage("column \"sender\" was already set to 12");
    assertThatIllegalStateException()
        .isThrownBy(() -> row.column("screen", "0"))
        .withMessage("column \"screen\" was already set to 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> row.column(" ", "12"))
        .withMessage("a column may not be named \"\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> row.column("path", "12"))
        .withMessage("a column may not be named \"path\"");
  }

  @Test
  void should_name_head_and_class_for_which_a_splitter_gives_null() {
    Map<String, Label> known = Map.of("2", Label.POSITIVE);
    LabelledImage row = LabelledImage.of(PHOTO, "3", (head, name) -> known.get(name));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> row.label(SCREEN))
        .withMessageContaining("\"screen\"")
        .withMessageContaining("\"3\"");
  }

  @Test
  void should_name_head_and_class_for_which_a_splitter_throws() {
    Map<String, Integer> sizes = Map.of("2", 7);
    LabelledImage unknown =
        LabelledImage.of(
            PHOTO, "3", (head, name) -> sizes.get(name) > 5 ? Label.POSITIVE : Label.NEGATIVE);
    LabelledImage noNumber =
        LabelledImage.of(
            PHOTO,
            "cat",
            (head, name) -> Integer.parseInt(name) > 5 ? Label.POSITIVE : Label.NEGATIVE);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> unknown.label(SCREEN))
        .withMessageStartingWith(
            "the label splitter fails for head \"screen\" and class \"3\":"
                + " java.lang.NullPointerException: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> noNumber.label(SCREEN))
        .withMessage(
            "the label splitter fails for head \"screen\" and class \"cat\":"
                + " java.lang.NumberFormatException: For input string: \"cat\"");
  }

  @Test
  void should_pass_on_what_a_splitter_says_of_a_class_that_may_not_be() {
    IllegalArgumentException refusal = new IllegalArgumentException("no such class");
    LabelledImage row =
        LabelledImage.of(
            PHOTO,
            "3",
            (head, name) -> {
              throw refusal;
            });

    assertThatIllegalArgumentException().isThrownBy(() -> row.label(SCREEN)).isSameAs(refusal);
  }

  @Test
  void should_make_a_table_that_later_changes_of_the_list_do_not_reach() {
    List<LabelledImage> rows = new ArrayList<>();
    rows.add(LabelledImage.of(PHOTO, Map.of(SCREEN, Label.POSITIVE)));
    ImageTable table = ImageTable.of(rows);

    rows.clear();

    assertThat(table.images()).hasSize(1);
    assertThat(table.problems()).isEmpty();
  }
}
