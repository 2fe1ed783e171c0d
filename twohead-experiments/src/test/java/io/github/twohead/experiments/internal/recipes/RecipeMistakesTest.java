package io.github.twohead.experiments.internal.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.Recipe;
import io.github.twohead.RecipeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mistake gets one line that says where it is. */
class RecipeMistakesTest {
  @TempDir private Path folder;
  private Recipes recipes;

  @BeforeEach
  void start() {
    recipes = new Recipes(folder);
  }

  private void assertRefused(String content, String message, String... overrides) {
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> recipes.read(content, overrides))
        .withMessage(message);
  }

  /** In each content, | ends a line. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '`',
      value = {
        "training:|  epoch: 3 => documents.yaml:2: unknown setting \"training.epoch\", did you mean"
            + " \"training.epochs\"?",
        "trainig: {epochs: 3} => documents.yaml:1: unknown setting \"trainig\", did you mean"
            + " \"training\"?",
        "epochs: 3 => documents.yaml:1: unknown setting \"epochs\", did you mean"
            + " \"training.epochs\"?",
        "heads:|  a:|    positiv: 1 => documents.yaml:3: unknown setting \"heads.a.positiv\", did"
            + " you mean \"heads.a.positive\"?",
        "zzzzzzzz: 3 => documents.yaml:1: unknown setting \"zzzzzzzz\"",
        "training.epochs: 3 => documents.yaml:1: \"training.epochs\" is written part by part, as"
            + " training: {epochs: …}",
        "heads: {v1.0: {positive: 1}} => documents.yaml:1: \"heads.v1.0\" holds a dot, which names"
            + " in recipes cannot",
        "training:|  epochs: three => documents.yaml:2: training.epochs must be a whole number, but"
            + " is the text \"three\"",
        "training:|  epochs: [1, 2] => documents.yaml:2: training.epochs must be a whole number, but"
            + " is a list",
        "training:|  epochs: {a: 1} => documents.yaml:2: training.epochs must be a whole number, but"
            + " is values by name",
        "training:|  epochs: => documents.yaml:2: training.epochs has no value: it must be a whole"
            + " number",
        "training: 5 => documents.yaml:1: training must be settings by name, but is 5",
        "heads:|  screen: => documents.yaml:2: heads.screen says nothing, such as positive: [2]",
        "heads:|- a => documents.yaml:1: heads must be settings by name, but is a list",
        "- a => documents.yaml:1: a recipe is settings by name, but this is a list",
        "training:|  epochs: 1|  seed: 1|  epochs: 2 => documents.yaml:4: \"epochs\" was already"
            + " given in documents.yaml:2",
        "|version: 2 => documents.yaml:2: version 2 of recipes is newer than 1, which this twohead"
            + " reads: update twohead",
        "version: one => documents.yaml:1: version must be 1, but is the text \"one\"",
        "training:|\tepochs: 3 => documents.yaml:2: a tab where YAML takes spaces alone",
        "training:|    epochs: 3|  seed: 1 => documents.yaml:3: the indentation does not fit the lines"
            + " above",
        "name: a: b => documents.yaml:1: a colon too many: mend the indentation, or quote the text",
        "training:|  epochs: 3|seed|name: a => documents.yaml:4: a name without a colon and a value",
        "name: \"a => documents.yaml:1: a quote that does not end",
        "name: @a => documents.yaml:1: not YAML: found character '@' that cannot start any token:"
            + " quote the text",
        "a: [1 => documents.yaml:1: not YAML: expected ',' or ']', but got <stream end>",
        "a: {b: ${c}} => documents.yaml:1: not YAML: expected ',' or '}', but got {; within [ ] and"
            + " { }, write ${…} in quotes",
        "name: a|---|name: b => documents.yaml:2: a second document starts here, but a recipe is"
            + " one: drop ---",
        "name: !!python/object a => documents.yaml:1: the tag tag:yaml.org,2002:python/object is"
            + " none of YAML's own: drop it",
        "name: &a [*a] => documents.yaml:1: *a repeats what nothing of that name ends before it",
        "[a]: 1 => documents.yaml:1: a name must be a text before the colon",
        "training: {epochs: 99999999999999999999} => documents.yaml:1: training.epochs must be a"
            + " whole number, but is the text \"99999999999999999999\"",
        "training:|  cache_memory: 2 gigs => documents.yaml:2: training.cache_memory must be a number of"
            + " bytes, or a size such as 2g or 500m, but is \"2 gigs\"",
        "training: {learning_rate: .inf} => documents.yaml:1: training.learning_rate must be a"
            + " number, but is the text \".inf\"",
        "name: a|defaults: [recipe/articel] => documents.yaml:2: there is no group recipe/articel:"
            + " no recipe/articel.yaml beside the recipe, and none is built in, did you mean"
            + " \"recipe/article\"?",
        "defaults: [../../etc/passwd] => documents.yaml:1: \"../../etc/passwd\" is no name of a"
            + " group, such as recipe/article",
        "defaults: recipe/article => documents.yaml:1: defaults must be a list of groups, but is"
            + " the text \"recipe/article\"",
        "defaults: [1] => documents.yaml:1: defaults takes names such as recipe/article, but not 1",
        "defaults:|- _self_|- recipe/article|- recipe/article => documents.yaml:4: defaults names"
            + " recipe/article twice",
        "name: ${training.epoch}|training: {epochs: 3} => documents.yaml:1: ${training.epoch} is"
            + " not set in this recipe, did you mean \"training.epochs\"?",
        "name: ${project}|project: ${name} => documents.yaml:1: references go round: project → name"
            + " → project",
        "name: ${env:NOPE} => documents.yaml:1: the environment variable NOPE is not set: set it,"
            + " or say ${env:NOPE,…}",
        "name: ${oc.env:NOPE} => documents.yaml:1: ${oc.env:NOPE} is neither a setting's value, such"
            + " as ${training.epochs}, nor ${env:NAME}",
        "name: a${heads}|heads: {a: {positive: 1}} => documents.yaml:1: ${heads} is no value that"
            + " can stand in a text",
        "name: ${env:EMPTY} => documents.yaml:1: name has no value: it must be a text",
        "name: ${a => documents.yaml:1: \"${\" begins a reference that no } ends: write \\${ for"
            + " the text itself"
      })
  void should_name_file_and_line(String content, String message) {
    assertRefused(content.replace('|', '\n'), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "training.epoch=3 => override 1: unknown setting \"training.epoch\", did you mean"
            + " \"training.epochs\"?",
        "training.epochs=three => override 1: training.epochs must be a whole number, but is"
            + " the text \"three\"",
        "training.epochs => override 1: \"training.epochs\" is not key=value, +key=value or ~key",
        "~training.epochs=3 => override 1: \"~training.epochs=3\" is not key=value, +key=value or"
            + " ~key",
        "heads.scren.weight=3 => override 1: there is no heads.scren: +heads.scren.weight=… adds"
            + " it, did you mean \"screen\"?",
        "+training.epochs=3 => override 1: training.epochs was already given in documents.yaml:9:"
            + " set it without the +",
        "+training={epochs: 3} => override 1: training.epochs was already given in documents.yaml:9:"
            + " set it without the +",
        "~training.seed => override 1: training.seed is not there to be removed",
        "~heads.scren => override 1: heads.scren is not there to be removed, did you mean \"screen\"?",
        "~tagging.all => override 1: tagging.all is not there to be removed",
        "training.epochs.a=3 => override 1: training.epochs.a cannot be: documents.yaml:9 says 9"
            + " there",
        "tags=[a => override 1: not YAML: expected ',' or ']', but got <stream end>",
        "+recipe=nothing => override 1: unknown setting \"recipe\"",
        "+recipe/deep=article => override 1: there is no group recipe/deep/article: no"
            + " recipe/deep/article.yaml beside the recipe, and none is built in, did you mean"
            + " \"recipe/article\"?",
        "recipe=article => override 1: defaults names no group recipe/…: +recipe=… adds one"
      })
  void should_name_the_override(String override, String message) {
    assertRefused(Recipes.DOCUMENTS, message, override);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"training.epochs=4", "training={epochs: 4}", "~training", "+training.epochs=1"})
  void should_refuse_two_overrides_of_one_key(String second) {
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> recipes.read(Recipes.DOCUMENTS, "training.epochs=3", second))
        .withMessageMatching("override 2: training(\\.epochs)? was already changed by override 1");
  }

  @Test
  void should_refuse_two_choices_of_one_group() {
    assertRefused(
        "defaults: [backbone/x05]",
        "override 2: backbone was already changed by override 1",
        "backbone=x10",
        "backbone=x20");
  }

  @Test
  void should_name_the_file_of_a_group() {
    recipes.file("backbone/wide.yaml", "backbone:\n  nam: shufflenet_v2_x2_0\n");

    assertRefused(
        "defaults: [backbone/wide]\n",
        "backbone/wide.yaml:2: unknown setting \"backbone.nam\", did you mean \"backbone.name\"?");
  }

  @Test
  void should_refuse_groups_that_go_round() {
    recipes
        .file("recipe/one.yaml", "defaults: [recipe/two]")
        .file("recipe/two.yaml", "defaults:\n- recipe/one");

    assertRefused(
        "defaults: [recipe/one]",
        "recipe/two.yaml:2: defaults go round: recipe/one → recipe/two → recipe/one");
  }

  @Test
  void should_refuse_a_group_of_a_later_version() {
    recipes.file("recipe/one.yaml", "version: 3");

    assertRefused(
        "defaults: [recipe/one]",
        "recipe/one.yaml:1: version 3 of recipes is newer than 1, which this twohead reads: update"
            + " twohead");
  }

  @Test
  void should_refuse_what_is_no_text() throws IOException {
    Path file = folder.resolve("documents.yaml");
    Files.write(file, "name: a\nproject: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> Recipe.read(file))
        .withMessage("documents.yaml:2: not UTF-8: save the file as UTF-8");

    Files.write(file, new byte[2 << 20]);

    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> Recipe.read(file))
        .withMessage("documents.yaml: is larger than 1 MiB, so it is no recipe");

    Files.write(file, "name: a\nproject: \u0000\n".getBytes(StandardCharsets.UTF_8));

    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> Recipe.read(file))
        .withMessage("documents.yaml:2: the character U+0000 is not allowed in YAML");
  }

  @Test
  void should_refuse_a_file_that_is_not_there() {
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> Recipe.read(Path.of("no", "such.yaml")))
        .withMessage(Path.of("no", "such.yaml") + ": there is no such file");
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> Recipe.read(folder))
        .withMessage(folder + ": is a folder, not a file");
  }

  @Test
  void should_number_the_lines_of_a_text() {
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> Recipe.parse("name: a\nepoch: 3", folder))
        .withMessageStartingWith("line 2: unknown setting \"epoch\"");
  }

  @Test
  void should_keep_secrets_out_of_messages() {
    assertRefused(
        Recipes.DOCUMENTS.replace("epochs: 9", "epochs: ${env:PROJECT}"),
        "documents.yaml:9: training.epochs must be a whole number, but is the text"
            + " \"${env:PROJECT}\"");
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(
            () -> recipes.read(Recipes.DOCUMENTS.replace("epochs: 9", "epochs: ${env:NEGATIVE}")))
        .withMessageStartingWith("documents.yaml:9: ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("12345"));
  }
}
