package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.experiments.SweepSampler.Tried;
import io.github.twohead.experiments.SweepTable.Row;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What runs, sweeps and trackers give: when two are the same, and that they may grow. */
class ValuesTest {
  private static final RunResult DONE = RunResult.builder(State.COMPLETED).build();

  private static RunResult.Builder done() {
    return RunResult.builder(State.COMPLETED);
  }

  static Stream<IntFunction<Object>> values() {
    return Stream.of(
        n -> RunResult.builder(n == 1 ? State.INTERRUPTED : State.COMPLETED).build(),
        n -> done().error("" + n).build(),
        n -> done().epochs(n).build(),
        n -> done().bestEpoch(n).build(),
        n -> done().seconds(n).build(),
        n -> done().bestBy("" + n).build(),
        n -> done().validation(Map.of("loss", (double) n)).build(),
        n -> done().test(Map.of("screen/f1", (double) n)).build(),
        n -> Row.of(n, Map.of(), DONE, Path.of("1")),
        n -> Row.of(1, Map.of("training.seed", "" + n), DONE, Path.of("1")),
        n -> Row.of(1, Map.of(), done().epochs(n).build(), Path.of("1")),
        n -> Row.of(1, Map.of(), DONE, Path.of("" + n)),
        n -> Tried.of(Map.of("a", "" + n), 0.5),
        n -> Tried.of(Map.of(), n),
        n -> SweepValues.of(n),
        n -> SweepValues.interval(0, n),
        n -> Histogram.of(new double[] {0, n}, new long[] {1}),
        n -> Histogram.of(new double[] {0, 1}, new long[] {n}));
  }

  @ParameterizedTest
  @MethodSource("values")
  void should_be_equal_where_every_part_is(IntFunction<Object> value) {
    Object one = value.apply(1);

    assertThat(value.apply(1)).isEqualTo(one).hasSameHashCodeAs(one).hasToString(one.toString());
    assertThat(value.apply(2)).isNotEqualTo(one);
    assertThat(one).isNotEqualTo("another thing");
  }

  @Test
  void should_have_no_constructor_that_a_further_part_would_break() throws Exception {
    assertThat(publicTypes())
        .contains(RunResult.class, Row.class, Tracker.Moment.class, Experiment.Run.class)
        .filteredOn(
            type ->
                type.isRecord()
                    || Stream.of(type.getDeclaredConstructors())
                        .anyMatch(made -> Modifier.isPublic(made.getModifiers())))
        .isEmpty();
  }

  /** Those that a user can name, without what is below {@code internal}. */
  private static List<Class<?>> publicTypes() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Sweep.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(Sweep.class.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(classes)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
          .<Class<?>>map(name -> type(name.substring(0, name.length() - ".class".length())))
          .filter(type -> Modifier.isPublic(type.getModifiers()))
          .toList();
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(Sweep.class.getPackageName() + "." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void should_end_in_no_state_that_goes_on() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunResult.builder(State.RUNNING))
        .withMessage("a run ends in one of [COMPLETED, INTERRUPTED, FAILED], not as RUNNING");
  }

  @Test
  void should_refuse_what_is_given_twice() {
    assertThatIllegalStateException()
        .isThrownBy(() -> done().error("one").error("two"))
        .withMessage("error was already set to one");
  }

  @Test
  void should_tell_the_score_that_decided() {
    assertThat(DONE.bestScore()).isEmpty();
    assertThat(done().bestBy("screen F1").validation(Map.of("screen/f1", 0.5)).build().bestScore())
        .hasValue(0.5);
    assertThat(done().bestEpoch(3).epochs(9).build()).hasToString("completed, best epoch 3 of 9");
  }
}
