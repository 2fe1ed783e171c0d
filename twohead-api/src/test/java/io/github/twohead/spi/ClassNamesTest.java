package io.github.twohead.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassNamesTest {

  @Test
  void should_show_a_no_break_space() {
    assertThat(ClassNames.visible("2\u00A0")).isEqualTo("2\\u00A0");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, '\t', '\n', 0x7F, 0xAD, 0x2009, 0x200B, 0x200D, 0x202E, 0x2028, 0x3000, 0x3164, 0xFE0F,
        0xFEFF, 0xE000, 0xE0001
      })
  void should_show_every_character_that_cannot_be_seen(int invisible) {
    assertThat(ClassNames.visible("a" + Character.toString(invisible) + "b"))
        .matches("a(\\\\u[0-9A-F]{4}){1,2}b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "a b", "écran", "экран", "पट", "😀", "[2]", "\\"})
  void should_leave_what_can_be_seen(String text) {
    assertThat(ClassNames.visible(text)).isEqualTo(text);
  }

  @Test
  void should_quote_what_is_more_than_a_word() {
    assertThat(ClassNames.list(List.of("0.0", "not_a-screen", "a b", "x,y", "2\u00A0", "экран")))
        .isEqualTo("0.0, not_a-screen, \"a b\", \"x,y\", \"2\\u00A0\", экран");
  }

  @Test
  void should_count_classes_beyond_twenty() {
    List<String> names = IntStream.range(0, 5000).mapToObj(Integer::toString).toList();

    assertThat(ClassNames.list(names)).startsWith("0, 1, 2,").endsWith(" 19 and 4,980 more");
    assertThat(ClassNames.list(names.subList(0, 20))).endsWith(" 18, 19");
  }
}
