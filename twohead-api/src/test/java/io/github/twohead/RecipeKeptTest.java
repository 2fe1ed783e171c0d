package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.spi.OperatingPoint;
import io.github.twohead.spi.RecipeValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is read off code, and what models keep of it. */
class RecipeKeptTest {
  private static final String VARIABLE = "PATH"; // set wherever tests run
  private static final String SET = "${env:" + VARIABLE + "}";

  private final FakeModel model = new FakeModel();

  private Trainer trainer() {
    return new Trainer(model, Map.of());
  }

  private static RecipeBuilder screen() {
    return Recipe.builder().set("heads.screen.positive", List.of(2));
  }

  private static Recipe kept(Recipe recipe) {
    RecipeEntries entries = recipe.toBuilder().entries();
    return RecipeText.parse(new Recipe(RecipePaths.portable(entries)).toString());
  }

  @Test
  void should_keep_the_main_head_first_whatever_other_heads_are_told_by() {
    Recipe mixed =
        Recipe.builder()
            .set("heads.kind.categories", Map.of("a", List.of("0"), "b", List.of("1")))
            .set("heads.kind.weight", 2)
            .set("heads.screen.positive", "1")
            .build();
    Recipe reversed =
        Recipe.builder()
            .set("heads.glare.weight", 1)
            .set("heads.glare.column", true)
            .set("heads.screen.column", true)
            .build();

    assertThat(mixed.heads()).extracting(HeadSpec::name).containsExactly("kind", "screen");
    Trainer trainer = trainer().following(reversed.toBuilder().entries());
    assertThat(trainer.recipe().heads())
        .extracting(HeadSpec::name)
        .containsExactly("screen", "glare");
  }

  @Test
  void should_replay_a_warm_up_of_built_in_and_own_schedules() {
    LearningRateSchedule own = LearningRateSchedule.of("half", (progress, epochs) -> 0.5);
    Recipe following =
        screen()
            .set("heads.glare.positive", "1")
            .set("training.schedule", "cosine")
            .set("training.warmup", 0.5)
            .build();

    Recipe read = trainer().schedule(own.warmup(2)).recipe();
    Trainer again = trainer().following(following.toBuilder().entries());
    again.schedule(LearningRateSchedule.cosine().warmup(0.5));

    assertThat(read.ownSteps()).containsEntry("training.schedule", "half");
    assertThat(read.value("training.warmup")).hasValue(2.0);
    assertThat(again.recipe().value("training.schedule")).hasValue("cosine");
    assertThat(again.recipe().toBuilder().build().value("training.warmup")).hasValue(0.5);
  }

  @Test
  void should_tell_after_training_what_it_told_before() {
    model.points.put("glare", OperatingPoint.standard().threshold(0.4));
    Trainer trainer = trainer().chooseThreshold("screen", ThresholdRule.bestF1());
    Recipe before = trainer.recipe();

    ImageTable none = List::of;
    TrainingReport unused = trainer.fit(none, none);
    model.points.put("screen", OperatingPoint.standard().threshold(0.7));

    assertThat(trainer.recipe()).isEqualTo(before);
    assertThat(before.value("heads.glare.threshold")).hasValue(0.4);
    assertThat(trainer.recipe().toBuilder().build()).isEqualTo(before);
  }

  @Test
  void should_forget_what_code_does_not_do() {
    Recipe recipe =
        screen()
            .set("heads.glare.positive", "1")
            .set("training.clip_norm", 2)
            .set("training.threads", 3)
            .build();

    Recipe read = trainer().following(recipe.toBuilder().entries()).recipe();

    assertThat(read.values()).doesNotContainKeys("training.clip_norm", "training.threads");
  }

  @Test
  void should_keep_no_name_of_a_folder_outside() {
    Path secret = Path.of("..", "alice", "secret");
    Recipe recipe =
        screen()
            .folder(secret)
            .set("data.train", "photos/train.csv")
            .set("data.validation", "photos/val.csv")
            .set("backbone.weights", "w/w.pth")
            .build();

    Recipe kept = kept(recipe);

    assertThat(kept.toString()).doesNotContain("alice", "secret", "photos", "..");
    assertThat(kept.values())
        .containsEntry("data.train", "train.csv")
        .containsEntry("data.validation", "val.csv")
        .containsEntry("backbone.weights", "w.pth");
  }

  @Test
  void should_keep_the_folder_of_tables_apart_from_their_names() {
    Recipe recipe =
        screen()
            .set("data.train", "photos/a/train.csv")
            .set("data.validation", "photos/val.csv")
            .build();

    assertThat(kept(recipe).values())
        .containsEntry("data.folder", "photos")
        .containsEntry("data.train", "a/train.csv")
        .containsEntry("data.validation", "val.csv");
    assertThat(kept(recipe).path("data.train")).hasValue(Path.of("photos/a/train.csv"));
    assertThat(kept(recipe).value("heads.screen.positive")).hasValue(List.of("2"));
  }

  @Test
  void should_keep_tables_as_they_are_named_where_the_environment_names_their_folder() {
    Recipe recipe =
        screen()
            .set("data.folder", RecipeValue.at("", System.getenv(VARIABLE), SET))
            .set("data.train", "a/train.csv")
            .set("backbone.weights", "../w/w.pth")
            .build();

    assertThat(kept(recipe).values())
        .containsEntry("data.folder", SET)
        .containsEntry("data.train", "a/train.csv")
        .containsEntry("backbone.weights", "w.pth");
  }

  @Test
  void should_resolve_the_environment_only_where_it_was_named() {
    String value = System.getenv(VARIABLE);
    Recipe recipe =
        screen()
            .set("name", SET)
            .set("project", RecipeValue.at("", "x" + value, "x" + SET))
            .set("tags", RecipeValue.at("", List.of("a, b", value), List.of("a, b", SET)))
            .set("data.classes", List.of(SET, "2"))
            .set(
                "heads.kind.categories",
                RecipeValue.at(
                    "",
                    Map.of("a", List.of(value), "b", List.of("3")),
                    Map.of("a", List.of(SET), "b", List.of("3"))))
            .build();

    Recipe read = RecipeText.parse(recipe.toString());

    assertThat(recipe.toString()).startsWith("version: 1\n").doesNotContain(value);
    assertThat(read).isEqualTo(recipe);
    assertThat(read.value("name")).hasValue(SET);
    assertThat(read.value("project")).hasValue("x" + value);
    assertThat(read.value("tags")).hasValue(List.of("a, b", value));
    assertThat(read.value("data.classes")).hasValue(List.of(SET, "2"));
    assertThat(read.value("heads.kind.categories"))
        .hasValue(Map.of("a", List.of(value), "b", List.of("3")));
    assertThat(RecipeText.parse("tags: " + SET).values()).containsEntry("tags", SET);
  }

  @Test
  void should_keep_what_only_looks_like_a_variable_beside_one() {
    String value = System.getenv(VARIABLE);
    Recipe recipe =
        screen()
            .set("name", "a, b: [c]")
            .set("project", RecipeValue.at("", "${x" + value + "${y", "\\${x" + SET + "\\${y"))
            .build();

    Recipe read = RecipeText.parse(recipe.toString());

    assertThat(recipe.toString()).contains("name: a, b: [c]");
    assertThat(read).isEqualTo(recipe);
    assertThat(read.value("project")).hasValue("${x" + value + "${y");
    assertThat(read.values()).isEqualTo(recipe.values());
  }

  @Test
  void should_mask_in_messages_what_came_out_of_the_environment() {
    String value = System.getenv(VARIABLE);
    Recipe recipe =
        screen()
            .set("project", RecipeValue.at("", "x(" + value + ")", "x(" + SET + ")"))
            .set("tags", RecipeValue.at("a.yaml:7", List.of("${a", value), List.of("\\${a", SET)))
            .build();

    assertThat(recipe.masked("no folder " + value + "/a of x"))
        .isEqualTo("no folder " + SET + "/a of x");
    assertThatThrownBy(() -> recipe.at("tags", () -> refused("tag\nmust not be " + value)))
        .isInstanceOf(RecipeException.class)
        .hasMessage("a.yaml:7: tags must not be " + SET);
    assertThatThrownBy(() -> recipe.at("tags", () -> refused("no: " + value + " must be there")))
        .hasMessage("a.yaml:7: tags: no: " + SET + " must be there")
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void should_mask_what_lists_and_categories_hold() {
    String value = System.getenv(VARIABLE);
    RecipeValue list = RecipeValue.at("", List.of("a", value), List.of("a", SET));
    RecipeValue lists = RecipeValue.at("", Map.of("a", List.of(value)), Map.of("a", List.of(SET)));

    assertThat(screen().set("tags", list).build().masked("no " + value)).isEqualTo("no " + SET);
    assertThat(screen().set("heads.kind.categories", lists).entries())
        .satisfies(of -> assertThat(RecipeMasks.masked(of, "a " + value)).isEqualTo("a " + SET));
  }

  private static Object refused(String message) {
    throw new IllegalArgumentException(message);
  }

  @Test
  void should_say_what_is_wrong_with_a_text() {
    assertThatThrownBy(() -> RecipeText.parse("name"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("\"name\" is no setting and its value");
    assertThatThrownBy(() -> RecipeText.parse("version: 2\nnew.setting: 1"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("is of version 2");
    assertThatThrownBy(() -> RecipeText.parse("name: ${env:TWOHEAD_UNSET}"))
        .isInstanceOf(RecipeException.class)
        .hasMessage("the environment variable TWOHEAD_UNSET is not set");
    assertThat(RecipeText.parse("name: ${env:TWOHEAD_UNSET,run 1}").value("name"))
        .hasValue("run 1");
  }

  @Test
  void should_refuse_what_does_not_go_together_at_its_place() {
    assertRefused("heads.glare.weight", 2, "no head \"glare\"");
    assertRefused("heads.glare.threshold", 0.4, "no head \"glare\"");
    assertRefused("preprocessing.width", 48, "preprocessing.size is given too");
    assertRefused("preprocessing.height", 48, "preprocessing.size is given too");
    assertRefused("backbone.heads_from_conv5", true, "needs backbone.pretrained");
    assertRefused("export.model", "m.tflite", "m.tflite");
    assertRefused("export.tflite_int8", "m.tflite", "export.tflite is the same file");
    assertRefused("export.tflite_int8", "n.tflite", "needs export.calibration_set");
    assertRefused("training.freeze", 5, "5 stages, but the backbone has 4");
  }

  private static void assertRefused(String key, Object value, String problem) {
    RecipeBuilder recipe = screen().set("preprocessing.size", 64).set("export.tflite", "m.tflite");
    recipe.set(key, RecipeValue.at("a.yaml:3", value, value));

    assertThatThrownBy(recipe::build)
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("a.yaml:3: " + key)
        .hasMessageContaining(problem);
  }
}
