package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.spi.ImageChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses, augmentations and optimizers: defaults, ranges, and settings given twice. */
class TrainingBuildersTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");

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
        .withMessage("the weight of \"screen\" was already set to 2.0");
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
  void should_say_what_is_drawn_in_the_order_in_which_it_is_done() {
    Augmentation.Builder some = Augmentation.builder().mixup(0.2).jpeg(30).randAugment(2, 9);

    assertThat(some.step("fog 3", (pixels, random) -> {}).trivialAugment().hue(0.1).build())
        .hasToString(
            "hue 0.1, trivialaugment, 2 of randaugment, magnitude 9, jpeg from 30, mixup 0.2,"
                + " own(fog 3)");
  }

  @Test
  void should_take_a_change_of_nothing_for_none() {
    Augmentation nothing =
        Augmentation.builder().blur(0).hue(0).greyscale(0).noise(0).downscale(1).build();

    assertThat(nothing.isNone()).isTrue();
    assertThat(nothing.amount(ImageChange.BLUR)).isEmpty();
    assertThat(Augmentation.builder().blur(2).build().amount(ImageChange.BLUR)).hasValue(2);
    assertThat(Augmentation.builder().cutmix(1).build().isNone()).isFalse();
    assertThat(Augmentation.builder().step("a", (image, random) -> {}).build().isNone()).isFalse();
  }

  @Test
  void should_refuse_changes_out_of_range_or_given_twice() {
    Augmentation.Builder augmentation = Augmentation.builder().step("a", (image, random) -> {});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> augmentation.jpeg(0))
        .withMessage("jpeg must be from 1 to 100, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> augmentation.randAugment(2, 31))
        .withMessage("magnitude must be from 0 to 30, but is 31");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> augmentation.mixup(0))
        .withMessage("mixup must be from 0.01 to 100, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> augmentation.step(" ", (image, random) -> {}))
        .withMessage("a step's name must not be blank");
    assertThatIllegalStateException()
        .isThrownBy(() -> augmentation.verticalFlip().verticalFlip())
        .withMessage("verticalFlip was already set to true");
    assertThatIllegalStateException()
        .isThrownBy(() -> augmentation.randAugment(2, 9).randAugment(3, 9))
        .withMessage("randAugment was already set to 2");
    assertThatIllegalStateException()
        .isThrownBy(() -> augmentation.step("a", (image, random) -> {}))
        .withMessage("step \"a\" was already set to another one");
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
  void should_give_sgd_momentum_and_stages_rates() {
    Optimizer sgd = Optimizer.sgd(0.1).momentum(0.9).nesterov();

    assertThat(sgd.weightDecay()).isEqualTo(1e-4);
    assertThat(sgd.momentum()).isEqualTo(0.9);
    assertThat(sgd.isNesterov()).isTrue();
    assertThat(sgd.stageFactors(0.1, 1).stageFactors()).containsExactly(0.1, 1.0);
    assertThat(sgd.stageFactors(0.1, 1))
        .hasToString(
            "Optimizer[rule=SGD, learningRate=0.1, weightDecay=1.0E-4, backboneFactor=1.0,"
                + " clipNorm=Infinity, momentum=0.9, nesterov=true, stageFactors=[0.1, 1.0]]");
    assertThat(Optimizer.adam(1).stageDecay(0.8)).asString().endsWith(", stageDecay=0.8]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Trainer(FakeModel.HEADS).optimizer(Optimizer.sgd(0.1).nesterov()))
        .withMessage("nesterov needs a momentum above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimizer.adamW(0.1).momentum(0.9))
        .withMessage("momentum needs the optimizer sgd, but it is adamw");
    assertThatIllegalStateException()
        .isThrownBy(() -> Optimizer.adam(1).stageDecay(0.8).stageFactors(0.1, 1))
        .withMessageStartingWith("the stages already have rates of their own: Optimizer[rule=ADAM");
    assertThatIllegalStateException()
        .isThrownBy(() -> sgd.momentum(0.8))
        .withMessage("momentum was already set to 0.9");
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
  void should_refuse_two_ways_of_giving_stages_their_rates() {
    Optimizer factors = Optimizer.adam(1).stageFactors(0.1, 0.2, 0.5, 1);
    Optimizer decay = Optimizer.adam(1).stageDecay(0.5);

    assertThatIllegalStateException()
        .isThrownBy(() -> factors.stageDecay(0.5))
        .withMessageStartingWith("the stages already have rates of their own: ");
    assertThatIllegalStateException().isThrownBy(() -> decay.stageFactors(0.1, 0.2, 0.5, 1));
  }
}
