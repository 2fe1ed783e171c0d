package io.github.twohead.runtime.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.twohead.DataException;
import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a table's labels say, and what of it may not be meant. */
class DatasetLabelsTest extends TablesFixture {
  @Test
  void should_name_the_classes_of_a_table_that_no_head_knows() throws IOException {
    LabelSplitter labels =
        LabelSplitter.builder().positive(Samples.RED, 2).negative(Samples.RED, 0, 1).build();
    DatasetReader reader = new DatasetReader(new HeadLayout(List.of(Samples.RED)), size(), false);
    reader.add("train", csv(labels, "train0.png|0.0", "train1.png|1.0", "train2.png|0.0"));
    reader.add("validation", csv(labels, "train0.png|0\u00A0", "train1.png|2\u200B"));

    assertThat(catchThrowableOfType(DataException.class, reader::finish).problems())
        .containsExactly(
            "train: no head knows the label of any of its 3 images: its classes are 0.0, 1.0",
            "validation: no head knows the label of any of its 2 images:"
                + " its classes are \"0\\u00A0\", \"2\\u200B\"");
  }

  @Test
  void should_tell_what_labels_say_and_what_may_not_be_meant() throws IOException {
    LabelSplitter labels =
        LabelSplitter.builder()
            .positive(Samples.RED, "red", "scarlet")
            .negative(Samples.RED, "blue")
            .positive(Samples.BRIGHT, "bright")
            .negative(Samples.BRIGHT, "red", "blue")
            .build();
    List<String> rows = new ArrayList<>(Collections.nCopies(1200, "train0.png|blue"));
    rows.addAll(Collections.nCopies(19, "train1.png|red"));
    rows.addAll(Collections.nCopies(3, "train2.png|rde"));
    DatasetReader reader = new DatasetReader(LAYOUT, size(), false);
    reader.add("train", csv(labels, rows.toArray(String[]::new)));

    assertThat(reader.labels())
        .containsExactly(
            "train: no image is of the classes bright, scarlet",
            "train: no head knows 3 images of the classes rde: they are left out",
            "train: few positive images for red (19), bright (0)",
            "train: 1,222 rows; red: 19 positive, 1,200 negative, 3 unknown;"
                + " bright: 0 positive, 1,219 negative, 3 unknown");
  }

  /** A user's own splitter need not know its classes; training goes on without them. */
  @Test
  void should_do_without_the_classes_of_a_splitter_that_does_not_say_them() throws IOException {
    List<Supplier<Set<String>>> answers =
        List.of(
            () -> {
              throw new UnsupportedOperationException("no classes");
            },
            () -> null,
            () -> new HashSet<>(Arrays.asList("violet", null)));
    List<String> notes = new ArrayList<>();
    for (Supplier<Set<String>> answer : answers) {
      LabelSplitter labels =
          new LabelSplitter() {
            @Override
            public Label label(HeadSpec head, String imageClass) {
              return Label.POSITIVE;
            }

            @Override
            public Set<String> classes() {
              return answer.get();
            }
          };
      DatasetReader reader = new DatasetReader(LAYOUT, size(), false);
      reader.add("train", csv(labels, "train0.png|0"));
      notes.add(reader.labels().get(0));
    }

    assertThat(notes.subList(0, 2)).allMatch(note -> note.contains("few positive images"));
    assertThat(notes.get(2)).isEqualTo("train: no image is of the classes violet");
  }

  @Test
  void should_only_count_labels_where_nothing_is_suspicious() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rows.addAll(Collections.nCopies(20, "train" + i + ".png|" + i));
    }
    DatasetReader reader = new DatasetReader(LAYOUT, size(), false);
    reader.add("train", csv("train.csv", rows));

    assertThat(reader.labels())
        .containsExactly(
            "train: 100 rows; red: 60 positive, 40 negative, 0 unknown;"
                + " bright: 40 positive, 40 negative, 20 unknown");
  }
}
