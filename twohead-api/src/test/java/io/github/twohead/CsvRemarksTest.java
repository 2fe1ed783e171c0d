package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of CSV files that begin with {@code #}. */
class CsvRemarksTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final LabelSplitter LABELS = LabelSplitter.builder().positive(SCREEN, 2).build();

  @TempDir Path folder;

  private ImageTable read(String text) throws IOException {
    return ImageTable.readCsv(Files.writeString(csv(), text), LABELS);
  }

  private Path csv() {
    return folder.resolve("t.csv");
  }

  private List<String> names(ImageTable table) {
    assertThat(table.problems()).isEmpty();
    return table.images().stream()
        .map(row -> folder.relativize(Path.of(row.source().name())).toString())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# by hand; v2, 2024 | draft\n1.jpg,2\n2.jpg,0\n",
        "\uFEFF# by hand\r\n\r\npath,class\r\n1.jpg,2\r\n#\r\n2.jpg,0\r\n# end",
        "path;class\n1.jpg;2\n# a remark, \"a quote; \"that stays open\n2.jpg;0\n",
        "#path|class\n1.jpg|2\n2.jpg|0\n",
        "1.jpg|2\n# \u0000 is in no path\n2.jpg|0\n",
      })
  void should_leave_out_remarks_wherever_they_stand(String text) throws IOException {
    ImageTable table = read(text);

    assertThat(names(table)).containsExactly("1.jpg", "2.jpg");
    assertThat(table.images().get(0).label(SCREEN)).isEqualTo(Label.POSITIVE);
  }

  @Test
  void should_find_the_separator_of_a_row_without_a_line_end() throws IOException {
    assertThat(names(read("# a|b\n1.jpg;2"))).containsExactly("1.jpg");
  }

  @Test
  void should_note_remarks_that_could_be_rows() throws IOException {
    ImageTable table = read("# made by x, y\n1.jpg,2\n# dark:\n#2.jpg,2\n3.jpg,0\n#4.jpg,0\n");

    assertThat(names(table)).containsExactly("1.jpg", "3.jpg");
    assertThat(table.notes())
        .containsExactly(
            csv()
                + ":4: left out as a remark, since it begins with # and names no file (and 1 more)");
    assertThat(read("# made by x, y\n1.jpg,2\n").notes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#1.jpg|2\n#2.jpg|0\n",
        "path,class\n#1.jpg,2\n#2.jpg,0\n",
        "# 1; \"2\"\n#1.jpg;2\n#2.jpg;0\n",
      })
  void should_keep_rows_of_files_whose_names_begin_so(String text) throws IOException {
    Files.createFile(folder.resolve("#1.jpg"));
    Files.createFile(folder.resolve("#2.jpg"));

    ImageTable table = read(text);

    assertThat(names(table)).containsExactly("#1.jpg", "#2.jpg");
    assertThat(table.images().get(1).label(SCREEN)).isEqualTo(Label.NEGATIVE);
    assertThat(table.images().get(1).origin()).endsWith("t.csv:" + text.lines().count());
    assertThat(table.notes()).isEmpty();
  }

  @Test
  void should_keep_quoted_names_of_files_that_are_not_there() throws IOException {
    assertThat(names(read("\"#1.jpg\"|2\n./#2.jpg|0\n"))).containsExactly("#1.jpg", "#2.jpg");
  }

  @Test
  void should_write_such_names_so_that_they_are_read() throws IOException {
    LabelledImage row = LabelledImage.of(ImageSource.of(folder.resolve("#1.jpg")), "2", LABELS);

    ImageTable.of(List.of(row)).writeCsv(csv());

    assertThat(csv()).hasContent("path,class\n\"#1.jpg\",2");
    assertThat(names(ImageTable.readCsv(csv(), LABELS))).containsExactly("#1.jpg");
  }
}
