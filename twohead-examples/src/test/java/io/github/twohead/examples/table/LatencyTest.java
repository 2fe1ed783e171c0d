package io.github.twohead.examples.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.examples.table.Latency.Interval;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyTest {
  /** 20 rounds of 9.5 and 10.5 ms in turn: mean 10, standard deviation √(5/19). */
  private final double[] swinging =
      IntStream.range(0, 20).mapToDouble(round -> 9.5 + round % 2).toArray();

  @Test
  void should_give_the_95_percent_interval_of_the_mean() {
    Interval interval = new Latency(new double[][] {swinging}).of(0);

    // scipy.stats.t.interval(0.95, 19, loc=10, scale=(5 / 19 / 20) ** 0.5)
    assertThat(interval.mean()).isCloseTo(10, within(1e-9));
    assertThat(interval.low()).isCloseTo(9.7599, within(1e-4));
    assertThat(interval.high()).isCloseTo(10.2401, within(1e-4));
  }

  @Test
  void should_compare_predictors_round_by_round() {
    double[] slower = Arrays.stream(swinging).map(ms -> 1.25 * ms).toArray();

    Interval increase = new Latency(new double[][] {swinging, slower}).increase(1, 0);

    // what swings in both alike is no uncertainty
    assertThat(increase.mean()).isCloseTo(0.25, within(1e-9));
    assertThat(increase.high() - increase.low()).isCloseTo(0, within(1e-9));
  }

  @Test
  void should_refuse_another_number_of_rounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Interval.of(1, 2, 3))
        .withMessageContaining("3 rounds");
  }
}
