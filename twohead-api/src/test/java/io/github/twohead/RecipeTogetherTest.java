package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.spi.RecipeValue;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that say one thing together, and texts that hold several numbers. */
class RecipeTogetherTest {
  private static RecipeBuilder heads() {
    return Recipe.builder()
        .set("heads.screen.positive", List.of(2))
        .set("heads.kind.categories", List.of("paper", "card"));
  }

  @ParameterizedTest
  @CsvSource({
    "training.schedule, cosine(warmup 0.5), training.warmup",
    "training.schedule, 'step(every 3, factor 0.1, warmup 2)', training.warmup",
    "preprocessing.width, 256, preprocessing.size",
    "preprocessing.height, 256, preprocessing.size",
    "preprocessing.width, 320, preprocessing.size",
    "preprocessing.size, 320, preprocessing.width",
  })
  void should_complete_a_recipe_without_saying_anything_twice(
      String key, String value, String untold) {
    Recipe recipe = heads().set(key, value).build();

    Recipe complete = recipe.complete();

    assertThat(complete.values()).containsKey(key).doesNotContainKey(untold);
    assertThat(complete.toBuilder().build().preprocessing()).isEqualTo(recipe.preprocessing());
    assertThat(complete.complete()).isEqualTo(complete);
  }

  @Test
  void should_complete_the_other_side_of_an_input() {
    assertThat(heads().set("preprocessing.width", 256).build().complete().values())
        .containsEntry("preprocessing.height", 256L);
  }

  @ParameterizedTest
  @CsvSource({
    "backbone.pretrained, true",
    "backbone.pretrained, false",
    "backbone.pool_first, true",
    "backbone.pool_first, false",
    "preprocessing.normalize, none",
    "augmentation.horizontal_flip, true",
    "augmentation.horizontal_flip, false",
    "data.skip_unreadable, true",
    "data.allow_repeated_rows, true",
    "training.freeze, 4",
    "backbone.weights, w.pth",
    "heads.screen.positive_weight, 3",
    "heads.kind.class_weights, '[paper 2]'",
  })
  void should_do_what_it_says(String key, String value) {
    RecipeEntries recipe = heads().set(key, value.replaceAll("[\\[\\]]", "")).entries();

    RecipeEntries read = RecipeEntries.none().read(recipe.draft().source());

    assertThat(read.value(key)).map(Object::toString).hasValue(value);
  }

  @Test
  void should_write_checkpoints_where_only_their_folder_is_given() {
    RecipeEntries recipe = heads().set("checkpoint.folder", "runs").entries();

    assertThat(recipe.draft().trainer().config().epochs().checkpoints())
        .hasValue(Checkpoints.in(Path.of("runs")));
  }

  @Test
  void should_give_a_teacher_the_heads_of_the_recipe_by_their_names() {
    RecipeEntries recipe =
        heads()
            .set("distillation.teacher", "t.onnx")
            .set("distillation.teacher_heads", List.of("other", "kind"))
            .entries();

    assertThat(recipe.draft().trainer().config().distillation())
        .hasValue(
            Distillation.from(Path.of("t.onnx"))
                .heads(
                    HeadSpec.binary("other"),
                    HeadSpec.categorical("kind", List.of("paper", "card"))));
  }

  @Test
  void should_give_heads_the_weights_of_conv5_only_where_it_says_so() {
    RecipeBuilder pretrained = heads().set("backbone.pretrained", true);
    RecipeEntries without = pretrained.set("backbone.heads_from_conv5", false).entries();
    RecipeEntries with = pretrained.set("backbone.heads_from_conv5", true).entries();

    assertThat(without.draft().source().headsFromConv5()).isFalse();
    assertThat(with.draft().source().headsFromConv5()).isTrue();
  }

  @Test
  void should_refuse_another_normalisation_than_published_weights_expect() {
    RecipeBuilder recipe = heads().set("preprocessing.normalize", "none");

    assertThat(recipe.set("backbone.weights", "w.pth").build().preprocessing().normalization())
        .isEqualTo(Normalization.NONE);
    recipe.remove("backbone.weights").set("backbone.pretrained", true);
    assertThatThrownBy(recipe::build)
        .isInstanceOf(RecipeException.class)
        .hasMessage(
            "preprocessing.normalize must be imagenet, which the weights of backbone.pretrained"
                + " expect, but is none");
    assertThat(recipe.set("preprocessing.normalize", "imagenet").build().preprocessing())
        .isEqualTo(Preprocessing.standard());
  }

  @Test
  void should_refuse_to_set_and_to_choose_a_threshold() {
    RecipeBuilder recipe =
        heads().set("heads.screen.threshold", 0.4).set("evaluation.thresholds.screen", "f1");

    assertThatThrownBy(recipe::build)
        .isInstanceOf(RecipeException.class)
        .hasMessage("evaluation.thresholds.screen: heads.screen.threshold is given too");
  }

  @ParameterizedTest
  @CsvSource({
    "heads.screen.class_weights, balanced, 'heads.screen.class_weights: head \"screen\" answers yes"
        + " or no: give it a positive weight, not class weights'",
    "heads.kind.positive_weight, balanced, 'heads.kind.positive_weight: head \"kind\" has"
        + " categories: give it class weights, not a positive weight'",
    "training.nesterov, true, 'training.nesterov: nesterov needs a momentum above 0'",
    "training.schedule, 'plateau(nohead F1, factor 0.1, patience 2)', 'training.schedule: no head"
        + " \"nohead\"'",
    "training.stage_factors, 0.5, 'training.stage_factors must be 4, one for each stage of the"
        + " backbone, but are [0.5]'",
    "training.schedule, 'plateau(loss, factor 1e, patience 2)', training.schedule must be step",
    "training.schedule, 'plateau(loss, factor 2, patience 2)', 'training.schedule: the factor of a"
        + " plateau must be between 0 and 1'",
    "training.schedule, cosine(warmup 0), 'training.schedule: warmup must be above 0'",
    "training.schedule, cosine(warmup 1e), training.schedule must be step",
    "training.stop_early, screen F1(patience 0), 'training.stop_early: patience must be at least 1"
        + ", but is 0'",
    "training.stop_early, 'loss(min_gain -1)', 'training.stop_early: min_gain must be from 0 to'",
    "heads.kind.class_weights, paper 0, 'heads.kind.class_weights: the weight of kind''s paper must"
        + " be above 0'",
    "heads.screen.positive_weight, 0, heads.screen.positive_weight must be above 0",
    "data.sampling, unbalanced, data.sampling must be shuffled",
  })
  void should_name_setting_and_number_in_one_line(String key, String value, String expected) {
    RecipeBuilder builder = heads().set(key, RecipeValue.at("a.yaml:7", value, value));

    assertThatThrownBy(builder::build)
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("a.yaml:7: " + expected)
        .hasMessageNotContaining("\n");
  }
}
