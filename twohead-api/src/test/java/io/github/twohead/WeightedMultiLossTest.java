package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedMultiLossTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadLoss CROSS = HeadLoss.crossEntropy();
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "paper", "receipt", "other");

  private static WeightedMultiLoss loss(Consumer<WeightedMultiLoss.Builder> settings) {
    WeightedMultiLoss.Builder builder = WeightedMultiLoss.builder();
    settings.accept(builder);
    return builder.build();
  }

  @Test
  void should_be_the_cross_entropy_unless_told_otherwise() {
    WeightedMultiLoss loss = WeightedMultiLoss.mainHeadTwice(List.of(SCREEN, KIND));

    assertThat(loss.loss(SCREEN)).isEqualTo(HeadLoss.crossEntropy());
    assertThat(loss.labelSmoothing(KIND)).isEqualTo(0.1);
    assertThat(loss.classWeights(SCREEN, List.of(1, 9))).isEmpty();
    assertThat(loss.balance()).isEqualTo(TaskBalance.FIXED);
    assertThat(loss.rowWeights(List.of())).isEmpty();
    assertThat(loss).hasToString("weights {screen=2.0}, label smoothing 0.1");
  }

  @Test
  void should_tell_all_that_is_set() {
    WeightedMultiLoss loss =
        loss(
            builder ->
                builder
                    .loss(SCREEN, HeadLoss.focal())
                    .positiveWeight(SCREEN, 4)
                    .balanced(KIND)
                    .labelSmoothing(KIND, 0)
                    .balance(TaskBalance.UNCERTAINTY)
                    .rowWeights("weight"));

    assertThat(loss)
        .hasToString(
            "weights {}, label smoothing 0.1, label smoothing of heads {kind=0.0}, losses"
                + " {screen=focal(gamma 2, alpha 0.25)}, class weights {screen=4, kind=balanced},"
                + " balance uncertainty, row weights weight");
  }

  @Test
  void should_weigh_labels_by_their_counts_as_scikit_learn_does() {
    WeightedMultiLoss loss = loss(builder -> builder.balanced(SCREEN).balanced(KIND));

    assertThat(loss.classWeights(SCREEN, List.of(20, 50))).containsExactly(2.5);
    assertThat(loss.classWeights(KIND, List.of(1, 2, 3))).containsExactly(2.0, 1.0, 2 / 3.0);
    assertThat(loss.classWeights(KIND, List.of(1, 0, 3))).containsExactly(2.0, 1.0, 2 / 3.0);
  }

  @Test
  void should_weigh_labels_as_given() {
    WeightedMultiLoss loss =
        loss(
            builder ->
                builder.positiveWeight(SCREEN, 4).classWeights(KIND, Map.of("receipt", 3.0)));

    assertThat(loss.classWeights(SCREEN, List.of(1, 9))).containsExactly(4.0);
    assertThat(loss.classWeights(KIND, List.of(1, 2, 3))).containsExactly(1.0, 3.0, 1.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cross_entropy",
        "focal(gamma 2, alpha 0.25)",
        "focal(gamma 0, alpha 0)",
        "focal(gamma 100, alpha 1)",
        "asymmetric(gamma_negative 4, gamma_positive 1, clip 0.05)"
      })
  void should_read_back_the_names_of_losses(String name) {
    assertThat(HeadLoss.parse(name).name()).isEqualTo(name);
  }

  @Test
  void should_read_some_of_the_settings_of_a_loss() {
    assertThat(HeadLoss.parse("focal")).isEqualTo(HeadLoss.focal(2, 0.25));
    assertThat(HeadLoss.parse("asymmetric")).isEqualTo(HeadLoss.asymmetric(4, 1, 0.05));
    assertThat(HeadLoss.parse("focal( alpha 0.5 )")).isEqualTo(HeadLoss.focal(2, 0.5));
    assertThat(HeadLoss.parse("asymmetric(clip 0)")).isEqualTo(HeadLoss.asymmetric(4, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fokal",
        "",
        "focal(gamma)",
        "focal(gamma two)",
        "focal(beta 2)",
        "focal(gamma 1, gamma 2)",
        "cross_entropy(gamma 2)",
        "focal(gamma 2"
      })
  void should_refuse_other_names_of_losses(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadLoss.parse(name))
        .withMessageStartingWith("a loss must be cross_entropy, focal, asymmetric, or such as ")
        .withMessageEndingWith(" but is \"" + name + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          focal(gamma -1)     | the loss focal takes gamma from 0 to 100, but gets -1
          focal(alpha 1.5)    | the loss focal takes alpha from 0 to 1, but gets 1.5
          asymmetric(clip NaN)| the loss asymmetric takes clip from 0 to 0.9, but gets NaN
          """)
  void should_refuse_settings_out_of_range(String name, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadLoss.parse(name))
        .withMessage(message);
  }

  @Test
  void should_refuse_weights_that_are_not_positive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightedMultiLoss.builder().positiveWeight(SCREEN, 0))
        .withMessage("the positive weight of screen must be above 0 and at most 1000000, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightedMultiLoss.builder().classWeights(KIND, Map.of("paper", -2.0)))
        .withMessage("the weight of kind's paper must be above 0 and at most 1000000, but is -2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightedMultiLoss.builder().labelSmoothing(SCREEN, 1))
        .withMessage("the label smoothing of screen must be from 0 to 0.9, but is 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightedMultiLoss.builder().rowWeights(" "))
        .withMessage("the column of the rows' weights must not be blank");
  }

  @Test
  void should_refuse_what_is_for_the_other_kind_of_head() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check(builder -> builder.loss(KIND, HeadLoss.asymmetric())))
        .withMessage(
            "head \"kind\" has categories, but the asymmetric loss is for yes or no: take focal");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check(builder -> builder.positiveWeight(KIND, 2)))
        .withMessage("head \"kind\" has categories: give it class weights, not a positive weight");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check(builder -> builder.classWeights(SCREEN, Map.of("paper", 2.0))))
        .withMessage(
            "head \"screen\" answers yes or no: give it a positive weight, not class weights");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check(builder -> builder.classWeights(KIND, Map.of("papre", 2.0))))
        .withMessage(
            "the class weights of head \"kind\" are of [papre], but its categories are"
                + " [paper, receipt, other]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check(builder -> builder.balanced(HeadSpec.binary("blur"))))
        .withMessage("the loss weighs head \"blur\", but the model has the heads [screen, kind]");
  }

  @Test
  void should_refuse_weights_of_labels_beside_a_loss_of_an_engine() {
    HeadLoss own = new OwnLoss();

    check(builder -> builder.loss(SCREEN, own));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check(builder -> builder.loss(SCREEN, own).positiveWeight(SCREEN, 2)))
        .withMessage(
            "the loss of head \"screen\", mine, is your own: weights of labels do not reach it, leave"
                + " them out");
  }

  private record OwnLoss() implements HeadLoss.OfEngine {
    @Override
    public String name() {
      return "mine";
    }
  }

  private static void check(Consumer<WeightedMultiLoss.Builder> settings) {
    loss(settings).checkHeads(List.of(SCREEN, KIND));
  }

  @Test
  void should_refuse_two_weights_of_one_head() {
    assertThatIllegalStateException()
        .isThrownBy(() -> loss(builder -> builder.positiveWeight(SCREEN, 4).balanced(SCREEN)))
        .withMessage("the class weights of \"screen\" was already set to 4");
    assertThatIllegalStateException()
        .isThrownBy(() -> loss(of -> of.loss(SCREEN, CROSS).loss(SCREEN, HeadLoss.focal())))
        .withMessage("the loss of \"screen\" was already set to cross_entropy");
  }

  @Test
  void should_read_balances() {
    for (TaskBalance balance : TaskBalance.values()) {
      assertThat(TaskBalance.parse(balance.toString())).isEqualTo(balance);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskBalance.parse("fair"))
        .withMessage(
            "a balance of heads must be fixed, uncertainty or dynamic_weight_average, but is"
                + " \"fair\"");
  }

  @Test
  void should_be_kept_by_recipes() {
    Trainer trainer = new Trainer(new FakeModel(), Map.of());
    trainer
        .loss(
            loss(
                builder ->
                    builder
                        .loss(SCREEN, HeadLoss.focal(3, 0.25))
                        .positiveWeight(SCREEN, 4)
                        .labelSmoothing(SCREEN, 0.02)
                        .balanced(HeadSpec.binary("glare"))
                        .balance(TaskBalance.UNCERTAINTY)
                        .rowWeights("weight")))
        .sampling(Sampling.balanced(SCREEN, Map.of("negative", 3.0)).epochLength(500));

    Recipe recipe = trainer.recipe();

    assertThat(recipe.values())
        .containsEntry("heads.screen.loss", "focal(gamma 3, alpha 0.25)")
        .containsEntry("heads.screen.positive_weight", "4")
        .containsEntry("heads.screen.label_smoothing", 0.02)
        .containsEntry("heads.glare.positive_weight", "balanced")
        .containsEntry("training.task_balance", "uncertainty")
        .containsEntry("data.sampling", "balanced(screen, negative 3)")
        .containsEntry("data.epoch_length", 500L)
        .containsEntry("data.row_weights", "weight")
        .containsEntry("heads.glare.loss", "cross_entropy")
        .doesNotContainKey("heads.glare.label_smoothing");
    assertThat(RecipeText.parse(recipe.toString())).isEqualTo(recipe);
  }

  @Test
  void should_be_read_from_recipes_for_categories() {
    RecipeBuilder recipe =
        Recipe.builder()
            .set("heads.kind.column", true)
            .set("heads.kind.categories", List.of("paper", "my receipt"));

    assertThat(recipe.set("heads.kind.class_weights", List.of("my receipt 2")).build().values())
        .containsEntry("heads.kind.class_weights", List.of("my receipt 2"));
    assertThat(recipe.set("heads.kind.class_weights", "balanced").build().values())
        .containsEntry("heads.kind.class_weights", List.of("balanced"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          heads.screen.loss| focal(gamma -1)| heads.screen.loss: the loss focal takes gamma from 0
          heads.screen.positive_weight| 0| heads.screen.positive_weight must be above 0 and at most
          heads.screen.positive_weight| much| heads.screen.positive_weight must be balanced, or weig
          heads.screen.class_weights| paper 2| heads.screen.class_weights: head "screen" answers yes
          heads.kind.loss| asymmetric| heads.kind.loss: head "kind" has categories, but
          heads.kind.positive_weight| balanced 2| heads.kind.positive_weight must be balanced, or
          heads.kind.class_weights| papre 2| heads.kind.class_weights: the class weights of head
          heads.blur.loss| focal| heads.blur.loss: no head "blur": say what it learns
          data.sampling| balanced(blur)| data.sampling: no head "blur": the heads
          data.sampling| fair| data.sampling must be shuffled, balanced(HEAD), balanced(column
          data.epoch_length| 1| data.epoch_length must be from 2 to
          training.task_balance| fair| training.task_balance must be one of [fixed, uncertainty,
          """)
  void should_say_what_is_wrong_in_a_recipe(String key, String value, String message) {
    RecipeBuilder recipe =
        Recipe.builder()
            .set("heads.screen.column", true)
            .set("heads.kind.column", true)
            .set("heads.kind.categories", List.of("paper", "receipt"));

    assertThatThrownBy(() -> recipe.set(key, value).build())
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void should_refuse_numbers_that_no_asymmetric_loss_has() {
    assertThatIllegalArgumentException().isThrownBy(() -> HeadLoss.asymmetric(-1, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> HeadLoss.asymmetric(4, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> HeadLoss.asymmetric(4, 1, 2));
    assertThat(HeadLoss.asymmetric(4, 1, 0.05).toString()).startsWith("asymmetric");
  }
}
