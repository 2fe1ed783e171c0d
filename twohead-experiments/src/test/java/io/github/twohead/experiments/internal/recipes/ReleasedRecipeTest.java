package io.github.twohead.experiments.internal.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What recipes of every release must still mean: their files are added, and never replaced. */
class ReleasedRecipeTest {
  /** The recipe whose complete form, with all defaults of its time, is kept of each release. */
  private static final String GIVEN =
      """
      version: 1
      name: documents
      data: {folder: photos, train: train.csv, validation: val.csv}
      heads:
        screen: {positive: [2], weight: 2}
        not_document: {positive: [1], unknown: [2]}
        kind: {categories: {paper: [0], thing: [1, 2]}}
      training: {epochs: 9, keep_best_by: screen F1}
      evaluation: {thresholds: {screen: recall>=0.9}}
      export: {tflite: documents.tflite, onnx: documents.onnx}
      """;

  @TempDir private Path folder;
  private Recipes recipes;

  @BeforeEach
  void start() {
    recipes = new Recipes(folder);
  }

  /**
   * Run once per release: {@code mvn -pl twohead-experiments -am test -Dtest=ReleasedRecipeTest
   * -Dsurefire.failIfNoSpecifiedTests=false
   * -Dfixture=src/test/resources/io/github/twohead/experiments/internal/recipes/release-X.Y.Z}.
   */
  @Test
  @EnabledIfSystemProperty(named = "fixture", matches = ".+")
  void write_fixture() throws IOException {
    String complete = recipes.written(recipes.read(GIVEN).complete());
    Files.writeString(Path.of(System.getProperty("fixture") + ".yaml"), complete);
  }

  @Test
  void should_read_a_recipe_of_0_1_0_and_write_it_as_it_was() throws IOException {
    String text = release("0.1.0");

    Recipe recipe = recipes.read(text);

    assertThat(recipes.written(recipe)).isEqualTo(text);
  }

  @Test
  void should_have_the_defaults_of_0_1_0() throws IOException {
    Recipe then = recipes.read(release("0.1.0"));

    Recipe now = recipes.read(GIVEN).complete();

    assertThat(now.values()).containsAllEntriesOf(then.values());
  }

  private static String release(String version) throws IOException {
    try (InputStream in =
        ReleasedRecipeTest.class.getResourceAsStream("release-" + version + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }
}
