package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that are named as classes. */
class FoldersTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final LabelSplitter LABELS =
      LabelSplitter.builder().positive(SCREEN, "screen").classes("paper", "screen").build();

  @TempDir Path folder;

  @Test
  void should_name_classes_as_programs_write_them() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("cafe\u0301"));
    Files.createFile(photos.resolve("1.jpg"));
    LabelSplitter labels = LabelSplitter.builder().positive(SCREEN, "caf\u00E9").build();

    ImageTable table = ImageTable.readFolders(folder, labels);

    assertThat(table.images().get(0).label(SCREEN)).isEqualTo(Label.POSITIVE);
  }

  @Test
  void should_take_the_folder_for_the_class() throws IOException {
    create("screen/b.JPG", "screen/a.png", "paper/1.webp", "paper/0.gif", "paper/2.bmp");

    ImageTable table = read();

    assertThat(table.images())
        .extracting(row -> row.source().name(), row -> row.imageClass().orElse(""))
        .containsExactly(
            tuple(path("paper/0.gif"), "paper"),
            tuple(path("paper/1.webp"), "paper"),
            tuple(path("paper/2.bmp"), "paper"),
            tuple(path("screen/a.png"), "screen"),
            tuple(path("screen/b.JPG"), "screen"));
    assertThat(table.images().get(4).label(SCREEN)).isEqualTo(Label.POSITIVE);
    assertThat(table.images().get(4).column("class")).contains("screen");
    assertThat(table.images().get(4).origin()).isEqualTo(path("screen/b.JPG"));
    assertThat(table.images().get(4).cells()).isSameAs(table.images().get(3).cells());
    assertThat(table.problems()).isEmpty();
    assertThat(table.notes()).isEmpty();
  }

  @Test
  void should_count_folders_in_the_folder_of_a_class_to_it() throws IOException {
    create("screen/a.jpg", "screen/phone/2.jpg", "screen/phone/1.jpg", "screen/z.jpg");

    assertThat(read().images())
        .extracting(row -> row.source().name())
        .containsExactly(
            path("screen/a.jpg"),
            path("screen/phone/1.jpg"),
            path("screen/phone/2.jpg"),
            path("screen/z.jpg"));
    assertThat(read().images()).allMatch(row -> row.imageClass().equals(row.column("class")));
  }

  @Test
  void should_leave_out_what_is_hidden() throws IOException {
    create("screen/a.jpg", "screen/.b.jpg", "screen/.cache/c.jpg", ".git/d.jpg", ".e.jpg");

    assertThat(read().images()).hasSize(1);
    assertThat(read().notes()).isEmpty();
    assertThat(read().problems()).isEmpty();
  }

  @Test
  void should_note_what_else_it_leaves_out() throws IOException {
    create("screen/a.jpg", "screen/a.txt", "screen/b.txt", "paper/README", "paper/c.jpeg");
    create("stray.jpg", "astray.png", "train.csv");

    assertThat(read().images()).hasSize(2);
    assertThat(read().notes())
        .containsExactly(
            folder + ": left out 3 files that are not named as images: readme, txt",
            folder + ": left out 2 images that are in no class's folder");
  }

  @Test
  void should_report_classes_without_images() throws IOException {
    create("screen/a.jpg", "paper/a.txt");
    Files.createDirectory(folder.resolve("glare"));

    assertThat(read().problems())
        .containsExactly(
            folder.resolve("glare") + ": the class \"glare\" has no images",
            folder.resolve("paper") + ": the class \"paper\" has no images");
  }

  @Test
  void should_refuse_a_folder_without_folders() throws IOException {
    create("a.jpg");

    assertRefused(folder, folder + " has no folders: each class needs one, with its images");
  }

  @Test
  void should_refuse_what_is_no_folder() throws IOException {
    create("a.jpg");

    assertRefused(folder.resolve("none"), folder.resolve("none") + " does not exist");
    assertRefused(folder.resolve("a.jpg"), folder.resolve("a.jpg") + " is a file, not a folder");
  }

  @Test
  void should_report_links_in_a_circle() throws IOException {
    create("screen/a.jpg");
    try {
      Files.createSymbolicLink(folder.resolve("screen/round"), folder.resolve("screen"));
    } catch (IOException | UnsupportedOperationException e) {
      assumeTrue(false, "no links here");
    }

    assertThat(read().problems())
        .singleElement()
        .asString()
        .startsWith(folder.resolve("screen") + ": the folder cannot be read: ");
  }

  private static void assertRefused(Path path, String message) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ImageTable.readFolders(path, LABELS))
        .withMessage(message);
  }

  private ImageTable read() {
    return ImageTable.readFolders(folder, LABELS);
  }

  private void create(String... files) throws IOException {
    for (String file : files) {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.createFile(path);
    }
  }

  private String path(String file) {
    return folder.resolve(file).toString();
  }
}
