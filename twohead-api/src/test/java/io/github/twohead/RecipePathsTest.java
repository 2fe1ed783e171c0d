package io.github.twohead;

import static io.github.twohead.RecipeTest.screen;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.spi.RecipeValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The paths of a recipe, seen from other folders. */
class RecipePathsTest {
  private static final String SET = "${env:PATH}"; // set wherever tests run

  @Test
  void should_lead_to_the_same_files_from_another_folder() {
    Recipe recipe =
        screen()
            .folder(Path.of("recipes"))
            .set("data.train", "train.csv")
            .set("backbone.weights", Path.of("here.pth"))
            .set("export.onnx", Path.of("m.onnx").toAbsolutePath())
            .build();

    Recipe moved = recipe.relativeTo(Path.of("runs/1"));

    assertThat(recipe.value("backbone.weights")).hasValue("../here.pth");
    assertThat(screen().set("data.folder", Path.of("")).build().value("data.folder")).hasValue(".");
    assertThat(moved.value("data.train")).hasValue("../../recipes/train.csv");
    assertThat(moved.path("data.train").orElseThrow().normalize())
        .isEqualTo(Path.of("recipes/train.csv"));
    assertThat(moved.value("export.onnx")).isEqualTo(recipe.value("export.onnx"));
    assertThat(kept(recipe).values())
        .containsEntry("data.folder", "recipes")
        .containsEntry("data.train", "train.csv")
        .containsEntry("backbone.weights", "here.pth")
        .containsEntry("export.onnx", "m.onnx");
  }

  /** What a model keeps of a recipe. */
  private static Recipe kept(Recipe recipe) {
    RecipeEntries entries = RecipeEntries.none().in(recipe.folder());
    for (Map.Entry<String, Object> value : recipe.values().entrySet()) {
      entries = entries.with(value.getKey(), value.getValue());
    }
    return new Recipe(RecipePaths.portable(entries));
  }

  @Test
  void should_move_only_the_folder_of_tables_that_are_relative_to_it() {
    Recipe recipe = screen().set("data.folder", "photos").set("data.train", "train.csv").build();

    assertThat(recipe.relativeTo(Path.of("runs", "1")).values())
        .containsEntry("data.folder", "../../photos")
        .containsEntry("data.train", "train.csv");
    Path file = Path.of("w.pth").toAbsolutePath();
    Recipe absolute = screen().set("backbone.weights", file).build();
    assertThat(absolute.relativeTo(Path.of("runs")).values()).isEqualTo(absolute.values());
  }

  @Test
  void should_move_a_path_of_the_environment_with_its_recipe() {
    Recipe recipe =
        screen()
            .set("data.train", RecipeValue.at("a.yaml:1", "train.csv", SET))
            .build()
            .relativeTo(Path.of("runs"));

    assertThat(recipe.values()).containsEntry("data.train", "../" + SET);
    assertThat(recipe.path("data.train").orElseThrow().normalize()).isEqualTo(Path.of("train.csv"));
  }

  @Test
  void should_move_of_several_paths_those_that_are_relative() {
    String far = Path.of("far.onnx").toAbsolutePath().toString().replace('\\', '/');
    List<String> shown = List.of("near.onnx", SET);
    RecipeBuilder near = screen().set("distillation.teacher", List.of("near.onnx", far));

    Recipe plain = near.build().relativeTo(Path.of("runs"));
    Recipe masked =
        near.set("distillation.teacher", RecipeValue.at("", List.of("near.onnx", far), shown))
            .build()
            .relativeTo(Path.of("runs"));

    assertThat(plain.values()).containsEntry("distillation.teacher", List.of("../near.onnx", far));
    assertThat(masked.values()).containsEntry("distillation.teacher", List.of("../near.onnx", SET));
    assertThat(masked.paths("distillation.teacher"))
        .extracting(Path::normalize)
        .containsExactly(Path.of("near.onnx"), Path.of(far));
  }

  @Test
  void should_take_paths_of_code_from_the_current_folder_and_texts_from_its_own() {
    Recipe recipe =
        screen()
            .folder(Path.of("recipes"))
            .set("distillation.teacher", List.of(Path.of("a.onnx"), "b.onnx"))
            .build();

    assertThat(recipe.value("distillation.teacher")).hasValue(List.of("../a.onnx", "b.onnx"));
    assertThat(recipe.paths("name")).isEmpty();
  }
}
