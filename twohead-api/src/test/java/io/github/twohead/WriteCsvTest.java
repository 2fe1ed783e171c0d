package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that are written as CSV files, and read again. */
class WriteCsvTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec GLARE = HeadSpec.binary("glare");
  private static final LabelSplitter LABELS = LabelSplitter.builder().positive(SCREEN, 2).build();

  @TempDir Path folder;

  @BeforeEach
  void create() throws IOException {
    Files.createDirectory(folder.resolve("splits"));
  }

  @Test
  void should_write_paths_relative_to_the_file_and_every_column() throws IOException {
    Path csv =
        Files.writeString(folder.resolve("all.csv"), "file|class|note\n/x/1.jpg|2|a, \"b\"\n");
    Files.writeString(csv, "a/2.jpg|0|\n", StandardOpenOption.APPEND);
    ImageTable table = ImageTable.readCsv(csv, LABELS);

    table.writeCsv(written());

    assertThat(Files.readAllLines(written()))
        .containsExactly(
            "path,class,note",
            folder.resolve("splits").toAbsolutePath().relativize(Path.of("/x/1.jpg"))
                + ",2,\"a, \"\"b\"\"\"",
            "../a/2.jpg,0,");
    assertSame(ImageTable.readCsv(written(), LABELS), table);
  }

  @Test
  void should_write_labels_of_heads() throws IOException {
    Map<HeadSpec, Label> labels = new LinkedHashMap<>();
    labels.put(SCREEN, Label.POSITIVE);
    labels.put(GLARE, Label.UNKNOWN);
    LabelledImage row = LabelledImage.of(ImageSource.of(folder.resolve("1.jpg")), labels);
    LabelledImage other =
        LabelledImage.of(
                ImageSource.of(folder.resolve("2.jpg")),
                Map.of(SCREEN, Label.NEGATIVE, GLARE, Label.NEGATIVE))
            .column("a|b", " x\ty ");

    ImageTable.of(List.of(row, other)).writeCsv(written());

    assertThat(Files.readString(written()))
        .isEqualTo("path,screen,glare,\"a|b\"\n../1.jpg,1,,\n../2.jpg,0,0,\"x\ty\"\n");
    ImageTable read = ImageTable.readCsv(written());
    assertThat(read.images().get(0).label(GLARE)).isEqualTo(Label.UNKNOWN);
    assertThat(read.images().get(1).column("a|b")).contains("x\ty");
  }

  @Test
  void should_write_classes_of_folders() throws IOException {
    Files.createDirectories(folder.resolve("photos/2"));
    Files.createFile(folder.resolve("photos/2/a.jpg"));
    ImageTable table = ImageTable.readFolders(folder.resolve("photos"), LABELS);

    table.writeCsv(written());

    assertThat(Files.readString(written())).isEqualTo("path,class\n../photos/2/a.jpg,2\n");
    assertSame(ImageTable.readCsv(written(), LABELS), table);
  }

  private static void assertSame(ImageTable read, ImageTable written) {
    assertThat(read.problems()).isEmpty();
    assertThat(read.images())
        .extracting(LabelledImage::source)
        .isEqualTo(written.images().stream().map(LabelledImage::source).toList());
    assertThat(read.images())
        .extracting(LabelledImage::columns)
        .isEqualTo(written.images().stream().map(LabelledImage::columns).toList());
    assertThat(read.images())
        .extracting(row -> row.label(SCREEN))
        .isEqualTo(written.images().stream().map(row -> row.label(SCREEN)).toList());
  }

  @Test
  void should_refuse_images_that_are_in_no_file() {
    ImageTable table =
        ImageTable.of(List.of(LabelledImage.of(ImageSource.of(new byte[3]), "2", LABELS)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.writeCsv(written()))
        .withMessage("image of 3 bytes is not in a file: a CSV file can only name files");
  }

  @Test
  void should_refuse_a_table_with_problems_and_a_folder_that_is_not_there() throws IOException {
    Path csv = Files.writeString(folder.resolve("all.csv"), "1.jpg,2\n2.jpg,\n");

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ImageTable.readCsv(csv, LABELS).writeCsv(written()))
        .withMessage(csv + ":2: the class is empty");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ImageTable.of(List.of()).writeCsv(folder.resolve("no/t.csv")))
        .withMessageStartingWith(folder.resolve("no/t.csv") + " cannot be written: ");
  }

  @Test
  void should_leave_an_earlier_file_where_the_new_one_cannot_be_written() throws IOException {
    Path earlier = Files.writeString(written(), "path,class\nold.jpg,2\n");
    LabelledImage half =
        LabelledImage.of(ImageSource.of(folder.resolve("1.jpg")), "2", LABELS)
            .column("note", "\uD83D");

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ImageTable.of(List.of(half)).writeCsv(written()))
        .withMessage(written() + " cannot be written: a text ends in half a character");
    assertThat(earlier).hasContent("path,class\nold.jpg,2");
    try (var files = Files.list(folder.resolve("splits"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void should_name_columns_so_that_they_are_found_again() throws IOException {
    Path csv =
        Files.writeString(folder.resolve("all.csv"), "img.path,garment,sender\na/1.jpg,2,s1\n");
    CsvFormat format = CsvFormat.standard().path("img.path").imageClass("garment");
    ImageTable table = ImageTable.readCsv(csv, LABELS, format);

    table.writeCsv(written());

    assertThat(Files.readString(written())).isEqualTo("path,class,sender\n../a/1.jpg,2,s1\n");
    ImageTable read = ImageTable.readCsv(written(), LABELS);
    assertThat(read.problems()).isEmpty();
    assertThat(read.images().get(0).label(SCREEN)).isEqualTo(Label.POSITIVE);
  }

  @Test
  void should_refuse_two_columns_of_one_name() throws IOException {
    Path csv = Files.writeString(folder.resolve("all.csv"), "file_name,path,class\n1.jpg,x,2\n");
    ImageTable table = ImageTable.readCsv(csv, LABELS, CsvFormat.standard().path("file_name"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.writeCsv(written()))
        .withMessage("the column of images and another are both named path");
  }

  @Test
  void should_refuse_what_would_be_read_as_something_else() {
    LabelledImage byClass = LabelledImage.of(ImageSource.of(folder.resolve("1.jpg")), "2", LABELS);
    LabelledImage byHead =
        LabelledImage.of(ImageSource.of(folder.resolve("2.jpg")), Map.of(SCREEN, Label.NEGATIVE));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageTable.of(List.of(byClass, byHead)).writeCsv(written()))
        .withMessageStartingWith("some rows have a class and some a label for each head");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a .jpg ", "a\\b.jpg", "\\b.jpg"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no file has such a name there")
  void should_refuse_a_path_that_tables_would_strip_or_split(String name) {
    LabelledImage odd = LabelledImage.of(ImageSource.of(folder.resolve(name)), "2", LABELS);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageTable.of(List.of(odd)).writeCsv(folder.resolve("all.csv")))
        .withMessage("the path \"" + name + "\" would be read as another: rename the file");
  }

  private Path written() {
    return folder.resolve("splits/train.csv");
  }
}
