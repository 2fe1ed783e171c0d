package io.github.twohead.experiments.internal.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.Recipe;
import io.github.twohead.RecipeException;
import io.github.twohead.RecipeSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/recipes.md shows is what happens, and the recipe of docs/trackers.md. */
class RecipesGuideTest {
  private static final Pattern OVERRIDE = Pattern.compile("'([^']*)'|(\\S*[=~]\\S*)");

  /** Where a changed guide is written, to be copied to docs. */
  private static final Path NOW = Path.of("target", "recipes.md");

  @TempDir private Path folder;
  private final YamlRecipes format =
      new YamlRecipes(name -> Optional.of("secret").filter(value -> name.equals("PROJECT")));
  private String guide;

  @BeforeEach
  void write() throws IOException {
    guide = text("recipes.md");
    for (String file : blocks(guide, "yaml")) {
      Path path = folder.resolve(file.lines().findFirst().orElseThrow().substring(2));
      Files.createDirectories(path.getParent());
      Files.writeString(path, file);
    }
  }

  private static String text(String name) throws IOException {
    return Files.readString(Path.of("..", "docs", name)).replace("\r\n", "\n");
  }

  private static List<String> blocks(String text, String language) {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private Recipe read(String file, String... overrides) {
    return format.read(folder.resolve(file), List.of(overrides));
  }

  @Test
  void should_read_the_files() {
    assertThat(read("documents.yaml").heads()).hasSize(2);
    assertThat(read("quick.yaml").values())
        .containsEntry("data.train", "phones/train.csv")
        .containsEntry("training.epochs", 3L)
        .containsEntry("training.schedule", "cosine");
    assertThat(read("secret.yaml").values())
        .containsEntry("name", "photos for 9 epochs")
        .containsEntry("project", "${env:PROJECT}")
        .containsEntry("tags", List.of("photos for 9 epochs", "try"));
  }

  @Test
  void should_read_what_another_guide_shows_of_trackers() throws IOException {
    String shown = blocks(text("trackers.md"), "yaml").get(0);
    Files.writeString(folder.resolve("tracked.yaml"), "defaults: [documents]\n" + shown);

    assertThat(read("tracked.yaml").values())
        .containsEntry("project", "documents")
        .containsEntry("tags", List.of("x05", "imagenet"))
        .containsEntry("tracking", List.of("json_lines", "tensorboard", "wandb", "mlflow"));
  }

  @Test
  void should_take_the_overrides() {
    List<String> commands = blocks(guide, "sh").stream().flatMap(String::lines).toList();

    assertThat(commands).hasSize(3);
    for (String command : commands) {
      List<String> overrides = new ArrayList<>();
      Matcher override = OVERRIDE.matcher(command);
      while (override.find()) {
        overrides.add(override.group(1) == null ? override.group(2) : override.group(1));
      }
      String file = command.split(" ")[3]; // twohead train --config FILE

      assertThat(read(file, overrides.toArray(String[]::new)).values())
          .as(command)
          .isNotEqualTo(read(file).values());
    }
  }

  @Test
  void should_say_what_is_wrong() {
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> read("wrong.yaml"))
        .withMessage(blocks(guide, "text").get(0).strip());
  }

  @Test
  void should_name_every_built_in_group() {
    assertThat(Groups.BUILT_IN).allSatisfy(group -> assertThat(guide).contains("`" + group + "`"));
  }

  @Test
  void should_list_every_setting() throws IOException {
    String head = "| setting | takes | default | what for |\n|---|---|---|---|\n";
    String rows =
        Recipe.settings().stream().map(RecipesGuideTest::row).collect(Collectors.joining("\n"));
    String now = guide.replaceFirst("(?s)(## Settings\n.*?\n\n).*", "$1") + head + rows + "\n";
    Files.createDirectories(NOW.getParent());
    Files.writeString(NOW, now);

    assertThat(guide)
        .as("the settings have changed: copy twohead-experiments/" + NOW + " to docs")
        .isEqualTo(now);
  }

  private static String row(RecipeSetting<?> setting) {
    String usual = setting.usual().map(value -> "`" + YamlWriter.text(value) + "`").orElse("");
    String takes =
        setting.choices().isEmpty()
            ? setting.type().toString()
            : setting.choices().stream().collect(Collectors.joining("`, `", "`", "`"));
    return "| `%s` | %s | %s | %s |"
        .formatted(setting.key(), takes, usual, setting.text().replace("|", "\\|"));
  }
}
