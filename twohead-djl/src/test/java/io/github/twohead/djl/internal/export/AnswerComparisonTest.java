package io.github.twohead.djl.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadComparison;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.Views;
import io.github.twohead.djl.internal.export.CheckedExport.AnswerComparison;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.serving.Scorer.Answers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerComparisonTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec OTHER = HeadSpec.binary("other");
  private static final OperatingPoints POINTS =
      OperatingPoints.standard(new HeadLayout(List.of(SCREEN, OTHER)))
          .withThresholds(Map.of("other", 0.2));

  @Test
  void should_compare_decisions_that_are_clear_of_each_heads_threshold() {
    // screen: clear and alike, clear and not, on either side; at the margin; nearer than it
    double[] model = {0.9, 0.3, 0.6, 0.3, 0.4, 0.3, 0.5625, 0.3, 0.51, 0.3};
    double[] file = {0.8, 0.3, 0.45, 0.3, 0.5, 0.3, 0.4, 0.3, 0.49, 0.1};

    Map<String, HeadComparison> heads = compare(model, file, 0.0625);

    assertThat(heads).containsOnlyKeys("screen", "other");
    assertThat(heads.get("screen").clear()).isEqualTo(3);
    assertThat(heads.get("screen").agreement()).isEqualTo(1 / 3.0);
    assertThat(heads.get("screen").largestDifference()).isCloseTo(0.1625, within(1e-9));
    assertThat(heads.get("other").clear()).isEqualTo(5);
    assertThat(heads.get("other").agreement()).isEqualTo(0.8);
  }

  @Test
  void should_have_nothing_against_decisions_of_which_none_is_clear() {
    Map<String, HeadComparison> heads =
        compare(new double[] {0.499, 0.201}, new double[] {0.5004, 0.199}, 0.05);

    assertThat(heads.values())
        .allSatisfy(head -> assertThat(head.clear()).isZero())
        .allSatisfy(head -> assertThat(head.agreement()).isOne());
  }

  @Test
  void should_compare_decisions_about_thresholds_near_0_or_1() {
    double[] model = {0.9995, 0.3, 0.9, 0.3, 0.9985, 0.3};
    double[] file = {0.997, 0.3, 0.9, 0.3, 0.1, 0.3};
    OperatingPoints far = POINTS.withThresholds(Map.of("screen", 0.998));

    HeadComparison screen = comparison(far, model, file).heads(0.05, false).get("screen");

    assertThat(screen.clear()).isEqualTo(2);
    assertThat(screen.agreement()).isEqualTo(0.5);
  }

  @Test
  void should_count_labels_that_mean_something() {
    double[] probabilities = {0.9, 0.3, 0.1, 0.3};

    HeadComparison labelled =
        comparison(probabilities, probabilities).heads(0.05, true).get("screen");
    HeadComparison drawn =
        comparison(probabilities, probabilities).heads(0.05, false).get("screen");

    assertThat(labelled.model()).isEqualTo(ConfusionCounts.of(1, 0, 1, 0));
    assertThat(labelled.exported()).isEqualTo(labelled.model());
    assertThat(drawn.model().total()).isZero();
  }

  private static Map<String, HeadComparison> compare(double[] model, double[] file, double margin) {
    return comparison(model, file).heads(margin, false);
  }

  private static AnswerComparison comparison(double[] model, double[] file) {
    return comparison(POINTS, model, file);
  }

  private static AnswerComparison comparison(
      OperatingPoints points, double[] model, double[] file) {
    float[][] targets = new float[model.length / 2][];
    Arrays.fill(targets, new float[] {1, 1});
    Map<HeadSpec, Label> yes = Map.of(SCREEN, Label.POSITIVE, OTHER, Label.POSITIVE);
    LabelledImage image = LabelledImage.of(ImageSource.of(Path.of("a.jpg")), yes);
    List<LabelledImage> rows = Collections.nCopies(targets.length, image);
    Dataset data = new Dataset(rows, targets, new int[targets.length], 0, 0);
    Optional<Views> one = Optional.of(Views.one());
    return new AnswerComparison(
        points, new Answers(model, data, one), new Answers(file, data, one));
  }
}
