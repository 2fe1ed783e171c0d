package io.github.twohead.runtime.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.Sampling;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final LabelSplitter LABELS =
      LabelSplitter.builder().positive(HeadSpec.binary("screen"), 1).build();

  private static List<LabelledImage> rows(double... weights) {
    return Arrays.stream(weights)
        .mapToObj(
            weight ->
                LabelledImage.of(
                        ImageSource.of(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)),
                        "1",
                        LABELS)
                    .column("weight", Double.toString(weight)))
        .toList();
  }

  @Test
  void should_draw_rows_with_replacement_by_their_weights() {
    int draws = 100_000;
    double[] weights = {1, 0.25, 6, 2.75};
    Sampling sampling = Sampling.weighted("weight").epochLength(draws);

    int[] order = Sampler.of(sampling, rows(weights)).order(7);

    // chi-squared of three degrees of freedom is above 16.3 in one of a thousand samples
    double squares = 0;
    for (int row = 0; row < weights.length; row++) {
      int wanted = row;
      double expected = draws * weights[row] / 10;
      long count = Arrays.stream(order).filter(drawn -> drawn == wanted).count();
      squares += (count - expected) * (count - expected) / expected;
    }
    assertThat(order).hasSize(draws);
    assertThat(squares).isLessThan(16.3);
  }

  @Test
  void should_draw_independently_of_the_draw_before() {
    int draws = 100_000;
    int[] order = Sampler.of(Sampling.weighted("weight").epochLength(draws), rows(1, 1)).order(3);

    long same = IntStream.range(1, draws).filter(i -> order[i] == order[i - 1]).count();

    assertThat(same / (double) draws).isCloseTo(0.5, within(0.01));
  }

  @Test
  void should_draw_the_same_for_the_same_seed_alone() {
    Sampler sampler = Sampler.of(Sampling.weighted("weight").epochLength(50), rows(1, 2, 3));

    assertThat(sampler.order(4)).isEqualTo(sampler.order(4)).isNotEqualTo(sampler.order(5));
    assertThat(sampler.repeats()).isTrue();
  }

  @Test
  void should_show_each_row_as_often_where_rows_are_shuffled() {
    Sampler twice = Sampler.of(Sampling.shuffled().epochLength(10), rows(1, 1, 1, 1));

    int[] order = twice.order(4);

    assertThat(Arrays.copyOf(order, 4)).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(Arrays.copyOfRange(order, 4, 8)).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(Arrays.copyOfRange(order, 8, 10)).doesNotHaveDuplicates();
    assertThat(Arrays.copyOf(order, 4)).isEqualTo(Sampler.shuffled(4).order(4));
    assertThat(Sampler.of(Sampling.shuffled().epochLength(3), rows(1, 1, 1, 1)).order(4))
        .isEqualTo(Arrays.copyOf(order, 3));
  }
}
