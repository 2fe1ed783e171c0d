package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a CSV file of paths and classes may look like. */
class CsvClassesTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final LabelSplitter LABELS = LabelSplitter.builder().positive(SCREEN, 2).build();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"|", ",", ";", "\t"})
  void should_find_the_separator(String separator) throws IOException {
    ImageTable table = read("a/1.jpg" + separator + "2\na/2.jpg" + separator + "0\n");

    assertRow(table, 0, "a/1.jpg", "2", 1);
    assertRow(table, 1, "a/2.jpg", "0", 2);
    assertThat(table.images().get(0).label(SCREEN)).isEqualTo(Label.POSITIVE);
    assertThat(table.images().get(1).label(SCREEN)).isEqualTo(Label.NEGATIVE);
    assertThat(table.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"path|class", "image,label", " \"file\" ; \"class\" ", "\n\nimg\tclass"})
  void should_leave_out_a_header(String header) throws IOException {
    String separator = header.replaceAll("[a-z\" \n]", "");
    ImageTable table = read(header + "\n1.jpg" + separator + "2\n");

    assertThat(table.images()).hasSize(1);
    assertThat(table.images().get(0).source().name()).endsWith("1.jpg");
  }

  @Test
  void should_take_a_first_row_without_a_dot_for_an_image_if_the_file_is_there()
      throws IOException {
    Files.createFile(folder.resolve("photo"));

    assertThat(read("photo|2\n").images()).hasSize(1);
  }

  @Test
  void should_leave_out_a_header_that_is_also_the_name_of_a_folder() throws IOException {
    Files.createDirectory(folder.resolve("images"));

    assertThat(read("images|class\nimages/1.jpg|2\n").images()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file.name,class,sender",
        "file.name,sender,class",
        "class,a.b,path",
        "file.name\u0000,class"
      })
  void should_know_a_header_by_its_class_or_path(String header) throws IOException {
    String row =
        header
            .replaceAll("file.name\u0000?", "1.jpg")
            .replace("path", "1.jpg")
            .replace("class", "2");
    ImageTable table = read(header + "\n" + row + "\n");

    assertRow(table, 0, "1.jpg", "2", 2);
    assertThat(table.problems()).isEmpty();
  }

  @Test
  void should_take_a_first_row_for_an_image_if_the_file_is_there_and_its_class_is_path()
      throws IOException {
    Files.createFile(folder.resolve("1.jpg"));

    assertThat(read("1.jpg,path\n").images()).hasSize(1);
  }

  @Test
  void should_strip_spaces() throws IOException {
    assertRow(read("  1.jpg |  2  \n"), 0, "1.jpg", "2", 1);
  }

  @Test
  void should_keep_a_comma_in_a_path_where_the_separator_is_a_bar() throws IOException {
    assertRow(read("a, b; c.jpg | 2\n"), 0, "a, b; c.jpg", "2", 1);
  }

  @Test
  void should_read_quoted_fields_with_separators_and_quotes_inside() throws IOException {
    ImageTable table = read("\"a|b;c\t\"\"d\"\", e.jpg\" , \"2\"\n5\" tv.jpg,1\n");

    assertThat(table.images()).hasSize(2);
    assertRow(table, 0, "a|b;c\t\"d\", e.jpg", "2", 1);
    assertRow(table, 1, "5\" tv.jpg", "1", 2);
  }

  @Test
  void should_find_the_separator_after_a_stray_quote() throws IOException {
    assertRow(read("5\" tv.jpg|1\nb.jpg|2\n"), 1, "b.jpg", "2", 2);
  }

  @Test
  void should_find_the_separator_after_a_quoted_line_break() throws IOException {
    ImageTable table = read("\"a\nb.jpg\"|2\nc.jpg|0\n");

    assertRow(table, 0, "a\nb.jpg", "2", 1);
    assertRow(table, 1, "c.jpg", "0", 3);
  }

  @Test
  void should_pass_over_a_byte_order_mark() throws IOException {
    assertRow(read("\uFEFF\"1.jpg\"|2\n"), 0, "1.jpg", "2", 1);
  }

  @Test
  void should_read_windows_line_ends() throws IOException {
    ImageTable table = read("path|class\r\n\"a\r\nb.jpg\"|2\r\nc.jpg|0\r\n");

    assertRow(table, 0, "a\r\nb.jpg", "2", 2);
    assertRow(table, 1, "c.jpg", "0", 4);
  }

  @Test
  void should_count_blank_lines_but_not_read_them() throws IOException {
    ImageTable table = read("\n  \n1.jpg|2\n\n \t \n2.jpg|0");

    assertThat(table.images()).hasSize(2);
    assertRow(table, 0, "1.jpg", "2", 3);
    assertRow(table, 1, "2.jpg", "0", 6);
    assertThat(table.problems()).isEmpty();
  }

  @Test
  void should_pass_over_rows_whose_fields_are_all_empty() throws IOException {
    ImageTable table = read(" \t \n1.jpg;2\n;\n\"\" ; \"\"\n");

    assertThat(table.images()).hasSize(1);
    assertThat(table.problems()).isEmpty();
  }

  @Test
  void should_read_windows_paths() throws IOException {
    ImageTable table = read("a\\b\\1.jpg|2\na\\2|0\n\\photos\\3.jpg|0\n");

    assertRow(table, 0, "a/b/1.jpg", "2", 1);
    assertRow(table, 1, "a/2", "0", 2);
    assertRow(table, 2, "/photos/3.jpg", "0", 3);
  }

  @Test
  void should_take_a_lone_windows_path_without_a_dot_for_an_image() throws IOException {
    assertRow(read("a\\1|2\n"), 0, "a/1", "2", 1);
  }

  @Test
  void should_leave_absolute_paths_and_read_letters_of_any_script() throws IOException {
    Path elsewhere = folder.resolveSibling("elsewhere/1.jpg").toAbsolutePath();
    ImageTable table = read(elsewhere + "|2\nфото/é.jpg|экран\n");

    assertThat(table.images().get(0).source().name()).isEqualTo(elsewhere.toString());
    assertRow(table, 1, "фото/é.jpg", "экран", 2);
  }

  @Test
  void should_read_path_and_class_among_other_columns() throws IOException {
    ImageTable table = read("sender,class,path\n12,2,1.jpg\n");

    assertRow(table, 0, "1.jpg", "2", 2);
    assertThat(table.images().get(0).columns())
        .containsExactly(entry("sender", "12"), entry("class", "2"));
    assertThat(table.images().get(0).label(SCREEN)).isEqualTo(Label.POSITIVE);
  }

  @Test
  void should_read_the_columns_that_it_is_told() throws IOException {
    Files.writeString(folder.resolve("train.csv"), "class,kind,photo\nx,2,1.jpg\n");
    CsvFormat format = CsvFormat.standard().path("photo").imageClass("kind");

    ImageTable table = ImageTable.readCsv(folder.resolve("train.csv"), LABELS, format);

    assertRow(table, 0, "1.jpg", "2", 2);
    assertThat(table.images().get(0).column("class")).contains("x");
    assertThat(table.images().get(0).column("kind")).contains("2");
  }

  @ParameterizedTest
  @CsvSource({"class|image, 2|1.jpg", "image|label, 1.jpg|2", "label|path, 2|1.jpg"})
  void should_take_the_other_of_two_columns_for_the_one_it_misses(String header, String row)
      throws IOException {
    assertRow(read(header + "\n" + row + "\n"), 0, "1.jpg", "2", 2);
  }

  @Test
  void should_call_the_class_by_its_column() throws IOException {
    ImageTable named = read("image,label\n1.jpg,2\n");
    ImageTable bare = read("1.jpg,2\n");

    assertThat(named.images().get(0).columns()).containsExactly(entry("label", "2"));
    assertThat(bare.images().get(0).columns()).containsExactly(entry("class", "2"));
  }

  @Test
  void should_share_what_rows_say() throws IOException {
    ImageTable table = read("path,class,sender,id\n1.jpg,2,12,a\n2.jpg,2,12,a\n3.jpg,2,12,b\n");

    Cells first = table.images().get(0).cells();
    Cells third = table.images().get(2).cells();
    assertThat(table.images().get(1).cells()).isSameAs(first);
    assertThat(third.columns()).isSameAs(first.columns());
    assertThat(third.values().get(1)).isSameAs(first.values().get(1));
  }

  private ImageTable read(String text) throws IOException {
    return ImageTable.readCsv(Files.writeString(folder.resolve("train.csv"), text), LABELS);
  }

  private void assertRow(ImageTable table, int index, String path, String imageClass, int line) {
    LabelledImage row = table.images().get(index);
    assertThat(row.source()).isEqualTo(ImageSource.of(folder.resolve(path)));
    assertThat(row.imageClass()).contains(imageClass);
    assertThat(row.origin()).isEqualTo(folder.resolve("train.csv") + ":" + line);
  }
}
