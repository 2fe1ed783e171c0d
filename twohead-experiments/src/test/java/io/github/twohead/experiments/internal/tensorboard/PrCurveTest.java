package io.github.twohead.experiments.internal.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.experiments.MadeUpRun;
import org.junit.jupiter.api.Test;

class PrCurveTest {

  @Test
  void should_count_decisions_at_201_thresholds() {
    HeadEvaluation screen = new MadeUpRun().evaluation(500, 0.3).head("screen");

    float[][] rows = PrCurve.of(screen);

    assertThat(rows).hasDimensions(6, 201);
    for (int i = 0; i <= 200; i++) {
      ConfusionCounts counts = screen.counts(i / 200.0);
      assertThat(
              new float[] {rows[0][i], rows[1][i], rows[2][i], rows[3][i], rows[4][i], rows[5][i]})
          .containsExactly(
              counts.truePositives(),
              counts.falsePositives(),
              counts.trueNegatives(),
              counts.falseNegatives(),
              (float) counts.precision(),
              (float) counts.recall());
    }
  }

  @Test
  void should_take_a_category_against_the_others() {
    HeadEvaluation kind = new MadeUpRun().evaluation(300, 0.3).head("kind");

    float[][] rows = PrCurve.of(kind, 1);

    int things =
        kind.confusionMatrix().counts("thing").truePositives()
            + kind.confusionMatrix().counts("thing").falseNegatives();
    assertThat(rows[0][0]).isEqualTo(things);
    assertThat(rows[1][0]).isEqualTo(300 - things);
  }

  @Test
  void should_be_flat_without_images() {
    HeadEvaluation nothing = new MadeUpRun().evaluation(0, 0.3).head("screen");

    assertThat(PrCurve.of(nothing)[4]).containsOnly(0);
  }
}
