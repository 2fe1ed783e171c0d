package io.github.twohead.experiments.internal.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Recipe;
import io.github.twohead.RecipeBuilder;
import io.github.twohead.RecipeException;
import io.github.twohead.RecipeRange;
import io.github.twohead.RecipeSetting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files give one clear error or a recipe; what is written is read as it was. */
class RecipeMutationTest {
  private static final int FILES = 3_000;
  private static final int RECIPES = 1_000;
  private static final String SPECIAL =
      "\t\n {}[],:-#&*!|>'\"%@`?~$\\=+.0159aeExX_/<\u00e9\u0000\u0085\uFEFF";

  private static final List<String> TEXTS =
      List.of(
          "plain",
          "two words",
          "null",
          "~",
          "true",
          "no",
          "off",
          "1",
          "007",
          "1e3",
          "0x1F",
          ".5",
          ".inf",
          "-",
          "- a",
          "a: b",
          "a #b",
          "#",
          "'",
          "\"",
          "\\",
          "${x}",
          "\\${x}",
          "$",
          "{",
          "[a]",
          "*a",
          "&a",
          "!a",
          "%",
          "@",
          "`",
          "|",
          ">",
          "?",
          "<<",
          "=",
          "a\nb",
          "a\n\nb\n c",
          "tab\tin",
          "\u00e9\u4e2d\uD83D\uDE00",
          "\u0085x",
          "a\u2028b",
          "x\u0000y",
          "y:",
          ",",
          "...",
          "---",
          "2026-11-26",
          "12:30:45",
          "own(mine)",
          "a".repeat(300),
          "a b ".repeat(100).strip());

  @TempDir private Path folder;
  private Recipes recipes;

  @BeforeEach
  void start() {
    recipes = new Recipes(folder);
  }

  @Test
  void should_give_a_recipe_or_one_line() {
    Random random = new Random(42);
    int read = 0;

    for (int i = 0; i < FILES; i++) {
      String content = valid(random);
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        content = mutated(content, random);
      }
      read += isRead(content) ? 1 : 0;
    }

    assertThat(read).isBetween(FILES / 20, FILES / 2);
  }

  @Test
  void should_give_a_recipe_or_one_line_for_overrides() {
    List<String> overrides =
        List.of(
            "training.epochs=20",
            "training={batch_size: 8, seed: 1}",
            "+tags=[a, b]",
            "+heads.blurred.positive=[3]",
            "~heads.not_document",
            "recipe=article",
            "+recipe=frozen",
            "name=${env:PROJECT} ${training.epochs}");
    Random random = new Random(7);
    int read = 0;

    for (int i = 0; i < FILES; i++) {
      String first = overrides.get(random.nextInt(overrides.size()));
      String second = overrides.get(random.nextInt(overrides.size()));
      read += isRead(Recipes.DOCUMENTS, mutated(first, random), mutated(second, random)) ? 1 : 0;
    }

    assertThat(read).isBetween(FILES / 50, FILES / 2);
  }

  private boolean isRead(String content, String... overrides) {
    try {
      Recipe recipe = recipes.read(content, overrides);
      assertThat(recipes.again(recipe)).as(content).isEqualTo(recipe);
      return true;
    } catch (RecipeException e) {
      assertThat(e.getMessage())
          .as(content)
          .matches("(documents\\.yaml(:\\d+)?|override [12]): .+")
          .hasLineCount(1)
          .hasSizeLessThan(600)
          .doesNotContain(folder.toString(), "secret", "Exception", "null", "java.");
      return false;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(content, e);
    }
  }

  private static String valid(Random random) {
    List<String> files =
        List.of(
            Recipes.DOCUMENTS,
            Recipes.DOCUMENTS + "defaults: [recipe/article, _self_]\ntags: [a, b]\n",
            Recipes.DOCUMENTS + "project: ${env:PROJECT} ${name}\naugmentation: {rotation: 5}\n",
            "heads: {a: &a {positive: [1]}, b: *a}\ntraining: {epochs: \"${training.seed}\"}\n");
    return files.get(random.nextInt(files.size()));
  }

  private static String mutated(String text, Random random) {
    if (text.isEmpty()) {
      return "a";
    }
    int at = random.nextInt(text.length());
    String special = String.valueOf(SPECIAL.charAt(random.nextInt(SPECIAL.length())));
    List<String> lines = new ArrayList<>(text.lines().toList());
    int line = lines.isEmpty() ? 0 : random.nextInt(lines.size());
    return switch (random.nextInt(7)) {
      case 0 -> text.substring(0, at) + special + text.substring(at);
      case 1 -> text.substring(0, at) + special + text.substring(at + 1);
      case 2 -> text.substring(0, at) + text.substring(at + 1);
      case 3 -> text.substring(0, at);
      case 4 -> withLine(lines, line, lines.isEmpty() ? "" : "  " + lines.get(line));
      case 5 ->
          withLine(lines, line, lines.isEmpty() ? "" : lines.get(line) + "\n" + lines.get(line));
      default -> withLine(lines, line, "");
    };
  }

  private static String withLine(List<String> lines, int place, String line) {
    if (!lines.isEmpty()) {
      lines.set(place, line);
    }
    return String.join("\n", lines) + "\n";
  }

  @Test
  void should_read_what_was_written() {
    Random random = new Random(1);
    int written = 0;

    for (int i = 0; i < RECIPES; i++) {
      Recipe recipe = recipe(random);
      if (recipe != null) {
        written++;
        assertThat(recipes.again(recipe)).as(recipes.written(recipe)).isEqualTo(recipe);
        assertThat(recipes.written(recipes.again(recipe))).isEqualTo(recipes.written(recipe));
      }
    }

    assertThat(written).isGreaterThan(RECIPES / 4);
  }

  /** Some settings with some values; null where they do not go together. */
  private Recipe recipe(Random random) {
    try {
      RecipeBuilder builder = Recipe.builder().folder(folder);
      builder.set("heads.main.positive", List.of(text(random)));
      builder.set("distillation.teacher", text(random)); // which its other settings need
      for (RecipeSetting<?> setting : Recipe.settings()) {
        if (random.nextInt(12) == 0 && !setting.key().equals("version")) {
          builder.set(setting.key().replace("*", "main"), value(setting, random));
        }
      }
      return builder.build();
    } catch (RecipeException | IllegalArgumentException e) {
      return null;
    }
  }

  private static Object value(RecipeSetting<?> setting, Random random) {
    double least = Math.max(setting.range().map(RecipeRange::least).orElse(0.0), -1000);
    double most = Math.min(setting.range().map(RecipeRange::most).orElse(1000.0), 1e6);
    double number = least + (most - least) * Math.pow(random.nextDouble(), 3);
    return switch (setting.type()) {
      case WHOLE_NUMBER, BYTES -> Math.round(number);
      case NUMBER -> number;
      case NUMBERS -> List.of(number, number, number);
      case YES_OR_NO -> random.nextBoolean();
      case TEXT ->
          setting.choices().isEmpty()
              ? setting.usual().orElse(text(random))
              : setting.choices().get(random.nextInt(setting.choices().size()));
      case PATH -> text(random);
      case PATHS -> List.of(text(random), text(random));
      case TEXTS -> Stream.generate(() -> text(random)).limit(random.nextInt(4)).toList();
      case CATEGORIES -> {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        lists.put(text(random), List.of(text(random)));
        lists.put(text(random), List.of(text(random), text(random)));
        yield lists;
      }
    };
  }

  private static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }
}
