package io.github.twohead.runtime.internal.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfTest {
  @Test
  void should_give_back_every_number() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float number = Half.toFloat((short) bits);
      if (!Float.isNaN(number)) {
        assertThat(Half.of(number)).as("%x", bits).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void should_round_to_the_nearest_number() {
    assertThat(Half.toFloat(Half.of(1 + 0x1p-11f))).isEqualTo(1);
    assertThat(Half.toFloat(Half.of(1 + 0x3p-11f))).isEqualTo(1 + 0x1p-9f);
    assertThat(Half.toFloat(Half.of(65519))).isEqualTo(65504);
  }

  @Test
  void should_make_infinite_what_is_too_large() {
    assertThat(Half.toFloat(Half.of(65520))).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Half.toFloat(Half.of(-1e30f))).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Half.toFloat(Half.of(Float.NaN))).isNaN();
    assertThat(Half.holds(65520)).isFalse();
    assertThat(Half.holds(-65519)).isTrue();
  }
}
