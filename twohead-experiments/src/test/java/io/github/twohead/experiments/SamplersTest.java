package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.twohead.Recipe;
import io.github.twohead.experiments.SweepSampler.Tried;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class SamplersTest {
  private static final Recipe NINE_EPOCHS =
      Recipe.builder().set("heads.screen.positive", 1).build();
  private static final SweepValues INTERVAL = SweepValues.interval(0.0, 1.0);

  private static Map<String, SweepValues> space(String key, SweepValues values) {
    Map<String, SweepValues> space = new LinkedHashMap<>();
    space.put(key, values);
    return space;
  }

  @Test
  void should_refuse_more_draws_than_anybody_trains() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SweepSampler.random(100_001, 1))
        .withMessage("count must be 1 to 100,000, but is 100001");
  }

  /** Rounds, each with the epochs of its runs. */
  private static List<List<String>> rounds(
      SweepSampler sampler, Map<String, SweepValues> space, ToDoubleFunction<String> score) {
    List<List<String>> rounds = new ArrayList<>();
    List<Tried> tried = new ArrayList<>();
    while (true) {
      List<Map<String, String>> next = sampler.next(NINE_EPOCHS, space, tried);
      if (next.isEmpty()) {
        return rounds;
      }
      next.forEach(one -> tried.add(Tried.of(one, score.applyAsDouble(one.get("a")))));
      rounds.add(
          next.stream().map(one -> one.get("a") + "@" + one.get("training.epochs")).toList());
    }
  }

  @Test
  void should_try_every_combination_once() {
    Map<String, SweepValues> space = space("a", SweepValues.of(1, 2));
    space.put("b", SweepValues.of("x", "y"));

    List<Map<String, String>> all = SweepSampler.grid().next(NINE_EPOCHS, space, List.of());

    assertThat(all).hasToString("[{a=1, b=x}, {a=1, b=y}, {a=2, b=x}, {a=2, b=y}]");
    assertThat(SweepSampler.grid().next(NINE_EPOCHS, space, List.of(Tried.of(Map.of(), 1))))
        .isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SweepSampler.grid().next(NINE_EPOCHS, space("a", INTERVAL), List.of()))
        .withMessage("a=interval(0,1.0): a grid needs lists; draw from intervals at random");
  }

  @Test
  void should_draw_the_same_of_the_same_seed_and_nothing_twice() {
    Map<String, SweepValues> space = space("a", INTERVAL);

    List<Map<String, String>> drawn =
        SweepSampler.random(50, 3).next(NINE_EPOCHS, space, List.of());

    assertThat(drawn)
        .hasSize(50)
        .doesNotHaveDuplicates()
        .isEqualTo(SweepSampler.random(50, 3).next(NINE_EPOCHS, space, List.of()))
        .isNotEqualTo(SweepSampler.random(50, 4).next(NINE_EPOCHS, space, List.of()));
    assertThat(
            SweepSampler.random(50, 3)
                .next(NINE_EPOCHS, space("a", SweepValues.range(0, 7, 1)), List.of()))
        .hasSize(7);
  }

  @Test
  void should_give_the_best_third_three_times_the_epochs() {
    SweepSampler sampler = SweepSampler.halving(SweepSampler.grid());

    List<List<String>> rounds =
        rounds(sampler, space("a", SweepValues.range(0, 9, 1)), Double::parseDouble);

    assertThat(rounds.get(0)).hasSize(9).allMatch(one -> one.endsWith("@1"));
    assertThat(rounds.get(1)).containsExactly("8@3", "7@3", "6@3");
    assertThat(rounds.get(2)).containsExactly("8@9");
    assertThat(rounds).hasSize(3);
  }

  @Test
  void should_begin_with_more_epochs_where_there_is_less_to_try() {
    SweepSampler sampler = SweepSampler.halving(SweepSampler.grid());
    Map<String, SweepValues> space = space("a", SweepValues.range(0, 4, 1));

    assertThat(rounds(sampler, space, Double::parseDouble))
        .containsExactly(List.of("0@3", "1@3", "2@3", "3@3"), List.of("3@9"));
    assertThat(rounds(sampler, space, a -> a.equals("3") ? Double.NaN : -Double.parseDouble(a)))
        .last()
        .isEqualTo(List.of("0@9"));
    assertThat(rounds(sampler, space, a -> Double.NaN)).hasSize(1);
  }

  @Test
  void should_not_sweep_the_epochs_that_it_chooses() {
    SweepSampler sampler = SweepSampler.halving(SweepSampler.grid());

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                sampler.next(
                    NINE_EPOCHS, space("training.epochs", SweepValues.of(1, 2)), List.of()))
        .withMessageContaining("training.epochs cannot be swept with halving");
  }
}
