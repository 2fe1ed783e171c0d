package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.RecipeSource.Start;
import io.github.twohead.spi.ExportConfig;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.ModelEngine;
import io.github.twohead.spi.OperatingPoint;
import io.github.twohead.spi.TrainingConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is not given has one value, wherever it is asked for. */
class UsualValuesTest {
  private static final List<HeadSpec> HEADS = List.of(HeadSpec.binary("screen"));

  /** What code says only where it is not so, or what only a table or a file tells. */
  private static final Set<String> UNTOLD =
      Set.of(
          "version",
          "heads.screen.column",
          "heads.screen.threshold",
          "training.device",
          "export.raw_pixels",
          "distillation.temperature",
          "distillation.weight",
          "checkpoint.every_epochs",
          "checkpoint.keep",
          "export.percentile",
          "export.agreement");

  private static Recipe screen() {
    return Recipe.builder().set("heads.screen.positive", "2").build();
  }

  /** What builders do that are given nothing. */
  private static Map<String, Object> ofCode() {
    Start start =
        new Start(
            ModelConfig.builder().heads(HEADS).build(), Provenance.unknown(), Map.of(), Map.of());
    TrainingConfig training = TrainingConfig.builder(HEADS).build();
    return new RecipeSource(start, training, Map.of()).completed(RecipeEntries.none()).shown();
  }

  @Test
  void should_declare_what_builders_do_that_are_given_nothing() {
    Map<String, Object> declared = new LinkedHashMap<>();
    Map<String, Object> done = ofCode();
    for (RecipeSetting<?> setting : Recipe.settings()) {
      setting.usual().ifPresent(usual -> declared.put(setting.keyOf("screen"), usual));
    }
    declared.keySet().removeAll(UNTOLD);
    declared.computeIfPresent(
        "training.schedule", (key, name) -> LearningRateSchedule.parse((String) name).name());

    assertThat(done).containsAllEntriesOf(declared);
    assertThat(UNTOLD).doesNotContainAnyElementsOf(done.keySet());
    assertThat(ModelEngine.Settings.builder().build().device())
        .hasToString((String) usual("training.device"));
    assertThat(OperatingPoint.standard().threshold()).isEqualTo(usual("heads.*.threshold"));
  }

  @Test
  void should_do_the_same_for_a_recipe_that_says_nothing() {
    Map<String, Object> values = new LinkedHashMap<>(screen().complete().values());
    values.remove("heads.screen.positive");

    assertThat(values).isEqualTo(ofCode());
  }

  @Test
  void should_export_alike_without_and_with_the_usual_values() {
    Recipe told =
        screen()
            .with("export.raw_pixels", false)
            .with("export.agreement", usual("export.agreement"));

    for (Recipe recipe : List.of(screen(), told)) {
      FakeModel model = new FakeModel();
      MultiHeadModel trained = new MultiHeadModel(model, Map.of());
      ExportReport unused = recipe.exporter(trained, ExportFormat.ONNX).write(Path.of("a.onnx"));

      ExportConfig config = model.export;
      assertThat(config.agreement()).isEqualTo(usual("export.agreement"));
      assertThat(config.rawPixels()).isFalse();
    }
    assertThat(usual("export.percentile")).isEqualTo(100.0);
  }

  private static Object usual(String key) {
    return RecipeSettings.ALL.stream()
        .filter(setting -> setting.key().equals(key))
        .findFirst()
        .flatMap(RecipeSetting::usual)
        .orElseThrow();
  }

  @Test
  void should_keep_what_was_given_and_be_complete_once() {
    Recipe recipe = screen().with("training.epochs", 3).with("training.optimizer", "adamw");

    Recipe complete = recipe.complete();

    assertThat(complete.values()).containsAllEntriesOf(recipe.values());
    assertThat(complete.value("training.weight_decay")).hasValue(1e-2);
    assertThat(complete.complete()).isEqualTo(complete);
    assertThat(complete.toBuilder().build()).isEqualTo(complete);
    assertThat(RecipeText.parse(complete.toString()).toBuilder().build()).isEqualTo(complete);
  }

  @Test
  void should_keep_the_names_of_own_steps() {
    Recipe recipe =
        screen()
            .with("backbone.name", "own(mine)")
            .with("training.schedule", "own(half)")
            .with("training.freeze", 7);

    Recipe complete = recipe.complete();

    assertThat(complete.ownSteps()).isEqualTo(recipe.ownSteps());
    assertThat(complete.complete()).isEqualTo(complete);
  }
}
