package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataExceptionTest {

  @Test
  void should_say_a_single_problem_alone() {
    assertThat(new DataException(List.of("a.csv:1: the path is empty")))
        .hasMessage("a.csv:1: the path is empty");
  }

  @Test
  void should_show_all_of_ten_problems_of_a_kind() {
    assertThat(new DataException(problems(10)).getMessage().lines())
        .hasSize(11)
        .startsWith("10 problems in the data:", "  a.csv:1: wrong")
        .endsWith("  a.csv:10: wrong");
  }

  @Test
  void should_count_the_problems_beyond_ten_of_a_kind_but_keep_them() {
    DataException exception = new DataException(problems(200_000));

    assertThat(exception.getMessage().lines())
        .hasSize(12)
        .startsWith("200,000 problems in the data:")
        .endsWith("  a.csv:10: wrong", "  … and 199,990 more of this kind");
    assertThat(exception.problems()).isEqualTo(problems(200_000));
  }

  @Test
  void should_tell_kinds_apart_by_all_but_numbers_and_what_is_quoted() {
    List<String> problems = new ArrayList<>();
    for (int line = 1; line <= 30; line += 2) {
      problems.add("a.csv:" + line + ": \"x" + line + "\" is wrong");
      problems.add("a.csv:" + (line + 1) + ": found " + line + " fields");
    }
    DataException exception = new DataException(problems);

    assertThat(exception.getMessage().lines())
        .hasSize(23)
        .contains("  a.csv:1: \"x1\" is wrong", "  a.csv:2: found 1 fields")
        .containsSequence("  … and 5 more of this kind", "  a.csv:2: found 1 fields");
    assertThat(exception.problems()).isEqualTo(problems);
  }

  @Test
  void should_take_kinds_as_they_are_given() {
    Map<String, List<String>> byKind = new LinkedHashMap<>();
    byKind.put("missing", list(11, i -> "photo of " + (char) ('a' + i) + ": missing"));
    byKind.put("class", List.of("a.csv:7: unknown class"));

    DataException exception = new DataException(byKind);

    assertThat(exception.getMessage().lines())
        .hasSize(13)
        .startsWith("12 problems in the data:", "  photo of a: missing")
        .endsWith("  … and 1 more of this kind", "  a.csv:7: unknown class");
    assertThat(exception.problems()).hasSize(12);
  }

  @Test
  void should_count_kinds_beyond_ten() {
    DataException exception = new DataException(list(25, i -> "kind" + (char) ('a' + i)));

    assertThat(exception.getMessage().lines()).hasSize(12).endsWith("  … and 15 of other kinds");
  }

  private static List<String> problems(int count) {
    return list(count, i -> "a.csv:" + (i + 1) + ": wrong");
  }

  private static List<String> list(int count, IntFunction<String> text) {
    return IntStream.range(0, count).mapToObj(text).toList();
  }
}
