package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataExceptionTest {

  @Test
  void should_say_a_single_problem_alone() {
    assertThat(new DataException(List.of("a.csv:1: the path is empty")))
        .hasMessage("a.csv:1: the path is empty");
  }

  @Test
  void should_list_all_of_30_problems() {
    assertThat(new DataException(problems(30)).getMessage().lines())
        .hasSize(31)
        .startsWith("30 problems in the data:", "  a.csv:1: wrong")
        .endsWith("  a.csv:30: wrong");
  }

  @Test
  void should_count_the_problems_beyond_30_but_keep_them() {
    DataException exception = new DataException(problems(33));

    assertThat(exception.getMessage().lines())
        .hasSize(32)
        .startsWith("33 problems in the data:")
        .endsWith("  a.csv:30: wrong", "  … and 3 more");
    assertThat(exception.problems()).isEqualTo(problems(33));
  }

  private static List<String> problems(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(line -> "a.csv:" + line + ": wrong").toList();
  }
}
