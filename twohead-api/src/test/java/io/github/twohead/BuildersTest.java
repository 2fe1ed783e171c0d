package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads, models and predictors: defaults, ranges, and settings given twice. */
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
            "a category of head \"kind\" must be 1 to 256 characters of Unicode that are not all spaces,"
                + " but is \" \"");
    assertThat(HeadSpec.categorical("kind", "a", "\uD83D\uDE00".repeat(256)).categories())
        .hasSize(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadSpec.categorical("kind", "a", longest + "x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadSpec.categorical("kind", "a"))
        .withMessage("the number of categories must be from 2 to 65536, but is 1");
  }

  @ParameterizedTest
  @ValueSource(chars = {Character.MIN_SURROGATE, '\uD83D', Character.MAX_SURROGATE})
  void should_refuse_a_category_with_half_a_character(char half) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadSpec.categorical("kind", "a", "half " + half))
        .withMessageContaining("must be 1 to 256 characters of Unicode");
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
  void should_refuse_two_heads_of_one_name() {
    HeadSpec twin = HeadSpec.builder("screen").width(8).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadModel.builder().heads(SCREEN, twin))
        .withMessage("two heads are named \"screen\"");
  }

  @Test
  void should_refuse_two_categories_of_one_name() {
    MultiHeadModel.Builder model =
        MultiHeadModel.builder().heads(HeadSpec.categorical("bird", "crane", "owl", "crane"));

    assertThatIllegalArgumentException()
        .isThrownBy(model::build)
        .withMessage("two categories of head \"bird\" are named \"crane\"");
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
        .isThrownBy(() -> model.backbone(Backbone.named("shufflenet_v2_x0_5")))
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
