package io.github.twohead.runtime.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.twohead.DataException;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatasetReaderTest extends TablesFixture {
  @Test
  void should_list_every_problem_of_all_tables_with_file_and_line() throws IOException {
    Files.writeString(folder.resolve("text.png"), "this is no image");
    Files.copy(folder.resolve("train3.png"), folder.resolve("copy.png"));
    ImageTable train =
        csv(
            "train.csv",
            "path | class",
            "train0.png | 0",
            "train1.png | 1",
            "train2.png | 2",
            "train3.png | 3",
            "missing.png | 0", // 6
            "text.png | 0", // 7
            "train4.png | 9", // 8
            "./train1.png | 2", // 9
            "train4.png"); // 10
    ImageTable validation = csv("val.csv", "val0.png | 0", "train2.png | 2", "copy.png | 3");

    try (MultiHeadModel model = Samples.model(1)) {
      DataException e =
          catchThrowableOfType(
              DataException.class, () -> model.trainer().epochs(1).fit(train, validation));

      assertThat(e.problems())
          .satisfiesExactlyInAnyOrder(
              p -> assertProblem(p, "train.csv:6", "missing.png", "no such file"),
              p -> assertProblem(p, "train.csv:7", "text.png", "not a JPEG, PNG"),
              p -> assertProblem(p, "train.csv:8", "unknown class \"9\""),
              p -> assertProblem(p, "train.csv:9", "train1.png", "\"red\"", "train.csv:3"),
              p -> assertProblem(p, "train.csv:10", "expected a path and a class"),
              p -> assertProblem(p, "val.csv:2", "same image", "train.csv:4"),
              p -> assertProblem(p, "val.csv:3", "same image", "train.csv:5"));
      assertThat(e.problems()).allSatisfy(problem -> assertThat(e).hasMessageContaining(problem));
    }
  }

  private static void assertProblem(String problem, String where, String... what) {
    assertThat(problem).contains(where + ": ").contains(what);
  }

  @Test
  void should_name_every_head_without_positive_or_negative_images() throws IOException {
    ImageTable train = csv("train.csv", "train1.png | 1", "train4.png | 4");
    ImageTable validation = csv("val.csv", "val0.png | 0", "val2.png | 2");

    try (MultiHeadModel model = Samples.model(1)) {
      DataException e =
          catchThrowableOfType(
              DataException.class, () -> model.trainer().epochs(1).fit(train, validation));

      // in validation only the head that decides which epoch is best needs both
      assertThat(e.problems())
          .containsExactly(
              "train: no image is negative for head \"red\": its classes are 1, 4",
              "train: no image is positive for head \"bright\": its classes are 1, 4",
              "validation: no image is positive for head \"red\": its classes are 0, 2");
    }
  }

  @Test
  void should_refuse_an_empty_table() {
    try (MultiHeadModel model = Samples.model(1)) {
      assertThatThrownBy(() -> model.evaluate(ImageTable.of(List.of())))
          .isInstanceOf(DataException.class)
          .hasMessage("table: the table has no images");
    }
  }

  @Test
  void should_name_a_head_that_has_no_labels() throws IOException {
    LabelSplitter redOnly = LabelSplitter.builder().positive(Samples.RED, 1).build();
    Path file = Files.writeString(folder.resolve("red.csv"), "train0.png | 0\n");
    DatasetReader reader = new DatasetReader(LAYOUT, size(), false);

    reader.add("table", ImageTable.readCsv(file, redOnly));

    assertThatThrownBy(reader::finish)
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("red.csv:1", "head \"bright\"");
  }

  @Test
  void should_list_every_text_that_is_no_label_in_the_column_of_a_head() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("heads.csv"),
            "path,red,bright,sender\ntrain0.png,yes,1,ann\ntrain1.png,1,0,bob\ntrain2.png,1,2,\n");
    DatasetReader reader = new DatasetReader(LAYOUT, size(), false);

    reader.add("table", ImageTable.readCsv(file));

    DataException e = catchThrowableOfType(DataException.class, reader::finish);
    assertThat(e.problems())
        .containsExactly(
            file + ":2: the label of \"red\" must be 1, 0 or empty, but is \"yes\"",
            file + ":4: the label of \"bright\" must be 1, 0 or empty, but is \"2\"");
  }

  @Test
  void should_tell_what_a_table_notes() throws IOException {
    for (String image : List.of("0/train0.png", "1/train1.png")) {
      Path copy = folder.resolve("classes").resolve(image);
      Files.createDirectories(copy.getParent());
      Files.copy(folder.resolve(copy.getFileName()), copy);
    }
    Files.createFile(folder.resolve("classes/0/about.txt"));
    DatasetReader reader = new DatasetReader(LAYOUT, size(), false);

    reader.add("train", ImageTable.readFolders(folder.resolve("classes"), Samples.LABELS));

    assertThat(reader.labels()).anyMatch(line -> line.contains("not named as images: txt"));
  }

  @Test
  void should_leave_out_and_count_images_that_no_head_knows() throws Exception {
    HeadSpec head = Samples.BRIGHT;
    DatasetReader reader = new DatasetReader(new HeadLayout(List.of(head)), size(), false);
    reader.add("table", Samples.table(3, 0));

    assertThat(reader.size()).isEqualTo(12);
    Dataset data = decode(reader).get(0);

    assertThat(data.unlabelled()).isEqualTo(3);
    assertThat(data.size()).isEqualTo(12);
    assertThat(data.rows()).noneMatch(row -> row.imageClass().orElseThrow().equals("4"));
  }

  @Test
  void should_keep_a_row_with_one_unknown_label() throws Exception {
    DatasetReader reader = new DatasetReader(LAYOUT, size(), false);
    reader.add("table", ImageTable.of(List.of(Samples.row(4, 0), Samples.row(2, 0))));

    Dataset data = decode(reader).get(0);

    assertThat(data.targets()[0]).containsExactly(1, Float.NaN);
    assertThat(data.targets()[1]).containsExactly(0, 1);
  }

  @Test
  void should_skip_and_count_unreadable_images_when_asked_to() throws Exception {
    Files.copy(
        Files.writeString(folder.resolve("text.png"), "no image"),
        folder.resolve("train2.png"),
        StandardCopyOption.REPLACE_EXISTING);
    ImageTable table =
        csv("t.csv", "train0.png|0", "missing.png|1", "train2.png|2", "train3.png|3");
    DatasetReader reader = new DatasetReader(LAYOUT, size(), true);
    reader.add("table", table);

    Dataset data = decode(reader).get(0);

    assertThat(data.skipped()).isEqualTo(2);
    assertThat(data.rows()).extracting(LabelledImage::origin).allMatch(o -> o.matches(".*:[14]"));
    assertThat(data.slots()).containsExactly(0, 3);
    assertThat(data.targets()).isDeepEqualTo(new float[][] {{0, 0}, {1, 1}});
  }

  @Test
  void should_miss_the_class_all_of_whose_images_were_skipped() throws IOException {
    ImageTable train = csv("train.csv", "train0.png | 0", "train2.png | 2", "gone.png | 1");
    ImageTable validation = csv("val.csv", "val0.png | 0", "val1.png | 1");

    try (MultiHeadModel model = Samples.model(1)) {
      assertThatThrownBy(
              () -> model.trainer().epochs(1).skipUnreadableImages().fit(train, validation))
          .isInstanceOf(DataException.class)
          .hasMessage("train: no image is positive for head \"red\": its classes are 0, 1, 2");
    }
  }

  @Test
  void should_accept_labels_per_head() throws Exception {
    LabelledImage row =
        LabelledImage.of(
            ImageSource.of(folder.resolve("train0.png")),
            Map.of(Samples.RED, Label.NEGATIVE, Samples.BRIGHT, Label.UNKNOWN));
    DatasetReader reader = new DatasetReader(LAYOUT, size(), false);
    reader.add("table", ImageTable.of(List.of(row)));

    assertThat(decode(reader).get(0).targets()[0]).containsExactly(0, Float.NaN);
  }

  @Test
  void should_report_progress_up_to_the_last_image() throws Exception {
    DatasetReader reader = new DatasetReader(LAYOUT, size(), false);
    reader.add("table", Samples.table(1, 0));
    List<Integer> progress = new ArrayList<>();

    try (ItemCache cache = new ItemCache(5, 3 * 32 * 32, ROOM);
        Workers workers = new Workers(2)) {
      reader.decode(cache, workers, progress::add);
    }

    assertThat(progress).containsExactly(1, 2, 3, 4, 5);
  }
}
