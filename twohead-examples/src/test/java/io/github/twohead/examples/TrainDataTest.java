package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code train} says about its data, and where it keeps images. */
class TrainDataTest extends CommandLineFixture {
  @BeforeEach
  void draw() throws IOException {
    SceneFolder.draw(folder, 30, 1);
  }

  @Test
  void should_show_the_first_of_many_missing_photos_and_what_else_is_wrong() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      rows.append("moved/").append(i).append(".jpg|").append(i % 3).append('\n');
    }
    rows.append("train/0000.jpg\n");
    Files.writeString(folder.resolve("train.csv"), rows);

    assertThat(train("screen=2/0,1")).isEqualTo(2);

    assertThat(complaints())
        .hasSizeLessThan(20)
        .anyMatch(line -> line.startsWith("error: 3,001 problems in the data:"))
        .anyMatch(line -> line.matches("  .*train.csv:10: .*9.jpg: there is no such file"))
        .anyMatch(line -> line.endsWith("… and 2,990 more of this kind"))
        .anyMatch(line -> line.contains("train.csv:3001: expected a path and a class"));
  }

  @ParameterizedTest
  @CsvSource({"'s=2/0,1', no image is positive for head", "s=2, no image is positive for head"})
  void should_name_the_classes_that_pandas_wrote(String head, String problem) throws IOException {
    for (String table : List.of("train.csv", "val.csv")) {
      String rows = Files.readString(folder.resolve(table)).replaceAll("(?m)([|,] ?\\d)$", "$1.0");
      Files.writeString(folder.resolve(table), rows);
    }

    assertThat(train(head)).isEqualTo(2);

    assertThat(complaints())
        .anyMatch(
            line ->
                line.contains("train: " + problem)
                    && line.endsWith("its classes are 0.0, 1.0, 2.0"));
  }

  @Test
  void should_tell_before_training_what_may_not_be_meant() throws IOException {
    repeatRow("train.csv");

    assertThat(train("screen=2,7/0")).isZero();

    assertThat(complaints())
        .anyMatch(line -> line.endsWith("train: no image is of the classes 7"))
        .anyMatch(line -> line.matches(" +train: no head knows \\d+ images of the classes 1: .*"))
        .anyMatch(line -> line.matches(" +train: few positive images for screen \\(\\d+\\)"))
        .anyMatch(line -> line.matches(" +train: \\d+ rows; screen: \\d+ positive, .*"))
        .anyMatch(line -> line.matches(".*1 rows repeat an image .*train.csv:\\d+ \\(first at .*"));
  }

  @Test
  void should_not_warn_of_rows_that_are_repeated_on_purpose() throws IOException {
    repeatRow("train.csv");
    repeatRow("test.csv");

    assertThat(train("screen=2/0,1", "--allow-repeated-rows")).isZero();

    assertThat(complaints()).noneMatch(line -> line.contains("repeat"));
  }

  @Test
  void should_warn_once_of_the_rows_that_a_table_repeats() throws IOException {
    repeatRow("test.csv");
    HeadSpec screen = HeadSpec.binary("screen");
    LabelSplitter labels = LabelSplitter.builder().positive(screen, 2).build();
    ImageTable table = ImageTable.readCsv(folder.resolve("test.csv"), labels);

    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(screen)
            .preprocessing(Preprocessing.standard().size(32))
            .build()) {
      assertThat(model.evaluate(table)).isEqualTo(model.evaluate(table));
    }

    assertThat(complaints()).filteredOn(line -> line.contains("repeat")).hasSize(1);
  }

  /** As training itself asks for; a category may be rare. */
  @Test
  void should_want_photos_of_two_categories_for_the_head_that_decides() throws IOException {
    keepInValidation("0", "2");
    assertThat(train("kind=paper:0/other:1/screen:2/table:9")).isZero();
    assertThat(complaints()).anyMatch(line -> line.endsWith("no image is of the classes 9"));
    forget();

    keepInValidation("2");
    assertThat(train("kind=paper:0/other:1/screen:2")).isEqualTo(2);
    assertOneLine("validation: head \"kind\" needs images of two categories: its classes are 2");
  }

  @Test
  void should_look_in_validation_for_heads_whose_threshold_is_chosen() throws IOException {
    keepInValidation("0", "2");
    String[] rule = {"--head", "other=1", "--rule", "other:f1"};
    Files.writeString(folder.resolve("train/0000.jpg"), "no image");

    assertThat(train("screen=2", rule)).isEqualTo(2);

    assertOneLine("validation: no image is positive for head \"other\"");
  }

  private void keepInValidation(String... classes) throws IOException {
    Path csv = folder.resolve("val.csv");
    List<String> rows = new ArrayList<>(Files.readAllLines(csv));
    rows.removeIf(row -> !List.of(classes).contains(row.substring(row.length() - 1)));
    Files.write(csv, rows);
  }

  /** Validation decides by one head alone, and needs only its labels. */
  @Test
  void should_look_in_validation_for_the_head_that_decides() throws IOException {
    Path csv = folder.resolve("val.csv");
    List<String> rows = new ArrayList<>(Files.readAllLines(csv));
    rows.removeIf(row -> row.endsWith("2"));
    Files.write(csv, rows);

    assertThat(train("screen=2", "--head", "other=1", "--keep-best-by", "other=f1")).isZero();
    assertThat(train("screen=2", "--head", "other=1")).isEqualTo(2);

    assertThat(complaints())
        .anyMatch(line -> line.contains("validation: no image is positive for head \"screen\""));
  }

  /** Heads of columns: with any others beside, and one of categories. */
  @Test
  void should_train_on_labels_in_columns_of_heads() throws IOException {
    for (String table : List.of("train.csv", "val.csv", "test.csv")) {
      List<String> rows = new ArrayList<>(List.of("path,glare,kind,sender"));
      for (String row : Files.readAllLines(folder.resolve(table))) {
        String[] fields = row.split("\\|");
        int number = Integer.parseInt(fields[1]);
        rows.add(fields[0] + "," + number % 2 + "," + (number == 2 ? "screen" : "paper") + ",ann");
      }
      Files.write(folder.resolve(table), rows);
    }
    String model = folder.resolve("m.twohead").toString();
    String test = folder.resolve("test.csv").toString();

    assertThat(train("glare", "--head", "kind:paper/screen")).isZero();
    assertThat(Examples.run("evaluate", "--model", model, "--csv", test)).isZero();

    assertThat(complaints()).anyMatch(line -> line.contains("train: 30 rows; glare: 10 positive,"));
    assertThat(train("sender")).isEqualTo(2);
    assertThat(complaints())
        .anyMatch(
            line ->
                line.endsWith(
                    "train.csv:2: the label of \"sender\" must be 1, 0 or empty, but is \"ann\""));
  }

  @ParameterizedTest
  @CsvSource({
    "other, 'no label for head \"other\": the columns are [screen, sender]'",
    "screen:paper/paper, needs categories of different names",
    "screen:, needs categories of different names",
    "screen:paper, 'the number of categories must be from 2 to 65536, but is 1'",
    "scr een, name must be 1 to 64 letters"
  })
  void should_refuse_heads_whose_column_makes_no_sense(String head, String expected)
      throws IOException {
    for (String table : List.of("train.csv", "val.csv", "test.csv")) {
      Files.writeString(folder.resolve(table), "path,screen,sender\ntrain/0000.jpg,1,ann\n");
    }

    assertThat(train(head)).isEqualTo(2);

    assertThat(complained()).contains(expected);
  }

  @Test
  void should_ask_for_classes_of_all_heads_or_of_none() {
    assertThat(train("screen=2", "--head", "other")).isEqualTo(2);

    assertOneLine("--head: give classes for [other] too, or for no head");
  }

  private void repeatRow(String table) throws IOException {
    Path csv = folder.resolve(table);
    List<String> rows = new ArrayList<>(Files.readAllLines(csv));
    rows.add(rows.get(rows.size() - 1));
    Files.write(csv, rows);
  }

  @Test
  void should_say_what_it_decodes_again_and_why() {
    assertThat(train("screen=2/0,1", "--cache-memory", "6k", "--cache-disk", "9k")).isZero();

    assertThat(complaints())
        .anyMatch(
            line ->
                line.matches(
                    ".*images: 2 in memory, 3 in a file in .*, \\d+ decoded again in every epoch:"
                        + " the cache has no more room"));
  }

  @Test
  void should_train_where_the_folder_of_the_cache_is_missing() {
    String none = folder.resolve("none").toString();

    assertThat(train("screen=2/0,1", "--cache-memory", "0", "--cache-folder", none)).isZero();

    assertThat(complaints())
        .anyMatch(line -> line.contains("the file cannot be written: there is no such folder"));
  }

  @ParameterizedTest
  @CsvSource({"-1", "much", "2x", "g", "1e9"})
  void should_refuse_what_is_no_size(String text) {
    assertThat(train("screen=2/0,1", "--cache-memory=" + text)).isEqualTo(2);

    assertThat(complaints())
        .anyMatch(line -> line.matches(".*--cache-memory must be .*, but is \"?" + text + "\"?"));
  }

  private List<String> complaints() {
    return complained().lines().toList();
  }
}
