package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewsTest {
  @Test
  void should_tell_what_they_are() {
    assertThat(Views.one().count()).isEqualTo(1);
    assertThat(Views.flipped()).isEqualTo(Views.mean(2)).hasSameHashCodeAs(Views.mean(2));
    assertThat(Views.max(10).isMax()).isTrue();
    assertThat(Views.mean(10).isMax()).isFalse();
    assertThat(Views.max(10)).isNotEqualTo(Views.mean(10)).hasToString("max(10)");
  }

  @ParameterizedTest
  @CsvSource({"flip, mean(2)", "1, mean(1)", "10, mean(10)", "max(3), max(3)", "mean(4), mean(4)"})
  void should_read_text(String text, String same) {
    assertThat(Views.parse(text)).hasToString(same).isEqualTo(Views.parse(same));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "flips", "min(2)", "max()", "-1", "100"})
  void should_refuse_other_text(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Views.parse(text))
        .withMessage(
            "views must be flip, a number from 1 to 10, mean(number) or max(number), but are \""
                + text
                + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "11"})
  void should_refuse_other_numbers(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Views.parse(text))
        .withMessage("views must be from 1 to 10, but is " + text);
  }

  @Test
  void should_say_which_heads_of_models_differ() {
    HeadSpec kids = HeadSpec.binary("kids");
    HeadSpec top = HeadSpec.categorical("top", List.of("shirt", "dress"));
    HeadSpec other = HeadSpec.categorical("top", List.of("dress", "shirt"));

    SameHeads.check(List.of(List.of(kids, top), List.of(top, kids)));
    refused("needs at least one model", List.of());
    refused(
        "model 1 has head \"top\", which model 2 lacks",
        List.of(List.of(kids, top), List.of(kids)));
    refused(
        "model 3 has head \"top\", which model 1 lacks",
        List.of(List.of(kids), List.of(kids), List.of(kids, top)));
    refused(
        "head \"top\" is one of [shirt, dress] in model 1, but one of [dress, shirt] in model 2",
        List.of(List.of(top), List.of(other)));
    refused(
        "head \"top\" is yes or no in model 1, but one of [shirt, dress] in model 2",
        List.of(List.of(HeadSpec.binary("top")), List.of(top)));
  }

  private static void refused(String why, List<List<HeadSpec>> models) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SameHeads.check(models))
        .withMessageEndingWith(why);
  }
}
