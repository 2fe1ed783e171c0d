package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.spi.RecipeValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {
  private static final Map<String, List<String>> KINDS =
      Map.of("a: b, c", List.of("0"), "[x]", List.of("1", "2,3", "4\\5"));

  static RecipeBuilder screen() {
    return Recipe.builder().set("heads.screen.positive", List.of(2));
  }

  @Test
  void should_order_settings_as_they_are_declared_and_heads_as_they_come() {
    Recipe recipe =
        screen()
            .set("training.epochs", 3)
            .set("heads.glare.positive", "1")
            .set("tags", List.of("a"))
            .set("heads.screen.weight", 3)
            .build();

    assertThat(recipe.values().keySet())
        .containsExactly(
            "tags",
            "heads.screen.positive",
            "heads.screen.weight",
            "heads.glare.positive",
            "training.epochs");
    assertThat(recipe.heads()).extracting(HeadSpec::name).containsExactly("screen", "glare");
    assertThat(recipe.value("training.epochs")).hasValue(3L);
    assertThat(recipe.value("training.seed")).isEmpty();
    assertThat(recipe.without("heads.glare")).isNotEqualTo(recipe);
    assertThat(recipe.with("training.epochs", 4).with("training.epochs", "3")).isEqualTo(recipe);
  }

  @ParameterizedTest
  @CsvSource({
    "training.epochs, 0, 'training.epochs must be at least 1, but is 0'",
    "training.epochs, many, 'training.epochs must be a whole number, but is \"many\"'",
    "training.epoch, 3, 'there is no setting \"training.epoch\", did you mean \"training.epochs\"?'",
    "heads.screen.wieght, 3, 'there is no setting \"heads.screen.wieght\", did you mean"
        + " \"heads.screen.weight\"?'",
    "heads.screen.weight, -1, heads.screen.weight must be above 0",
    "heads.glare.width, 8, 'heads.glare: give the classes that are positive, categories, or"
        + " column: true'",
    "training.keep_best_by, scren F1, 'training.keep_best_by: no head \"scren\"'",
    "training.keep_best_by, F1, 'training.keep_best_by must be a head and its metric'",
    "training.schedule, linear, training.schedule must be step",
    "training.unfreeze_at, 3, training.unfreeze_at needs training.freeze",
    "augmentation.rand_augment, 2, 'augmentation.rand_augment takes two whole numbers, how many"
        + " operations and their magnitude, but gets [2.0]'",
    "augmentation.steps, fog, 'augmentation.steps takes only steps that a program gives, but is'",
    "augmentation.color_jitter, 2, augmentation.color_jitter must be from 0 to 1",
    "backbone.name, resnet, backbone.name must be one of [shufflenet_v2_x0_5",
    "backbone.pretrained, maybe, 'backbone.pretrained must be true or false, but is \"maybe\"'",
    "export.tflite, a.onnx, 'export.tflite: a.onnx would be a TFLite file under the name of'",
    "heads.weight, 3, 'there is no setting \"heads.weight\"'",
    "heads.screen.negative, 2, 'heads.screen: class \"2\" of head \"screen\" was already set'",
    "version, 2, 'version must be from 1 to 1, but is 2'",
  })
  void should_refuse_a_wrong_value_in_one_line(String key, String value, String expected) {
    RecipeBuilder builder = screen().set("data.train", "train.csv");

    assertThatThrownBy(() -> builder.set(key, RecipeValue.at("a.yaml:7", value, value)).build())
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith(
            key.equals("heads.screen.negative") ? expected : "a.yaml:7: " + expected)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource({"2g, 2147483648", "1.5k, 1536", "500MB, 524288000", "0, 0", "3t, 3298534883328"})
  void should_read_sizes(String text, long bytes) {
    Recipe recipe = screen().set("training.cache_memory", text).build();

    assertThat(recipe.value("training.cache_memory")).hasValue(bytes);
    assertThat(recipe.with("training.cache_memory", bytes)).isEqualTo(recipe);
  }

  @Test
  void should_take_numbers_and_answers_for_texts() {
    RecipeBuilder builder = screen().set("name", true).set("tags", List.of(1, 0.5));

    assertThat(builder.values())
        .containsEntry("name", "true")
        .containsEntry("tags", List.of("1", "0.5"));
    assertThatThrownBy(() -> builder.set("name", List.of("a")))
        .hasMessage("name must be a text, but is \"[a]\"");
  }

  @Test
  void should_remove_only_what_there_is() {
    Recipe recipe = screen().set("export.onnx", "a.onnx").build();

    assertThat(recipe.without("export").values()).doesNotContainKey("export.onnx");
    assertThat(recipe.without("heads.glare").without("training.seed")).isEqualTo(recipe);
    assertThatThrownBy(() -> recipe.without("exprot"))
        .isInstanceOf(RecipeException.class)
        .hasMessage("there is no setting \"exprot\", did you mean \"export\"?");
    assertThatThrownBy(() -> recipe.without("heads.screen.wieght"))
        .hasMessage(
            "there is no setting \"heads.screen.wieght\", did you mean \"heads.screen.weight\"?");
    assertThatThrownBy(() -> recipe.without("export.onnx.a"))
        .hasMessageStartingWith("there is no setting \"export.onnx.a\"");
  }

  @Test
  void should_name_the_option_that_gave_a_value() {
    assertThatThrownBy(
            () -> screen().set("training.epochs", RecipeValue.option("--epochs", 0)).build())
        .hasMessage("--epochs must be at least 1, but is 0");
  }

  @Test
  void should_tell_what_settings_take() {
    RecipeSetting<?> teacher = setting("distillation.teacher");
    RecipeSetting<?> weight = setting("heads.*.weight");

    assertThat(setting("training.optimizer").choices()).containsExactly("adam", "adamw", "sgd");
    assertThat(teacher.choices()).isEmpty();
    assertThat(teacher.range()).isEmpty();
    assertThat(teacher.text()).startsWith("Models to learn from");
    assertThat(teacher.takesOwn()).isTrue();
    assertThat(teacher.isPerHead()).isFalse();
    assertThat(weight.takesOwn()).isFalse();
    assertThat(weight.isPerHead()).isTrue();
    assertThat(weight.range().map(RecipeRange::toString)).hasValue("above 0 and at most 1000000");
    assertThat(setting("training.momentum").range().map(RecipeRange::toString))
        .hasValue("at least 0 and below 1");
  }

  private static RecipeSetting<?> setting(String key) {
    return Recipe.settings().stream()
        .filter(setting -> setting.toString().equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void should_declare_the_ranges_that_the_builders_check() {
    List<String> wrong = new ArrayList<>();
    for (RecipeSetting<?> setting : Recipe.settings()) {
      String key = setting.keyOf("screen");
      for (End end : ends(setting)) {
        if (accepts(key, end.beyond)) {
          wrong.add(key + "=" + end.beyond);
        }
        boolean isOne = !key.equals("augmentation.rand_augment"); // two numbers of two ranges
        if (isOne && accepts(key, end.number) == end.isOut) {
          wrong.add(key + "=" + end.number + (end.isOut ? " is taken" : " is refused"));
        }
      }
      setting
          .usual()
          .filter(usual -> !accepts(key, usual))
          .ifPresent(u -> wrong.add(key + "=" + u));
    }

    assertThat(wrong).isEmpty();
  }

  /** An end of a range, and a number outside. */
  private record End(Object number, Object beyond, boolean isOut) {
    static End of(RecipeSetting<?> setting, double end, double beyond, boolean isOut) {
      return switch (setting.type()) {
        case NUMBERS -> new End(list(setting, end), list(setting, beyond), isOut);
        case NUMBER -> new End(end, beyond, isOut);
        default -> new End((long) end, (long) end + (beyond > end ? 1 : -1), isOut);
      };
    }

    private static List<Double> list(RecipeSetting<?> setting, double number) {
      int count =
          switch (setting.key()) {
            case "training.stage_factors" -> 4;
            case "augmentation.rand_augment" -> 2;
            default -> 3;
          };
      return Collections.nCopies(count, number);
    }
  }

  private static List<End> ends(RecipeSetting<?> setting) {
    return setting.range().stream()
        .flatMap(
            range ->
                Stream.of(
                    End.of(setting, range.least(), range.least() - 1.5, range.isLeastOut()),
                    End.of(setting, range.most(), range.most() + 1.5e9, range.isMostOut())))
        .filter(end -> !(end.number instanceof Number n) || n.doubleValue() < Integer.MAX_VALUE)
        .toList();
  }

  private static boolean accepts(String key, Object value) {
    try {
      RecipeBuilder needed =
          screen().set("training.freeze", "backbone").set("distillation.teacher", "m.twohead");
      needed.set("training.optimizer", "sgd");
      Recipe unused = needed.set(key, value).build();
      return true;
    } catch (RecipeException e) {
      return false;
    }
  }

  @Test
  void should_come_back_out_of_its_text() {
    Recipe recipe =
        screen()
            .set("heads.kind.categories", KINDS)
            .set("tags", List.of("a, b", "c:d", "[e]", "f\\g"))
            .set("name", "two\nlines\r\n \\ and: more")
            .set("augmentation.color_jitter", List.of(0.1, 0.2, 0.3))
            .set("backbone.pretrained", true)
            .set("data.train", "x/train.csv")
            .build();

    assertThat(RecipeText.parse(recipe.toString())).isEqualTo(recipe);
  }

  @Test
  void should_write_what_came_from_the_environment_by_its_name() {
    Recipe recipe =
        screen()
            .set("name", RecipeValue.at("a.yaml:1", "code", "${env:RUN}"))
            .set("project", RecipeValue.at("a.yaml:2", "the", "${env:SHORT}"))
            .build();

    assertThat(recipe.value("name")).hasValue("code");
    assertThat(recipe.toString()).contains("name: ${env:RUN}").doesNotContain("code");
    assertThat(recipe.masked("no folder the/code")).isEqualTo("no folder the/${env:RUN}");
  }

  @Test
  void should_refuse_data_that_is_missing_before_anything_is_built() {
    Recipe recipe =
        screen()
            .set("data.train", RecipeValue.at("a.yaml:2", "no/train.csv", "no/train.csv"))
            .build();

    assertThatThrownBy(recipe::model)
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("a.yaml:2: data.train: ")
        .hasMessageEndingWith("train.csv does not exist");
    assertThatThrownBy(() -> screen().build().train()).hasMessage("data.train must be given");
  }
}
