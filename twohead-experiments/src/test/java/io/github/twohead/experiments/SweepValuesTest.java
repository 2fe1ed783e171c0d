package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepValuesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1e-3,1e-2               | 1e-3 1e-2
          a, b ,c                 | a b c
          choice(32,64)           | 32 64
          choice(32)              | 32
          range(3,12,3)           | 3 6 9
          range(0.1,0.4,0.1)      | 0.1 0.2 0.3
          range(1,4)              | 1 2 3
          range(3)                | 0 1 2
          range(3,0,-1)           | 3 2 1
          range(1,10,step=4)      | 1 5 9
          [0.1,0.2],[0.3,0.4]     | [0.1,0.2] [0.3,0.4]
          "a,b",'c,d'             | "a,b" 'c,d'
          recall>=0.9,f1          | recall>=0.9 f1
          """)
  void should_read_lists_as_users_of_hydra_write_them(String text, String expected) {
    SweepValues values = SweepValues.parse(text).orElseThrow();

    assertThat(values.isListed()).isTrue();
    assertThat(values.listed()).containsExactly(expected.split(" "));
    assertThat(SweepValues.parse(values.toString())).contains(values);
  }

  @ParameterizedTest
  @ValueSource(strings = {"20", "[0.5,0.5,0.5]", "screen F1", "{a: 1, b: 2}", "\"a,b\"", ""})
  void should_take_what_has_no_comma_of_its_own_for_one_value(String text) {
    assertThat(SweepValues.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1,2,1                    | the values hold 1 twice
          1,,2                     | a value is missing beside a comma
          range(1,1)               | range(1,1,1) holds no number: its end is not among them
          range(1,2,0)             | range(1,2,0): the step must not be 0
          range(0,1e9)             | holds more than 10,000 numbers
          range(a,b)               | range(a,b): "a" is not a number
          range(1,2,3,4)           | write range(start,stop,step)
          interval(1)              | write interval(low,high)
          interval(2,1)            | interval(2,1): the lower end must be below the upper one
          tag(log,interval(0,1))   | tag(log,interval(0,1)): the lower end must be above 0
          tag(lin,interval(0,1))   | write tag(log,interval(low,high))
          choice(1,2               | choice(1,2: write choice(…)
          """)
  void should_say_what_is_wrong_with_values(String text, String expected) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SweepValues.parse(text))
        .withMessageContaining(expected);
  }

  @Test
  void should_draw_from_intervals_and_again_the_same_of_the_same_seed() {
    SweepValues rates = SweepValues.parse("tag(log,interval(1e-4,1e-1))").orElseThrow();
    SweepValues whole = SweepValues.parse("interval(16,18)").orElseThrow();
    SweepValues share = SweepValues.parse("interval(0.0,1.0)").orElseThrow();

    List<String> drawn = draw(rates);

    assertThat(drawn).isEqualTo(draw(rates));
    assertThat(drawn).allSatisfy(text -> assertThat(Double.parseDouble(text)).isBetween(1e-4, 0.1));
    assertThat(drawn.stream().filter(text -> Double.parseDouble(text) < 1e-2).count())
        .isBetween(100L, 170L);
    assertThat(draw(whole)).containsOnly("16", "17", "18");
    assertThat(draw(share)).doesNotContain("0", "1").hasSizeGreaterThan(100);
    assertThat(rates).hasToString("tag(log,interval(0.0001,0.1))");
    assertThat(whole).isEqualTo(SweepValues.interval(16, 18)).hasToString("interval(16,18)");
    assertThat(share).isEqualTo(SweepValues.interval(0.0, 1.0)).hasToString("interval(0,1.0)");
  }

  private static List<String> draw(SweepValues values) {
    Random random = new Random(7);
    return Stream.generate(() -> values.draw(random)).limit(200).toList();
  }
}
