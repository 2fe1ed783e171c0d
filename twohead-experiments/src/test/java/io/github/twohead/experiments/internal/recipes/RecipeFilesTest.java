package io.github.twohead.experiments.internal.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Backbone;
import io.github.twohead.Recipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What a recipe's file, its groups, overrides and references give. */
class RecipeFilesTest {
  static final List<String> GROUPS = Groups.BUILT_IN;

  @TempDir private Path folder;
  private Recipes recipes;

  @BeforeEach
  void start() {
    recipes = new Recipes(folder);
  }

  @Test
  void should_read_settings_in_the_order_of_the_schema() {
    Recipe recipe = recipes.read(Recipes.DOCUMENTS);

    assertThat(recipe.values())
        .containsExactly(
            Map.entry("name", "documents"),
            Map.entry("data.folder", "photos"),
            Map.entry("data.train", "train.csv"),
            Map.entry("data.validation", "val.csv"),
            Map.entry("heads.screen.positive", List.of("2")),
            Map.entry("heads.screen.weight", 2.0),
            Map.entry("heads.not_document.positive", List.of("1")),
            Map.entry("heads.not_document.unknown", List.of("2")),
            Map.entry(
                "heads.kind.categories", Map.of("paper", List.of("0"), "thing", List.of("1", "2"))),
            Map.entry("training.epochs", 9L),
            Map.entry("training.keep_best_by", "screen F1"),
            Map.entry("evaluation.thresholds.screen", "recall>=0.9"));
    assertThat(recipe.path("data.train")).contains(folder.resolve("photos").resolve("train.csv"));
  }

  @Test
  void should_take_classes_and_texts_as_they_are_written() {
    Recipe recipe =
        recipes.read("name: 1e3\ntags: [0x10, true]\nheads: {a: {positive: [007, 1.0]}}");

    assertThat(recipe.values())
        .containsEntry("name", "1e3")
        .containsEntry("tags", List.of("0x10", "true"))
        .containsEntry("heads.a.positive", List.of("007", "1.0"));
  }

  @Test
  void should_read_a_file_with_a_byte_order_mark_and_line_ends_of_windows() throws Exception {
    String text = "\uFEFF" + Recipes.DOCUMENTS.replace("\n", "\r\n");
    Path file = Files.write(folder.resolve("a b.yaml"), text.getBytes(StandardCharsets.UTF_8));

    assertThat(Recipe.read(file)).isEqualTo(recipes.read(Recipes.DOCUMENTS));
  }

  @Test
  void should_let_what_comes_later_in_defaults_win() {
    recipes
        .file("recipe/long.yaml", "training: {epochs: 90, seed: 1}\ntags: [long, slow]")
        .file("recipe/base.yml", "defaults: [recipe/long]\ntraining: {seed: 2, batch_size: 8}");
    String own = "tags: [own]\ntraining: {seed: 3}\nheads: {a: {positive: 1}}\n";

    assertThat(recipes.read("defaults: [recipe/base]\n" + own).values())
        .containsEntry("training.epochs", 90L)
        .containsEntry("training.batch_size", 8L)
        .containsEntry("training.seed", 3L)
        .containsEntry("tags", List.of("own"));
    assertThat(recipes.read("defaults: [_self_, {recipe: base}]\n" + own).values())
        .containsEntry("training.seed", 2L)
        .containsEntry("tags", List.of("long", "slow"));
  }

  @Test
  void should_keep_a_group_s_section_where_the_recipe_s_own_is_empty() {
    Recipe recipe =
        recipes.read(
            "defaults: [recipe/frozen]\nheads: {a: {positive: 1}}\ntraining:\n#  seed: 1\n");

    assertThat(recipe.values()).containsEntry("training.freeze", "backbone");
    assertThat(recipes.read("defaults:\nheads: {a: {positive: 1}}").values()).hasSize(1);
  }

  @Test
  void should_prefer_a_group_beside_the_recipe_to_a_built_in_one() {
    recipes.file("recipe/article.yaml", "training: {epochs: 1}");

    Recipe recipe = recipes.read("defaults: [recipe/article]\nheads: {a: {positive: 1}}");

    assertThat(recipe.values()).containsEntry("training.epochs", 1L);
    assertThat(recipe.value("training.batch_size")).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("GROUPS")
  void should_have_built_in_groups(String group) {
    Recipe recipe = recipes.read("defaults: [" + group + "]\nheads: {a: {positive: 1}}");

    assertThat(recipe.values()).hasSizeGreaterThan(1);
    assertThat(recipes.again(recipe)).isEqualTo(recipe);
  }

  @Test
  void should_have_a_group_of_every_backbone() {
    List<Object> names =
        GROUPS.stream()
            .filter(group -> group.startsWith("backbone/"))
            .map(group -> recipes.read("defaults: [" + group + "]\nheads: {a: {positive: 1}}"))
            .flatMap(recipe -> recipe.value("backbone.name").stream())
            .toList();

    assertThat(names).containsAll(Backbone.builtIn().stream().map(Backbone::name).toList());
  }

  @Test
  void should_choose_groups_by_overrides() {
    String own = "defaults: [backbone/x05]\nheads: {a: {positive: 1}}\ntraining: {epochs: 3}";

    assertThat(recipes.read(own, "backbone=x20").values())
        .containsEntry("backbone.name", "shufflenet_v2_x2_0");
    assertThat(recipes.read(own, "backbone=x20", "backbone.pool_first=true").values())
        .containsEntry("backbone.name", "shufflenet_v2_x2_0")
        .containsEntry("backbone.pool_first", true);
    assertThat(recipes.read(own, "+recipe=article").values())
        .containsEntry("training.batch_size", 256L)
        .containsEntry("training.epochs", 9L);
  }

  @Test
  void should_override_values() {
    Recipe recipe =
        recipes.read(
            Recipes.DOCUMENTS,
            "training.epochs=20",
            "training={batch_size: 8, seed: 1}",
            "+tags=[a, 'b c']",
            "+heads.blurred.positive=[3]",
            "heads.screen.positive=[2, 3]",
            "+heads.kind.categories.other=[9]",
            "~heads.not_document",
            "name=\"=x=\"");

    assertThat(recipe.values())
        .containsEntry("training.epochs", 20L)
        .containsEntry("training.batch_size", 8L)
        .containsEntry("training.keep_best_by", "screen F1")
        .containsEntry("tags", List.of("a", "b c"))
        .containsEntry("heads.blurred.positive", List.of("3"))
        .containsEntry("heads.screen.positive", List.of("2", "3"))
        .containsEntry(
            "heads.kind.categories",
            Map.of("paper", List.of("0"), "thing", List.of("1", "2"), "other", List.of("9")))
        .containsEntry("name", "=x=")
        .doesNotContainKey("heads.not_document.positive");
    assertThat(recipe.heads())
        .extracting(Object::toString)
        .containsExactly("screen", "kind", "blurred");
  }

  @Test
  void should_add_to_a_list() {
    String own = Recipes.DOCUMENTS + "tags: [a]\n";

    assertThat(recipes.read(own, "+tags=b").values()).containsEntry("tags", List.of("a", "b"));
    assertThat(recipes.read(own, "+tags=[b, c]").values())
        .containsEntry("tags", List.of("a", "b", "c"));
  }

  @Test
  void should_resolve_references() {
    Recipe recipe =
        recipes.read(
            """
            name: run ${training.epochs} of ${project}, \\${kept}, ${env:NOPE,}
            project: ${env:NOPE,documents}
            tags: ["${project}", "${training.batch_size}"]
            heads:
              a: {positive: [1], weight: 3}
              b: ${heads.a}
            training:
              epochs: ${training.seed}
              seed: 5
            """);

    assertThat(recipe.values())
        .containsEntry("name", "run 5 of documents, ${kept},")
        .containsEntry("project", "documents")
        .containsEntry("tags", List.of("documents", "64"))
        .containsEntry("training.epochs", 5L)
        .containsEntry("heads.b.weight", 3.0);
    assertThat(recipes.again(recipe)).isEqualTo(recipe);
  }

  @Test
  void should_keep_the_environment_out_of_all_that_is_written() {
    Recipe recipe =
        recipes.read(
            Recipes.DOCUMENTS.replace("epochs: 9", "epochs: ${env:EPOCHS,9}"),
            "project=${env:PROJECT}",
            "tags=['${project}', \"by ${env:PROJECT} \\\\${x}\", c]");

    assertThat(recipe.value("training.epochs")).contains(7L);
    assertThat(recipe.value("project")).contains("secret-project");
    assertThat(recipe.value("tags"))
        .contains(List.of("secret-project", "by secret-project ${x}", "c"));
    assertThat(recipe.values())
        .containsEntry("training.epochs", "${env:EPOCHS}")
        .containsEntry("project", "${env:PROJECT}")
        .containsEntry("tags", List.of("${env:PROJECT}", "by ${env:PROJECT} \\${x}", "c"));
    assertThat(recipes.written(recipe) + recipe).doesNotContain("secret");
    assertThat(recipes.again(recipe).value("tags")).isEqualTo(recipe.value("tags"));
  }

  @Test
  void should_change_a_recipe_that_is_there() {
    Recipe recipe =
        recipes.read(Recipes.DOCUMENTS, "name='\\${literal}'", "project=${env:PROJECT}");

    Recipe changed =
        recipes.changed(
            recipe,
            "training.epochs=${training.seed}",
            "+training.seed=3",
            "~heads.not_document",
            "+tags=[\"${project}\"]",
            "heads.screen.weight=1");

    assertThat(changed.values())
        .containsEntry("name", "${literal}")
        .containsEntry("project", "${env:PROJECT}")
        .containsEntry("tags", List.of("${env:PROJECT}"))
        .containsEntry("training.epochs", 3L)
        .containsEntry("heads.screen.weight", 1.0)
        .doesNotContainKey("heads.not_document.positive");
    assertThat(changed.value("project")).contains("secret-project");
    assertThat(recipes.changed(changed)).isEqualTo(changed);
  }

  @Test
  void should_write_what_a_person_would() {
    Recipe recipe = recipes.read(Recipes.DOCUMENTS, "training.learning_rate=1e-4");

    assertThat(recipes.written(recipe))
        .isEqualTo(
            """
            # yaml-language-server: $schema=https://raw.githubusercontent.com/twohead/twohead/main/docs/recipe.schema.json
            version: 1
            name: documents
            data:
              folder: photos
              train: train.csv
              validation: val.csv
            heads:
              screen:
                positive: [2]
                weight: 2
              not_document:
                positive: [1]
                unknown: [2]
              kind:
                categories:
                  paper: [0]
                  thing: [1, 2]
            training:
              epochs: 9
              keep_best_by: screen F1
              learning_rate: 1.0e-4
            evaluation:
              thresholds:
                screen: recall>=0.9
            """);
  }
}
