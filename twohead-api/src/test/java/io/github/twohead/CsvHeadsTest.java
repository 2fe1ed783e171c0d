package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV files with one column of labels per head. */
class CsvHeadsTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec GLARE = HeadSpec.binary("glare");

  @TempDir Path folder;

  @Test
  void should_read_yes_no_and_nothing() throws IOException {
    ImageTable table = read("path, screen, glare\n1.jpg, 1, 0\n2.jpg, , \"1\"\n");

    assertThat(table.problems()).isEmpty();
    assertThat(table.images())
        .extracting(row -> row.label(SCREEN), row -> row.label(GLARE))
        .containsExactly(
            tuple(Label.POSITIVE, Label.NEGATIVE), tuple(Label.UNKNOWN, Label.POSITIVE));
    assertThat(table.images().get(0).imageClass()).isEmpty();
  }

  @Test
  void should_find_heads_by_the_names_of_their_columns() throws IOException {
    ImageTable table = read("path|glare|screen\n1.jpg|0|1\n");

    assertThat(table.images().get(0).label(SCREEN)).isEqualTo(Label.POSITIVE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.images().get(0).label(HeadSpec.binary("blur")))
        .withMessage("no label for head \"blur\": the columns are [glare, screen]");
  }

  @Test
  void should_refuse_a_text_that_is_no_label_only_when_its_column_is_asked_for()
      throws IOException {
    ImageTable table = read("path,screen,glare\n1.jpg,1,2\n2.jpg,yes,0\n");

    assertThat(table.problems()).isEmpty();
    assertThat(table.images().get(0).label(SCREEN)).isEqualTo(Label.POSITIVE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.images().get(0).label(GLARE))
        .withMessage("the label of \"glare\" must be 1, 0 or empty, but is \"2\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.images().get(1).label(SCREEN))
        .withMessage("the label of \"screen\" must be 1, 0 or empty, but is \"yes\"");
  }

  @Test
  void should_read_categories_beside_yes_and_no() throws IOException {
    HeadSpec kind = HeadSpec.categorical("kind", "a form", "1", "0");
    ImageTable table = read("path,kind,screen\n1.jpg,a form,1\n2.jpg,0,0\n3.jpg,,1\n4.jpg,b,1\n");

    assertThat(table.images().subList(0, 3))
        .extracting(row -> row.label(kind))
        .containsExactly(Label.category("a form"), Label.category("0"), Label.UNKNOWN);
    assertThat(table.images().get(0).label(SCREEN)).isEqualTo(Label.POSITIVE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.images().get(3).label(kind))
        .withMessage(
            "the label of \"kind\" must be one of [\"a form\", 1, 0] or empty, but is \"b\"");
  }

  @Test
  void should_know_a_category_without_the_spaces_at_its_ends() throws IOException {
    HeadSpec kind = HeadSpec.categorical("kind", " a form ", "b");

    assertThat(read("path,kind\n1.jpg, a form \n").images().get(0).label(kind))
        .isEqualTo(Label.category(" a form "));
  }

  @Test
  void should_keep_columns_that_no_head_asks_for() throws IOException {
    ImageTable table = read("path,screen,sender,note\n1.jpg,1, 12 ,\"a, b\"\n2.jpg,0,12,\n");

    LabelledImage row = table.images().get(0);
    assertThat(row.columns())
        .containsExactly(entry("screen", "1"), entry("sender", "12"), entry("note", "a, b"));
    assertThat(row.column("sender")).contains("12");
    assertThat(row.column("Sender")).isEmpty();
    assertThat(table.images().get(1).column("note")).contains("");
  }

  @Test
  void should_find_the_column_of_paths() throws IOException {
    ImageTable named = read("screen,path\n1,a.jpg\n");
    ImageTable given =
        ImageTable.readCsv(
            Files.writeString(csv(), "id.of,file,screen\n7,b.jpg,1\n"),
            CsvFormat.standard().path("file"));

    assertThat(named.images().get(0).source()).isEqualTo(ImageSource.of(folder.resolve("a.jpg")));
    assertThat(named.images().get(0).columns()).containsExactly(entry("screen", "1"));
    assertThat(given.images().get(0).source()).isEqualTo(ImageSource.of(folder.resolve("b.jpg")));
    assertThat(given.images().get(0).columns())
        .containsExactly(entry("id.of", "7"), entry("screen", "1"));
  }

  @Test
  void should_name_the_columns_when_the_given_one_is_not_there() throws IOException {
    Files.writeString(csv(), "path,screen\n1.jpg,1\n");

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ImageTable.readCsv(csv(), CsvFormat.standard().path("file")))
        .withMessage(csv() + ":1: there is no column \"file\": the columns are [path, screen]");
  }

  @Test
  void should_report_a_wrong_number_of_fields_and_what_it_expected() throws IOException {
    ImageTable table = read("path;screen;glare\n1.jpg;1\n2.jpg;1;0;0\n");

    assertThat(table.images()).isEmpty();
    assertThat(table.problems())
        .containsExactly(
            csv()
                + ":2: expected a field for each of [path, screen, glare], separated by \";\", but"
                + " found 2 field(s)",
            csv()
                + ":3: expected a field for each of [path, screen, glare], separated by \";\", but"
                + " found 4 field(s)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.jpg,1,0\n", "path\n1.jpg\n", "./path,screen\n"})
  void should_refuse_a_file_without_a_header(String text) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> read(text))
        .withMessage(
            csv() + ":1: expected a header with the heads' names, such as path,screen,glare");
  }

  @ParameterizedTest
  @ValueSource(strings = {"path,screen,screen", "path,screen,"})
  void should_refuse_columns_without_a_name_of_their_own(String header) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> read("\n" + header + "\n1.jpg,1,0\n"))
        .withMessageStartingWith(csv() + ":2: every column needs a name of its own")
        .withMessageContaining("[" + header.replace(",", ", ") + "]");
  }

  @Test
  void should_report_a_header_without_rows() throws IOException {
    assertThat(read("path,screen\n").problems()).containsExactly(csv() + ": the file has no rows");
  }

  private ImageTable read(String text) throws IOException {
    return ImageTable.readCsv(Files.writeString(csv(), text));
  }

  private Path csv() {
    return folder.resolve("train.csv");
  }
}
