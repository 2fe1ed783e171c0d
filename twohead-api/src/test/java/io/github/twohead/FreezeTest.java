package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class FreezeTest {

  @Test
  void should_freeze_nothing_by_default() {
    assertThat(Freeze.nothing().stagesIn(1)).isZero();
    assertThat(Freeze.nothing()).hasToString("nothing");
  }

  @Test
  void should_freeze_for_ever_unless_told() {
    assertThat(Freeze.backbone().stagesIn(1_000_000)).isEqualTo(Freeze.ALL);
    assertThat(Freeze.stages(2).stagesIn(1_000_000)).isEqualTo(2);
    assertThat(Freeze.backbone()).hasToString("backbone");
  }

  @Test
  void should_freeze_until_the_epoch() {
    Freeze freeze = Freeze.stages(2).unfreezeAt(4);

    assertThat(freeze.stagesIn(1)).isEqualTo(2);
    assertThat(freeze.stagesIn(3)).isEqualTo(2);
    assertThat(freeze.stagesIn(4)).isZero();
    assertThat(freeze).hasToString("2 stages until epoch 4");
  }

  @Test
  void should_refuse_numbers_below_one() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Freeze.stages(0))
        .withMessage("stages must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Freeze.backbone().unfreezeAt(0))
        .withMessage("unfreezeAt must be at least 1, but is 0");
  }

  @Test
  void should_refuse_a_second_epoch() {
    Freeze freeze = Freeze.stages(1).unfreezeAt(4);

    assertThatIllegalStateException()
        .isThrownBy(() -> freeze.unfreezeAt(5))
        .withMessage("unfreezeAt was already set to 4");
  }

  @Test
  void should_equal_what_has_the_same_name() {
    assertThat(Freeze.stages(1).unfreezeAt(4))
        .isEqualTo(Freeze.stages(1).unfreezeAt(4))
        .hasSameHashCodeAs(Freeze.stages(1).unfreezeAt(4))
        .isNotEqualTo(Freeze.stages(1))
        .hasToString("1 stage until epoch 4");
  }
}
