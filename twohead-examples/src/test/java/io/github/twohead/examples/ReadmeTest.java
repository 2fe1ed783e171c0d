package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.MultiHeadPredictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says; {@link GuidesTest} keeps its code the same. */
class ReadmeTest {
  @Test
  void should_train_and_predict_as_the_readme_says(@TempDir Path folder) throws IOException {
    SceneFolder.draw(folder, 30, 1);

    Documents.main(new String[] {folder.toString(), folder.resolve("test/0002.jpg").toString()});

    assertThat(folder.resolve("documents.twohead")).isNotEmptyFile();
  }

  @Test
  void should_train_the_recipe_of_the_readme(@TempDir Path folder) throws IOException {
    SceneFolder.draw(folder, 30, 1);
    String recipe = Guides.blocks(Guides.PROJECT.resolve("README.md"), "yaml").get(0);
    Path yaml = Files.writeString(folder.resolve("documents.yaml"), recipe);
    String runs = folder.resolve("runs").toString();

    assertThat(Examples.run("train", "--config", yaml.toString(), "--runs", runs)).isZero();
    GuideSteps.recipe(folder);

    assertThat(recipe.lines()).hasSizeLessThan(25);
    try (MultiHeadPredictor saved = MultiHeadPredictor.open(folder.resolve("documents.twohead"));
        MultiHeadPredictor phone = MultiHeadPredictor.open(folder.resolve("documents.tflite"))) {
      assertThat(saved.provenance().settings())
          .containsEntry("epochs_done", "9")
          .containsEntry("best_by", "screen F1");
      assertThat(phone.provenance().recipe()).isEqualTo(saved.provenance().recipe()).isPresent();
    }
  }
}
