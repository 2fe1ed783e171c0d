package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Heads, losses, augmentations, optimizers and models: defaults, ranges, and settings given twice.
 */
class BuildersTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");

  @Test
  void should_make_a_head_of_width_1024_that_answers_yes_or_no() {
    assertThat(SCREEN.width()).isEqualTo(1024);
    assertThat(SCREEN.categories()).isEmpty();
    assertThat(SCREEN.isCategorical()).isFalse();
  }

  @Test
  void should_make_a_head_with_other_settings() {
    HeadSpec kind = HeadSpec.builder("kind").width(256).categories(List.of("a", "b")).build();

    assertThat(kind.width()).isEqualTo(256);
    assertThat(kind.categories()).containsExactly("a", "b");
    assertThat(kind.isCategorical()).isTrue();
    assertThat(kind)
        .isEqualTo(HeadSpec.builder("kind").categories(List.of("a", "b")).width(256).build())
        .isNotEqualTo(HeadSpec.categorical("kind", "a", "b"))
        .isNotEqualTo(HeadSpec.builder("kind").width(256).categories(List.of("b", "a")).build())
        .isNotEqualTo(HeadSpec.builder("kind").width(256).build());
  }

  @Test
  void should_take_any_text_for_a_category_that_can_be_seen() {
    String longest = "x".repeat(256);

    assertThat(HeadSpec.categorical("kind", "tench, Tinca tinca", " 0 ", "0", longest).categories())
        .containsExactly("tench, Tinca tinca", " 0 ", "0", longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadSpec.categorical("kind", "a", " "))
        .withMessage(
            "a category of head \"kind\" must be 1 to 256 characters of Unicode that are not all spaces, but is"
                + " \" \"");
    assertThat(HeadSpec.categorical("kind", "a", "\uD83D\uDE00".repeat(256)).categories())
        .hasSize(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadSpec.categorical("kind", "a", "half \uD83D"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadSpec.categorical("kind", "a", longest + "x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadSpec.categorical("kind", "a"))
        .withMessage("the number of categories must be from 2 to 65536, but is 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a.b", "a/b", "a,b", "\"a\"", " a"})
  void should_refuse_names_that_files_and_tables_could_not_hold(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadSpec.binary(name))
        .withMessage(
            "a head's name must be 1 to 64 letters, digits, _ or -, but is \"" + name + "\"");
  }

  @Test
  void should_accept_names_of_64_letters_of_any_script_but_not_65() {
    assertThat(HeadSpec.binary("é".repeat(63) + "_").name()).hasSize(64);
    assertThatIllegalArgumentException().isThrownBy(() -> HeadSpec.binary("a".repeat(65)));
  }

  @Test
  void should_refuse_a_heads_settings_out_of_range() {
    HeadSpec.Builder head = HeadSpec.builder("screen");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> head.width(0))
        .withMessage("width must be from 1 to 65536, but is 0");
  }

  @Test
  void should_name_the_earlier_value_of_a_heads_setting_given_twice() {
    assertThatIllegalStateException()
        .isThrownBy(() -> HeadSpec.builder("screen").width(8).width(8))
        .withMessage("width was already set to 8");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                HeadSpec.builder("kind")
                    .categories(List.of("a", "b"))
                    .categories(List.of("a", "c")))
        .withMessage("categories was already set to [a, b]");
  }

  @Test
  void should_weigh_heads_by_name_and_the_others_1() {
    WeightedMultiLoss loss =
        WeightedMultiLoss.builder().weight(SCREEN, 2.5).labelSmoothing(0).build();

    assertThat(loss.weight(HeadSpec.builder("screen").width(8).build())).isEqualTo(2.5);
    assertThat(loss.weight(HeadSpec.binary("glare"))).isEqualTo(1);
    assertThat(loss.labelSmoothing()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1_000_001, Double.NaN, Double.POSITIVE_INFINITY})
  void should_refuse_weights_out_of_range(double weight) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightedMultiLoss.builder().weight(SCREEN, weight))
        .withMessageStartingWith(
            "the weight of screen must be above 0 and at most 1000000, but is ");
  }

  @Test
  void should_refuse_the_rest_of_a_loss_out_of_range_or_given_twice() {
    WeightedMultiLoss.Builder loss = WeightedMultiLoss.builder().weight(SCREEN, 2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.labelSmoothing(1))
        .withMessage("labelSmoothing must be from 0 to 0.9, but is 1");
    assertThatIllegalStateException()
        .isThrownBy(() -> loss.weight(HeadSpec.builder("screen").width(8).build(), 3))
        .withMessage("the weight of screen was already set to 2.0");
    assertThatIllegalStateException()
        .isThrownBy(() -> loss.labelSmoothing(0.2).labelSmoothing(0.3))
        .withMessage("labelSmoothing was already set to 0.2");
  }

  @Test
  void should_augment_with_what_was_asked_for_and_nothing_else() {
    Augmentation augmentation = Augmentation.builder().rotation(10).horizontalFlip().build();

    assertThat(augmentation.rotation()).isEqualTo(10);
    assertThat(augmentation.horizontalFlip()).isTrue();
    assertThat(augmentation.brightness()).isZero();
    assertThat(augmentation.smallestCrop()).isEqualTo(1);
    assertThat(augmentation.isNone()).isFalse();
    assertThat(Augmentation.none().isNone()).isTrue();
    assertThat(Augmentation.builder().randomCrop(0.5).build().isNone()).isFalse();
  }

  @Test
  void should_keep_the_three_changes_of_colour_apart() {
    Augmentation augmentation = Augmentation.builder().colorJitter(0.1, 0.2, 0.3).build();

    assertThat(augmentation.brightness()).isEqualTo(0.1);
    assertThat(augmentation.contrast()).isEqualTo(0.2);
    assertThat(augmentation.saturation()).isEqualTo(0.3);
  }

  @Test
  void should_say_what_is_drawn() {
    Augmentation.Builder all = Augmentation.builder().rotation(7.5).horizontalFlip();

    assertThat(Augmentation.none()).hasToString("none");
    assertThat(Augmentation.standard()).hasToString("rotation 10");
    assertThat(all.colorJitter(0.2, 0, 1).randomCrop(0.8).build())
        .hasToString("rotation 7.5, flip, jitter 0.2/0/1, crop from 0.8");
  }

  @Test
  void should_refuse_augmentations_out_of_range_or_given_twice() {
    Augmentation.Builder augmentation = Augmentation.builder();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> augmentation.rotation(181))
        .withMessage("rotation must be from 0 to 180, but is 181");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> augmentation.randomCrop(0))
        .withMessage("randomCrop must be from 0.1 to 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> augmentation.colorJitter(0.1, 0.1, -0.1))
        .withMessage("saturation must be from 0 to 1, but is -0.1");
    assertThatIllegalStateException()
        .isThrownBy(() -> augmentation.colorJitter(0.2, 0, 0).colorJitter(0, 0, 0))
        .withMessage("the brightness of colorJitter was already set to 0.2");
  }

  @Test
  void should_decay_weights_as_each_rule_usually_does() {
    assertThat(Optimizer.adam(0.01).weightDecay()).isEqualTo(1e-4);
    assertThat(Optimizer.adamW(0.01).weightDecay()).isEqualTo(1e-2);
  }

  @Test
  void should_change_one_property_of_an_optimizer() {
    Optimizer plain = Optimizer.adamW(0.01);

    assertOptimizer(plain, 0.01, 1, Double.POSITIVE_INFINITY);
    assertOptimizer(plain.weightDecay(0), 0, 1, Double.POSITIVE_INFINITY);
    assertOptimizer(plain.backboneFactor(0.1), 0.01, 0.1, Double.POSITIVE_INFINITY);
    assertOptimizer(plain.clipNorm(5), 0.01, 1, 5);
    assertOptimizer(plain.clipNorm(5).backboneFactor(2).weightDecay(0.5), 0.5, 2, 5);
    assertThat(plain)
        .isEqualTo(Optimizer.adamW(0.01).weightDecay(0.01))
        .isNotEqualTo(Optimizer.adam(0.01).weightDecay(0.01));
  }

  private static void assertOptimizer(
      Optimizer optimizer, double decay, double backboneFactor, double clipNorm) {
    assertThat(optimizer.rule()).isEqualTo(Optimizer.Rule.ADAMW);
    assertThat(optimizer.learningRate()).isEqualTo(0.01);
    assertThat(optimizer.weightDecay()).isEqualTo(decay);
    assertThat(optimizer.backboneFactor()).isEqualTo(backboneFactor);
    assertThat(optimizer.clipNorm()).isEqualTo(clipNorm);
  }

  @Test
  void should_name_the_earlier_value_of_an_optimizers_setting_given_twice() {
    Optimizer given = Optimizer.adam(1).weightDecay(0.5).backboneFactor(2).clipNorm(5);

    assertThatIllegalStateException()
        .isThrownBy(() -> given.weightDecay(0.1))
        .withMessage("weightDecay was already set to 0.5");
    assertThatIllegalStateException()
        .isThrownBy(() -> given.backboneFactor(2))
        .withMessage("backboneFactor was already set to 2.0");
    assertThatIllegalStateException()
        .isThrownBy(() -> given.clipNorm(1))
        .withMessage("clipNorm was already set to 5.0");
    assertThat(given)
        .hasToString(
            "Optimizer[rule=ADAM, learningRate=1.0, weightDecay=0.5, backboneFactor=2.0,"
                + " clipNorm=5.0]");
  }

  @Test
  void should_refuse_optimizers_out_of_range() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimizer.adam(0))
        .withMessage("learning rate must be above 0 and at most 100, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimizer.adam(1).weightDecay(-0.5))
        .withMessage("weight decay must be from 0 to 1, but is -0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimizer.adam(1).backboneFactor(0))
        .withMessage("backbone factor must be above 0 and at most 1000, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimizer.adam(1).clipNorm(0))
        .withMessage("clip norm must be above 0, but is 0.0");
  }

  @Test
  void should_refuse_two_heads_of_one_name() {
    HeadSpec twin = HeadSpec.builder("screen").width(8).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadModel.builder().heads(SCREEN, twin))
        .withMessage("two heads are named \"screen\"");
  }

  @Test
  void should_refuse_a_model_without_heads() {
    assertThatIllegalStateException()
        .isThrownBy(() -> MultiHeadModel.builder().build())
        .withMessage("heads is missing: call heads(HeadSpec.binary(\"name\"), …)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadModel.builder().heads(List.of()))
        .withMessage("a model needs at least one head");
  }

  @Test
  void should_name_the_earlier_value_of_a_models_setting_given_twice() {
    MultiHeadModel.Builder model =
        MultiHeadModel.builder().heads(SCREEN).seed(7).backbone(Backbone.shuffleNetV2x10());

    assertThatIllegalStateException()
        .isThrownBy(() -> model.heads(HeadSpec.binary("glare")))
        .withMessage("heads was already set to [screen]");
    assertThatIllegalStateException()
        .isThrownBy(() -> model.seed(7))
        .withMessage("seed was already set to 7");
    assertThatIllegalStateException()
        .isThrownBy(() -> model.backbone(ShuffleNetV2.named("shufflenet_v2_x0_5")))
        .withMessage("backbone was already set to shufflenet_v2_x1_0");
  }

  @Test
  void should_take_the_threads_of_a_model_once_and_within_their_range() {
    assertThatIllegalStateException()
        .isThrownBy(() -> MultiHeadModel.builder().threads(4).threads(2))
        .withMessage("threads was already set to 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadModel.builder().threads(0))
        .withMessage("threads must be from 1 to 1024, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadModel.builder().threads(1025))
        .withMessage("threads must be from 1 to 1024, but is 1025");
  }

  @Test
  void should_not_take_null_for_a_setting_that_was_not_given() {
    assertThatNullPointerException()
        .isThrownBy(() -> MultiHeadPredictor.builder().device(null))
        .withMessage("device must not be null");
  }

  @Test
  void should_take_each_setting_of_a_predictor_once_and_within_its_range() {
    HeadSpec a = HeadSpec.binary("a");
    MultiHeadPredictor.Builder builder =
        MultiHeadPredictor.builder().heads(a).normalization(Normalization.NONE).threads(4);

    assertThatIllegalStateException()
        .isThrownBy(() -> builder.heads(a))
        .withMessage("heads was already set to [a]");
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.threads(4))
        .withMessage("threads was already set to 4");
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.normalization(Normalization.IMAGENET))
        .withMessageContaining("normalization was already set");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadPredictor.builder().threads(0))
        .withMessage("threads must be from 1 to 1024, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadPredictor.builder().heads())
        .withMessage("a model needs at least one head");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadPredictor.builder().heads(List.of()))
        .withMessage("a model needs at least one head");
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.heads(List.of(a)))
        .withMessage("heads was already set to [a]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadPredictor.builder().heads(a, HeadSpec.binary("a")))
        .withMessage("two heads are named \"a\"");
  }
}
