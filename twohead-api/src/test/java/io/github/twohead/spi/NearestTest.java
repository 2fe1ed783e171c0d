package io.github.twohead.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  @ParameterizedTest
  @CsvSource({
    "epoch, epochs", // one letter more
    "wieght, weight", // two that are swapped
    "hgiht, height", // swapped, and one more
    "seeed, seed",
    "sede, seed",
    "esed, seed",
  })
  void should_suggest_what_is_near(String unknown, String meant) {
    assertThat(Nearest.suggestion(unknown, List.of("epochs", "weight", "height", "seed")))
        .isEqualTo(", did you mean \"" + meant + "\"?");
  }

  @Test
  void should_count_two_swapped_letters_as_one_mistake() {
    assertThat(Nearest.suggestion("form", List.of("forums", "from"))).contains("\"from\"");
    assertThat(Nearest.suggestion("ofrm", List.of("forms", "form"))).contains("\"form\"");
  }

  /** Two mistakes, or one in three letters. */
  @ParameterizedTest
  @CsvSource({
    "abc, abcde, true",
    "abc, abcdef, false",
    "bacxy, abcde, false",
    "abcdefghi, abcdefghixyz, true",
    "abcdefghi, abcdefghiwxyz, false",
  })
  void should_suggest_nothing_that_is_far(String unknown, String known, boolean near) {
    assertThat(Nearest.suggestion(unknown, List.of(known)).isEmpty()).isNotEqualTo(near);
  }

  @Test
  void should_suggest_nothing_for_a_text_that_is_no_name() {
    assertThat(Nearest.suggestion("a".repeat(60), List.of("a".repeat(59)))).isNotEmpty();
    assertThat(Nearest.suggestion("a".repeat(61), List.of("a".repeat(60)))).isEmpty();
  }
}
