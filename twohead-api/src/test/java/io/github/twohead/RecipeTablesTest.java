package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables that a recipe names, and what it says of their labels. */
class RecipeTablesTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "paper", "card");

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("train.csv"), "path,class,sender\n1.jpg,2,a\n2.jpg,card,b\n3.jpg,x,c\n");
    Files.writeString(folder.resolve("val.csv"), "path,class,sender\n4.jpg,2,c\n");
  }

  private RecipeBuilder tables() {
    return Recipe.builder()
        .folder(folder)
        .set("data.train", "train.csv")
        .set("data.validation", "val.csv");
  }

  @Test
  void should_read_labels_off_the_classes_that_it_lists() {
    Recipe recipe =
        tables()
            .set("heads.screen.positive", 2)
            .set("heads.screen.negative", "card")
            .set("heads.screen.unknown", "x")
            .build();

    ImageTable train = recipe.train();

    assertThat(train.images())
        .extracting(row -> row.label(SCREEN))
        .containsExactly(Label.POSITIVE, Label.NEGATIVE, Label.UNKNOWN);
    assertThat(train.skipsUnreadableImages()).isFalse();
    assertThat(train.allowsRepeatedRows()).isFalse();
  }

  @Test
  void should_take_categories_without_classes_for_classes_of_the_same_names() {
    Recipe recipe =
        tables()
            .set("heads.kind.categories", Map.of("paper", List.of("2"), "card", List.of()))
            .set("heads.kind.unknown", "x")
            .set("data.skip_unreadable", true)
            .set("data.allow_repeated_rows", true)
            .build();

    ImageTable train = recipe.train();

    assertThat(train.images())
        .extracting(row -> row.label(KIND))
        .containsExactly(Label.category("paper"), Label.category("card"), Label.UNKNOWN);
    assertThat(train.skipsUnreadableImages()).isTrue();
    assertThat(train.allowsRepeatedRows()).isTrue();
  }

  @Test
  void should_take_labels_and_tables_of_a_program() throws IOException {
    LabelSplitter even = (head, imageClass) -> Label.POSITIVE;
    ImageTable own = ImageTable.readCsv(folder.resolve("val.csv"), even);
    Recipe recipe =
        tables()
            .set("heads.screen.positive", 9)
            .set("data.labels", even)
            .set("data.validation", own)
            .build();

    assertThat(recipe.train().images()).allMatch(row -> row.label(SCREEN).equals(Label.POSITIVE));
    assertThat(recipe.validation().images()).isEqualTo(own.images());
  }

  @Test
  void should_read_folders_of_classes() throws IOException {
    Files.createFile(Files.createDirectories(folder.resolve("photos/2")).resolve("1.jpg"));
    RecipeBuilder recipe = tables().set("data.train", "photos");

    assertThat(recipe.set("heads.screen.positive", 2).build().train().images()).hasSize(1);
    Recipe columns = recipe.remove("heads").set("heads.screen.column", true).build();
    assertThatThrownBy(columns::train)
        .isInstanceOf(RecipeException.class)
        .hasMessageEndingWith("is a folder of classes, but the labels of heads are in columns");
  }

  @Test
  void should_keep_what_it_says_of_its_own_tables() {
    FakeModel fake = new FakeModel();
    MultiHeadModel model = new MultiHeadModel(fake, Map.of());
    Recipe recipe = own().build();

    TrainingReport unused = recipe.trainer(model).fit(recipe.train(), recipe.validation());

    assertThat(fake.recipe.orElseThrow().ownSteps()).isEmpty();
    assertThat(fake.recipe.orElseThrow().value("heads.screen.positive")).hasValue(List.of("2"));
    assertThat(fake.recipe.orElseThrow().value("data.test")).hasValue("val.csv");
    assertThat(fake.recipe.orElseThrow().value("tags")).hasValue(List.of("a"));
    assertThat(fake.recipe.orElseThrow().labels()).isPresent();
  }

  @Test
  void should_keep_other_tables_than_its_own_where_code_gives_them() {
    FakeModel fake = new FakeModel();
    MultiHeadModel model = new MultiHeadModel(fake, Map.of());
    Recipe recipe = own().build();
    Recipe other = own().set("data.train", "val.csv").set("data.validation", "train.csv").build();
    ImageTable none = ImageTable.of(List.of());

    TrainingReport unused = recipe.trainer(model).fit(recipe.train(), none);
    assertThat(fake.recipe.orElseThrow().ownSteps()).containsOnlyKeys("data.validation");
    TrainingReport unusedToo = recipe.trainer(model).fit(none, recipe.validation());
    assertThat(fake.recipe.orElseThrow().ownSteps()).containsOnlyKeys("data.train");
    TrainingReport unusedAsWell = recipe.trainer(model).fit(other.train(), other.validation());
    assertThat(fake.recipe.orElseThrow().values())
        .containsEntry("data.train", "val.csv")
        .containsEntry("data.validation", "train.csv")
        .doesNotContainKey("data.test");
  }

  /** For the heads of {@link FakeModel}. */
  private RecipeBuilder own() {
    return tables()
        .set("data.test", "val.csv")
        .set("tags", "a")
        .set("heads.screen.positive", 2)
        .set("heads.glare.positive", "x");
  }

  @Test
  void should_say_of_its_tables_what_they_say() throws IOException {
    Files.writeString(folder.resolve("val.csv"), "path,class\n4.jpg,2\n,2\n");
    ImageTable noted =
        new ImageTable() {
          @Override
          public List<LabelledImage> images() {
            return List.of();
          }

          @Override
          public List<String> notes() {
            return List.of("left out 3");
          }
        };
    Recipe recipe = tables().set("heads.screen.positive", 2).set("data.test", noted).build();

    assertThat(recipe.validation().problems()).singleElement().asString().contains("val.csv:3");
    assertThat(recipe.test().orElseThrow().notes()).containsExactly("left out 3");
    assertThat(recipe.without("data.test").test()).isEmpty();
    assertThat(recipe.labels().orElseThrow().label(SCREEN, "2")).isEqualTo(Label.POSITIVE);
  }

  @Test
  void should_need_only_the_files_that_it_reads() {
    Path file = folder.resolve("later.onnx");
    Recipe recipe =
        tables().set("heads.screen.positive", 2).set("export.onnx", "later.onnx").build();

    assertThat(recipe.train().images()).hasSize(3);
    assertThat(recipe.exports()).isEqualTo(Map.of(ExportFormat.ONNX, file));
  }

  @Test
  void should_refuse_a_group_that_is_in_two_tables() {
    Recipe recipe = tables().set("heads.screen.positive", 2).set("data.group", "sender").build();

    assertThatThrownBy(recipe::train)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 group of the column \"sender\" is in two tables")
        .hasMessageContaining("\"c\"");
  }
}
