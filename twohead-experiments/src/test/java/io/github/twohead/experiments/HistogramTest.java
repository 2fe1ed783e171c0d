package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HistogramTest {

  @Test
  void should_count_numbers_between_the_least_and_the_greatest() {
    Histogram histogram = Histogram.of(new float[] {-1, 0.99f, 1, -1, Float.NaN});

    assertThat(histogram.counts()).hasSize(64).startsWith(2).endsWith(2);
    assertThat(histogram.edges()).hasSize(65).startsWith(-1).endsWith(1);
    assertThat(histogram.edges()[16]).isCloseTo(-0.5, within(1e-12));
    assertThat(histogram.total()).isEqualTo(4);
  }

  @Test
  void should_put_equal_numbers_into_one_bin() {
    Histogram histogram = Histogram.of(new float[] {0.25f, 0.25f});

    assertThat(histogram.edges()).containsExactly(0.25, 0.25);
    assertThat(histogram.counts()).containsExactly(2);
  }

  @Test
  void should_have_no_bin_without_a_finite_number() {
    assertThat(Histogram.of(new float[] {Float.POSITIVE_INFINITY}).counts()).isEmpty();
    assertThat(Histogram.of(new float[0]).total()).isZero();
  }

  @Test
  void should_hold_extreme_numbers() {
    Histogram histogram = Histogram.of(new float[] {-Float.MAX_VALUE, Float.MAX_VALUE});

    assertThat(histogram.total()).isEqualTo(2);
    assertThat(histogram.edges()).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
  }

  @Test
  void should_refuse_edges_that_do_not_fit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Histogram.of(new double[2], new long[2]))
        .withMessage("a histogram of 2 bins does not have 2 edges");
  }

  @Test
  void should_stay_as_it_is_whatever_becomes_of_the_arrays() {
    double[] edges = {-1, 0, 1};
    long[] counts = {3, 5};
    Histogram histogram = Histogram.of(edges, counts);

    edges[0] = 7;
    counts[0] = 7;
    histogram.edges()[1] = 7;
    histogram.counts()[1] = 7;

    assertThat(histogram).isEqualTo(Histogram.of(new double[] {-1, 0, 1}, new long[] {3, 5}));
    assertThat(histogram).hasToString("8 numbers from -1.0 to 1.0 in 2 bins");
  }
}
