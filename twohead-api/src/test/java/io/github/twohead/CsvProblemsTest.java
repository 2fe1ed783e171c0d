package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said about CSV files, and rows of them, that cannot be read. */
class CsvProblemsTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final LabelSplitter LABELS = LabelSplitter.builder().positive(SCREEN, 2).build();

  @TempDir Path folder;

  @Test
  void should_report_every_bad_row_with_its_line_and_keep_the_good_ones() throws IOException {
    ImageTable table = read("path|class\n1.jpg|2\n2.jpg\n|2\n\n3.jpg|\n4.jpg|2|1\n5.jpg|0\n");

    assertThat(table.images()).hasSize(2);
    assertThat(table.problems())
        .containsExactly(
            csv() + ":3: expected a path and a class, separated by \"|\", but found 1 field(s)",
            csv() + ":4: the path is empty",
            csv() + ":6: the class is empty",
            csv() + ":7: expected a path and a class, separated by \"|\", but found 3 field(s)");
  }

  @Test
  void should_name_the_line_on_which_a_row_starts_after_quoted_line_breaks() throws IOException {
    ImageTable table = read("\"a\n\nb.jpg\"|2\n\"c\nd.jpg\"\n\"e.jpg\"|\n");

    assertThat(table.problems())
        .satisfiesExactly(
            first -> assertThat(first).startsWith(csv() + ":4: expected"),
            second -> assertThat(second).startsWith(csv() + ":6: the class"));
  }

  @Test
  void should_name_a_tab_in_words() throws IOException {
    assertThat(read("1.jpg\t2\t3\n").problems().get(0)).contains("separated by a tab,");
  }

  @Test
  void should_report_a_path_that_no_file_can_have() throws IOException {
    ImageTable table = read("\u0000|2\n1\u0000.jpg|2\n");

    assertThat(table.problems())
        .satisfiesExactly(
            first -> assertThat(first).startsWith(csv() + ":1: ").contains("is not a path"),
            second -> assertThat(second).startsWith(csv() + ":2: ").contains("is not a path"));
  }

  @Test
  void should_report_a_class_that_the_splitter_refuses_only_when_it_is_asked_for()
      throws IOException {
    LabelSplitter strict = LabelSplitter.builder().positive(SCREEN, 2).classes(0, 2).build();
    ImageTable table = ImageTable.readCsv(Files.writeString(csv(), "1.jpg|7\n"), strict);

    assertThat(table.problems()).isEmpty();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> table.images().get(0).label(SCREEN))
        .withMessageContaining("unknown class \"7\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "path,kind,sender | class",
        "path             | class",
        "class            | path",
        "sender,kind,id   | class"
      })
  void should_ask_for_the_column_of_the_class(String header, String missing) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> read("\n" + header + "\n"))
        .withMessage(
            csv()
                + ":2: there is no column \""
                + missing
                + "\": the columns are ["
                + header.replace(",", ", ")
                + "]; rename the one that holds it, or name it in a CsvFormat");
  }

  @ParameterizedTest
  @CsvSource({"photo, photo", "class,"})
  void should_refuse_one_column_for_both_the_path_and_the_class(String path, String imageClass)
      throws IOException {
    Files.writeString(csv(), path + ",kind\n1.jpg,2\n");
    CsvFormat paths = CsvFormat.standard().path(path);
    CsvFormat format = imageClass == null ? paths : paths.imageClass(imageClass);

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ImageTable.readCsv(csv(), LABELS, format))
        .withMessage(
            "%s:1: the column \"%s\" cannot be both the path and the class: the columns are [%s,"
                + " kind]; name another one as the class",
            csv(), path, path);
  }

  @Test
  void should_say_that_more_columns_need_a_header() throws IOException {
    assertThat(read("1.jpg,2,12\n").problems())
        .containsExactly(
            csv()
                + ":1: expected a path and a class, separated by \",\", but found 3 field(s); more"
                + " columns need a header that names them");
  }

  @Test
  void should_report_a_file_without_rows() throws IOException {
    assertThat(read("").problems()).containsExactly(csv() + ": the file has no rows");
  }

  @Test
  void should_refuse_a_file_that_does_not_exist() {
    assertRefused(folder.resolve("no.csv"), folder.resolve("no.csv") + " does not exist");
  }

  @Test
  void should_refuse_a_folder() {
    assertRefused(folder, folder + " is a folder, not a CSV file");
  }

  @Test
  void should_name_the_line_of_bytes_that_are_not_utf_8() throws IOException {
    String rows = "1.jpg|2\n".repeat(5000) + "é.jpg|2\n";
    Files.write(csv(), rows.getBytes(StandardCharsets.ISO_8859_1));

    assertRefused(csv(), csv() + ":5001: not UTF-8: save the file as UTF-8");
  }

  @Test
  void should_refuse_a_file_that_ends_within_a_letter() throws IOException {
    Files.write(csv(), new byte[] {'1', '|', (byte) 0xC3});

    assertRefused(csv(), csv() + ":1: not UTF-8: save the file as UTF-8");
  }

  @Test
  void should_refuse_text_after_a_closing_quote_and_say_where() throws IOException {
    Files.writeString(csv(), "1.jpg|2\n\"2.jpg\"x|2\n");

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ImageTable.readCsv(csv(), LABELS))
        .withMessageStartingWith(csv() + ": not a CSV file:")
        .withMessageContaining("line 2")
        .withMessageContaining("after closing quote");
  }

  @Test
  void should_report_a_quote_that_is_never_closed() throws IOException {
    ImageTable table = read("1.jpg|2\n\"2.jpg|2\n3.jpg|2\n");

    assertThat(table.images()).hasSize(1);
    assertThat(table.problems())
        .singleElement()
        .asString()
        .startsWith(csv() + ":2: ")
        .endsWith("is a quote left open?");
  }

  private void assertRefused(Path file, String message) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ImageTable.readCsv(file, LABELS))
        .withMessage(message);
  }

  private ImageTable read(String text) throws IOException {
    return ImageTable.readCsv(Files.writeString(csv(), text), LABELS);
  }

  private Path csv() {
    return folder.resolve("train.csv");
  }
}
