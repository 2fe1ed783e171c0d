package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.nn.Parameter;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.CountedEvaluation;
import io.github.twohead.EpochReport;
import io.github.twohead.EpochSelection;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Metric;
import io.github.twohead.Optimizer;
import io.github.twohead.djl.internal.training.UpdaterTest.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against PyTorch's own optimizers and schedules; steps_golden.py wrote its numbers. */
class StepsGoldenTest {
  private static final float[][] GRADIENTS = {
    {0.5f, -1, 0, 1e-3f},
    {-0.2f, -1, 0.3f, 0},
    {2, 0.1f, -0.3f, -1e-3f},
    {0.1f, 5, 0, 1e-4f},
    {-1, 0.5f, 0.25f, 2}
  };

  private static List<double[]> golden(String name) {
    try (InputStream file = StepsGoldenTest.class.getResourceAsStream("steps_golden.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .map(line -> line.substring(name.length() + 1).split(" "))
          .map(numbers -> Arrays.stream(numbers).mapToDouble(Double::parseDouble).toArray())
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "plain, 0, 0, false",
    "decay, 0.1, 0, false",
    "momentum, 0, 0.9, false",
    "momentum_decay, 0.1, 0.9, false",
    "nesterov_decay, 0.1, 0.9, true"
  })
  void should_take_the_steps_of_pytorchs_sgd(
      String name, double decay, double momentum, boolean nesterov) {
    Optimizer sgd = Optimizer.sgd(0.05).weightDecay(decay).momentum(momentum);
    Optimizer optimizer = nesterov ? sgd.nesterov() : sgd;
    List<double[]> expected = golden("sgd " + name);

    try (Step step = new Step()) {
      Parameter parameter = step.parameter(Parameter.Type.BIAS);
      try (Updater updater = new Updater(optimizer, Map.of(parameter, 1.0), step.manager)) {
        for (int i = 0; i < GRADIENTS.length; i++) {
          step.update(updater, List.of(parameter), new float[][] {GRADIENTS[i]}, 1);

          float[] weights = parameter.getArray().toFloatArray();
          for (int j = 0; j < weights.length; j++) {
            assertThat((double) weights[j]).isCloseTo(expected.get(i)[j], within(1e-6));
          }
        }
      }
    }
  }

  @Test
  void should_rise_and_fall_as_pytorchs_one_cycle_does() {
    double[] expected = golden("one_cycle").get(0);
    LearningRateSchedule schedule = LearningRateSchedule.oneCycle();
    int batches = 10;

    assertThat(expected).hasSize(40);
    for (int step = 0; step < expected.length; step++) {
      assertThat(schedule.factor((double) step / batches, 4))
          .isCloseTo(expected[step], within(1e-12));
    }
  }

  @Test
  void should_lower_the_rate_as_pytorch_does_where_the_loss_stays() {
    EpochRule.Lower lower = lower(EpochSelection.byLoss());
    double[] scores = golden("plateau min scores").get(0);

    for (int i = 0; i < scores.length; i++) {
      lower.offer(EpochReport.builder().epoch(i + 1).validationLoss(scores[i]).build());

      assertThat(lower.factor()).isEqualTo(golden("plateau min factors").get(0)[i]);
    }
  }

  @Test
  void should_lower_the_rate_as_pytorch_does_where_a_metric_stays() {
    double[] scores = golden("plateau max scores").get(0);
    int[] now = {0};
    HeadSpec head = HeadSpec.binary("screen");
    Metric given = Metric.of("given", evaluation -> scores[now[0]]);
    EpochRule.Lower lower = lower(EpochSelection.by(head, given));
    Evaluation any = CountedEvaluation.of(Map.of("screen", ConfusionCounts.of(1, 0, 0, 1)));

    for (now[0] = 0; now[0] < scores.length; now[0]++) {
      lower.offer(EpochReport.builder().epoch(now[0] + 1).evaluation(any).build());

      assertThat(lower.factor()).isEqualTo(golden("plateau max factors").get(0)[now[0]]);
    }
  }

  private static EpochRule.Lower lower(EpochSelection by) {
    return new EpochRule.Lower(LearningRateSchedule.plateau(by, 0.5, 1).plateau().orElseThrow());
  }
}
