package io.github.twohead;

import static io.github.twohead.Label.NEGATIVE;
import static io.github.twohead.Label.POSITIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Reliability.Bin;
import io.github.twohead.Reliability.Binning;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bins of few images; {@link MetricsGoldenTest} compares those of many with scikit-learn's. */
class ReliabilityTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");

  @Test
  void should_put_few_images_into_bins() {
    Reliability reliability =
        HeadEvaluation.of(
                SCREEN, List.of(POSITIVE, NEGATIVE, POSITIVE, NEGATIVE), 0.9, 0.6, 0.4, 0.2)
            .reliability(2, Binning.EQUAL_WIDTH);

    assertThat(reliability.bins())
        .extracting(Bin::low, Bin::high, Bin::images, Bin::frequency)
        .containsExactly(tuple(0.0, 0.5, 2, 0.5), tuple(0.5, 1.0, 2, 0.5));
    assertThat(reliability.bins().get(0))
        .hasToString("2 images, probability 0.300, frequency 0.500");
    assertThat(reliability.expectedCalibrationError()).isCloseTo(0.225, within(1e-15));
  }

  /** At numpy.percentile(probabilities, numpy.linspace(0, 1, 4) * 100), to the last bit. */
  @Test
  void should_cut_bins_where_scikit_learn_does() {
    HeadEvaluation head =
        HeadEvaluation.of(SCREEN, Collections.nCopies(5, POSITIVE), 0.01, 0.32, 0.84, 0.93, 0.96);

    List<Bin> bins = head.reliability(3, Binning.EQUAL_COUNT).bins();

    assertThat(bins).extracting(Bin::low).containsExactly(0.01, 0.4933333333333332, 0.9);
    assertThat(bins).extracting(Bin::high).containsExactly(0.4933333333333332, 0.9, 0.96);
    assertThat(bins).extracting(Bin::images).containsExactly(2, 1, 2);
  }

  @ParameterizedTest
  @EnumSource
  void should_have_no_bins_without_images(Binning binning) {
    Reliability reliability = HeadEvaluation.of(SCREEN, List.of()).reliability(15, binning);

    assertThat(reliability.bins()).isEmpty();
    assertThat(reliability.expectedCalibrationError()).isZero();
  }
}
