package io.github.twohead.runtime.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "unknown", "paper");

  private static void add(Table table, Map<HeadSpec, Label> labels) {
    table.add(LabelledImage.of(ImageSource.of(Path.of("a.jpg")), labels)).pixels =
        UUID.randomUUID();
  }

  @Test
  void should_count_images_of_a_category_unknown_and_those_without_a_label() {
    Table table = new Table("train", new HeadLayout(List.of(SCREEN, KIND)), List.of());
    add(table, Map.of(SCREEN, Label.UNKNOWN, KIND, Label.category("unknown")));
    add(table, Map.of(SCREEN, Label.POSITIVE, KIND, Label.category("unknown")));
    add(table, Map.of(SCREEN, Label.NEGATIVE, KIND, Label.category("paper")));
    add(table, Map.of(SCREEN, Label.NEGATIVE, KIND, Label.UNKNOWN));
    add(table, Map.of(SCREEN, Label.NEGATIVE, KIND, Label.UNKNOWN));
    add(table, Map.of(SCREEN, Label.NEGATIVE, KIND, Label.UNKNOWN));

    Map<String, Map<String, Integer>> labels = table.provenance().labels();

    assertThat(labels.get("kind")).isEqualTo(Map.of("unknown", 2, "paper", 1, "", 3));
    assertThat(labels.get("screen")).isEqualTo(Map.of("positive", 1, "negative", 4, "unknown", 1));
    assertThat(table.counts())
        .isEqualTo(
            "train: 6 rows; screen: 1 positive, 4 negative, 1 unknown; kind: 2 unknown, 1 paper,"
                + " 3 without a label");
  }

  /** Rows times categories times categories were 8 s here. */
  @Test
  void should_group_the_classes_of_many_categories() {
    List<String> categories = IntStream.range(0, 1000).mapToObj(i -> "c" + i).toList();
    HeadSpec kind = HeadSpec.categorical("kind", categories);
    LabelSplitter labels = LabelSplitter.builder().categories(kind).build();
    Table table = new Table("train", new HeadLayout(List.of(kind)), List.of());
    for (int i = 0; i < 20_000; i++) {
      ImageSource image = ImageSource.of(Path.of("a.jpg"));
      LabelledImage row = LabelledImage.of(image, categories.get(i * 7 % 999), labels);
      table.add(row).pixels = new UUID(0, i);
    }

    Map<String, List<String>> classes =
        assertTimeout(Duration.ofSeconds(3), table::decodedClasses).get("kind");

    assertThat(classes).hasSize(1000).containsEntry("c998", List.of("c998"));
    assertThat(classes.get("c999")).isEmpty();
    assertThat(List.copyOf(classes.keySet())).isEqualTo(categories);
  }
}
