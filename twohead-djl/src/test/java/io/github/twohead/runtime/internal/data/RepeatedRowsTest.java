package io.github.twohead.runtime.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.twohead.DataException;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.djl.internal.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows that repeat an image of their table. */
class RepeatedRowsTest extends TablesFixture {
  @Test
  void should_train_on_repeated_rows_and_name_the_first_ones() throws Exception {
    DatasetReader reader = reader();
    reader.add(
        "train",
        csv("train.csv", "train0.png|0", "train1.png|1", "./train0.png|0", "train0.png|0"));
    reader.add("validation", csv("val.csv", "val1.png|1", "val0.png|0", "x/../val1.png|1"));

    List<Dataset> sets = decode(reader);

    assertThat(sets).extracting(Dataset::size).containsExactly(4, 3);
    assertThat(reader.repeatedRows())
        .contains(
            "3 rows repeat an image of their table, and count each time: "
                + place("train.csv:3", "train.csv:1")
                + ", "
                + place("train.csv:4", "train.csv:1")
                + ", "
                + place("val.csv:3", "val.csv:1"));
  }

  @Test
  void should_count_repeated_rows_beyond_the_first_ones() throws IOException {
    DatasetReader reader = reader();
    reader.add("train", csv("train.csv", Collections.nCopies(1501, "train0.png|0")));

    assertThat(reader.repeatedRows().orElseThrow())
        .startsWith("1,500 rows repeat an image")
        .contains("train.csv:4 (")
        .doesNotContain("train.csv:5 (")
        .endsWith(", …");
  }

  private String place(String row, String first) {
    return folder.resolve(row) + " (first at " + folder.resolve(first) + ")";
  }

  @Test
  void should_say_nothing_where_no_row_is_repeated() throws IOException {
    DatasetReader reader = reader();
    reader.add("train", csv("train.csv", "train0.png|0", "train1.png|1"));
    reader.add("validation", csv("val.csv", "train0.png|0"));

    assertThat(reader.repeatedRows()).isEmpty();
  }

  @Test
  void should_refuse_repeated_rows_that_contradict_each_other() throws IOException {
    DatasetReader reader = reader();
    reader.add(
        "train", csv("train.csv", "train1.png|4", "train0.png|2", "train1.png|3", "train1.png|1"));

    // class 4 leaves it open whether the image is bright, 3 and 1 do not
    String image = folder.resolve("train1.png").toString();
    assertThat(catchThrowableOfType(DataException.class, reader::finish).problems())
        .containsExactly(
            folder.resolve("train.csv:4")
                + ": "
                + image
                + " is negative for head \"bright\", but positive at "
                + folder.resolve("train.csv:3")
                + ": keep the row that is right");
  }

  /** An image from a place of one's own. */
  private record Stored(Path file) implements ImageSource.OnDemand {
    @Override
    public String name() {
      return "stored";
    }

    @Override
    public ImageSource load() {
      return ImageSource.of(file);
    }
  }

  @Test
  void should_take_equal_sources_of_ones_own_for_the_same_image() {
    LabelSplitter labels = Samples.LABELS;
    DatasetReader reader = reader();
    reader.add(
        "train",
        ImageTable.of(
            List.of(
                LabelledImage.of(new Stored(folder.resolve("train0.png")), "0", labels),
                LabelledImage.of(new Stored(folder.resolve("train1.png")), "1", labels),
                LabelledImage.of(new Stored(folder.resolve("train1.png")), "2", labels))));

    assertThat(reader.repeatedRows().orElseThrow()).startsWith("1 rows repeat an image");
    assertThat(catchThrowableOfType(DataException.class, reader::finish).problems())
        .containsExactly(
            "stored: stored is negative for head \"red\", but positive at stored: keep the row that"
                + " is right");
  }

  @Test
  void should_take_rows_that_complete_each_other() throws Exception {
    ImageSource image = ImageSource.of(folder.resolve("train1.png"));
    DatasetReader reader = reader();
    reader.add(
        "train",
        ImageTable.of(
            List.of(
                LabelledImage.of(
                    image, Map.of(Samples.RED, Label.POSITIVE, Samples.BRIGHT, Label.UNKNOWN)),
                LabelledImage.of(
                    image, Map.of(Samples.RED, Label.UNKNOWN, Samples.BRIGHT, Label.NEGATIVE)))));

    assertThat(decode(reader).get(0).size()).isEqualTo(2);
  }

  private static DatasetReader reader() {
    return new DatasetReader(LAYOUT, size(), false);
  }
}
