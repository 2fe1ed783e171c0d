package io.github.twohead;

import static io.github.twohead.RecipeTest.screen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The recipe of settings that code made. */
class RecipeOfCodeTest {
  @Test
  void should_read_what_code_sets() {
    FakeModel model = new FakeModel();
    Trainer trainer =
        new Trainer(model, Map.of("training.threads", 2))
            .epochs(3)
            .optimizer(Optimizer.adamW(0.01).clipNorm(2))
            .schedule(LearningRateSchedule.cosine().warmup(0.5))
            .augmentation(Augmentation.builder().colorJitter(0.1, 0.2, 0.3).build())
            .freeze(Freeze.stages(2).unfreezeAt(3))
            .keepBestBy(HeadSpec.binary("glare"), Metric.recallAtPrecision(0.9))
            .chooseThreshold("screen", ThresholdRule.bestF1());

    Recipe recipe = trainer.recipe();

    assertThat(recipe.values())
        .containsEntry("training.threads", 2L)
        .containsEntry("training.epochs", 3L)
        .containsEntry("training.batch_size", 64L)
        .containsEntry("training.optimizer", "adamw")
        .containsEntry("training.weight_decay", 0.01)
        .containsEntry("training.clip_norm", 2.0)
        .containsEntry("training.schedule", "cosine")
        .containsEntry("training.warmup", 0.5)
        .containsEntry("training.freeze", "2")
        .containsEntry("training.unfreeze_at", 3L)
        .containsEntry("training.keep_best_by", "glare recall@precision>=0.9")
        .containsEntry("augmentation.rotation", 0.0)
        .containsEntry("augmentation.color_jitter", List.of(0.1, 0.2, 0.3))
        .containsEntry("evaluation.thresholds.screen", "f1")
        .containsEntry("heads.screen.weight", 2.0)
        .containsEntry("heads.glare.weight", 1.0)
        .containsEntry("preprocessing.size", 64L);
    assertThat(recipe.ownSteps()).isEmpty();
    assertThat(recipe.toBuilder().build()).isEqualTo(recipe);
  }

  @Test
  void should_read_and_do_any_augmentation() {
    Augmentation fog = Augmentation.builder().step("fog", (pixels, random) -> {}).build();
    Recipe recipe =
        screen()
            .set("augmentation.rotation", 0)
            .set("augmentation.hue", 0.1)
            .set("augmentation.random_resized_crop", 0.25)
            .set("augmentation.vertical_flip", true)
            .set("augmentation.trivial_augment", true)
            .set("augmentation.rand_augment", List.of(2, 9))
            .set("augmentation.jpeg", 30)
            .set("augmentation.steps", fog)
            .set("augmentation.mixup", 0.2)
            .build();

    Trainer trainer = new Trainer(new FakeModel(), Map.of()).augmentation(recipe.augmentation());

    assertThat(recipe.augmentation())
        .hasToString(
            "hue 0.1, resized crop from 0.25, vertical flip, trivialaugment, 2 of randaugment,"
                + " magnitude 9, jpeg from 30, mixup 0.2, own(fog)");
    Map<String, Object> read = new LinkedHashMap<>(trainer.recipe().values());
    read.keySet().removeIf(key -> !key.startsWith("augmentation"));
    assertThat(read)
        .isEqualTo(
            Map.ofEntries(
                Map.entry("augmentation.rotation", 0.0),
                Map.entry("augmentation.horizontal_flip", false),
                Map.entry("augmentation.random_crop", 1.0),
                Map.entry("augmentation.hue", 0.1),
                Map.entry("augmentation.random_resized_crop", 0.25),
                Map.entry("augmentation.vertical_flip", true),
                Map.entry("augmentation.trivial_augment", true),
                Map.entry("augmentation.rand_augment", List.of(2.0, 9.0)),
                Map.entry("augmentation.jpeg", 30.0),
                Map.entry("augmentation.steps", "own(fog)"),
                Map.entry("augmentation.mixup", 0.2)));
    assertThat(trainer.recipe().ownSteps()).containsEntry("augmentation.steps", "fog");
  }

  @Test
  void should_keep_steps_of_ones_own_by_their_names() {
    Recipe plain = screen().set("training.schedule", LearningRateSchedule.cosine()).build();
    Recipe recipe =
        plain
            .with("training.schedule", LearningRateSchedule.of("slower", (at, epochs) -> 0.5))
            .with(
                "training.keep_best_by",
                EpochSelection.by(HeadSpec.binary("screen"), Metric.of("cost", head -> 1)));

    assertThat(plain.value("training.schedule")).hasValue("cosine");
    assertThat(recipe.ownSteps())
        .containsExactly(
            Map.entry("training.keep_best_by", "cost"), Map.entry("training.schedule", "slower"));
    Recipe read = RecipeText.parse(recipe.toString());
    assertThat(read).isEqualTo(recipe);
    assertThatThrownBy(read::model)
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith(
            "training.keep_best_by: screen own(cost) is a step of a program's own");
  }
}
