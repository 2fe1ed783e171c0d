package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Resamples of groups, and of two models' answers at once. */
class GroupedBootstrapTest {
  private static final HeadSpec KIDS = HeadSpec.binary("kids");
  private static final int SENDERS = 40;
  private static final Bootstrap SENDER = Bootstrap.standard().groupBy("sender");

  /** Of each sender so many copies of one photo. */
  private static HeadEvaluation answers(int copies, double skill, String column) {
    Random random = new Random(3);
    List<LabelledImage> rows = new ArrayList<>();
    List<Double> probabilities = new ArrayList<>();
    for (int sender = 0; sender < SENDERS; sender++) {
      int kids = sender % 4 == 0 ? 1 : 0;
      double probability = skill * kids + (1 - skill) * random.nextDouble();
      for (int copy = 0; copy < copies; copy++) {
        Map<HeadSpec, Label> label = Map.of(KIDS, kids == 1 ? Label.POSITIVE : Label.NEGATIVE);
        rows.add(
            LabelledImage.of(ImageSource.of(Path.of(sender + "-" + copy)), label)
                .column(column, "" + sender));
        probabilities.add(probability);
      }
    }
    return Evaluation.builder()
        .heads(List.of(KIDS))
        .images(rows)
        .probabilities(probabilities.stream().mapToDouble(Double::doubleValue).toArray())
        .build()
        .head(KIDS);
  }

  @Test
  void should_not_take_copies_for_more_images() {
    HeadEvaluation once = answers(1, 0.4, "sender");
    HeadEvaluation thrice = answers(3, 0.4, "sender");

    Interval plain = once.interval(Metric.F1);
    Interval grouped = thrice.interval(Metric.F1, SENDER);
    Interval naive = thrice.interval(Metric.F1);

    assertThat(List.of(grouped.low(), grouped.estimate(), grouped.high()))
        .containsExactly(plain.low(), plain.estimate(), plain.high());
    assertThat(naive.high() - naive.low()).isLessThan(0.8 * (grouped.high() - grouped.low()));
    assertThat(grouped.images()).isEqualTo(3 * SENDERS);
  }

  @Test
  void should_keep_intervals_where_each_image_is_its_own_group() {
    HeadEvaluation once = answers(1, 0.4, "sender");

    assertThat(once.intervals(List.of(Metric.F1, Metric.ECE), SENDER))
        .extracting(Interval::toString)
        .isEqualTo(
            once.intervals(List.of(Metric.F1, Metric.ECE), Bootstrap.standard()).stream()
                .map(Interval::toString)
                .toList());
  }

  @Test
  void should_score_both_on_the_same_resamples() {
    HeadEvaluation good = answers(2, 0.25, "sender");
    HeadEvaluation bad = answers(2, 0.2, "sender");

    Interval gain = good.difference(bad, Metric.AVERAGE_PRECISION, SENDER);

    double alone = good.score(Metric.AVERAGE_PRECISION) - bad.score(Metric.AVERAGE_PRECISION);
    Interval own = good.interval(Metric.AVERAGE_PRECISION, SENDER);
    assertThat(gain.estimate()).isEqualTo(alone);
    assertThat(gain.low()).isLessThanOrEqualTo(alone);
    assertThat(gain.high() - gain.low()).isLessThan(own.high() - own.low());
    assertThat(bad.difference(good, Metric.AVERAGE_PRECISION, SENDER).low())
        .isCloseTo(-gain.high(), within(1e-12));
  }

  @Test
  void should_say_what_is_missing() {
    HeadEvaluation answers = answers(1, 0.4, "sender");
    HeadEvaluation free = HeadEvaluation.of(KIDS, List.of(Label.POSITIVE, Label.NEGATIVE), 1, 0);
    Bootstrap source = Bootstrap.standard().groupBy("source");
    HeadEvaluation empty = answers(1, 0.4, "other").calibrated(Calibration.temperature(2));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> answers.interval(Metric.F1, source))
        .withMessageContaining("there is no column \"source\": the columns are [");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> free.interval(Metric.F1, source))
        .withMessage("these answers have no column \"source\": they are not of a table");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> answers.difference(free, Metric.F1, SENDER))
        .withMessageContaining("are to other images");
    HeadEvaluation turned = HeadEvaluation.of(KIDS, List.of(Label.NEGATIVE, Label.POSITIVE), 1, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> free.difference(turned, Metric.F1, Bootstrap.standard()))
        .withMessageContaining("or to other labels");
    HeadEvaluation unnamed = unnamed();
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> unnamed.interval(Metric.F1, SENDER))
        .withMessageContaining("no group: the column \"sender\" is empty");
    assertThatIllegalArgumentException().isThrownBy(() -> empty.interval(Metric.F1, SENDER));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> SENDER.groupBy("source"));
  }

  private static HeadEvaluation unnamed() {
    List<LabelledImage> rows =
        List.of(
            TableSplitTest.row(0, true).column("sender", "a"),
            TableSplitTest.row(1, false).column("sender", ""));
    return Evaluation.builder()
        .heads(List.of(HeadSpec.binary("screen")))
        .images(rows)
        .probabilities(0.9, 0.1)
        .build()
        .head("screen");
  }
}
