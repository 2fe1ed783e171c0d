package io.github.twohead.runtime.internal.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Calibration;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.OutputType;
import io.github.twohead.Prediction;
import io.github.twohead.spi.OperatingPoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Heads of both kinds in one model. */
class HeadLayoutTest {
  private static final HeadSpec GLARE = HeadSpec.binary("glare");
  private static final HeadSpec ANIMAL = HeadSpec.categorical("animal", "cat", "dog", "bird");
  private static final HeadSpec SHARP = HeadSpec.binary("sharp");
  private static final LabelSplitter LABELS =
      (head, imageClass) -> {
        if (imageClass.equals("blur") && !head.equals(SHARP)) {
          return Label.UNKNOWN;
        }
        if (head.isCategorical()) {
          return Label.category(imageClass);
        }
        return imageClass.equals(head.name()) ? Label.POSITIVE : Label.NEGATIVE;
      };

  private final HeadLayout mixed = new HeadLayout(List.of(GLARE, ANIMAL, SHARP));

  @Test
  void should_lay_out_heads_one_after_the_other() {
    assertThat(mixed.outputs()).isEqualTo(5);
    assertThat(new int[] {mixed.offset(0), mixed.offset(1), mixed.offset(2), mixed.offset(3)})
        .containsExactly(0, 1, 4, 5);
    assertThat(mixed.heads()).containsExactly(GLARE, ANIMAL, SHARP);
    assertThat(mixed.index(SHARP)).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mixed.index(HeadSpec.binary("bird")))
        .withMessage("no head \"bird\" among [glare, animal, sharp]");
  }

  @Test
  void should_refuse_labels_of_the_other_kind() {
    LabelledImage image = image("cow");
    LabelledImage yes =
        LabelledImage.of(ImageSource.of(new byte[] {1}), "any", (head, any) -> Label.POSITIVE);
    LabelledImage cat =
        LabelledImage.of(
            ImageSource.of(new byte[] {1}), "any", (head, any) -> Label.category("cat"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Readout.of(GLARE).targets(cat))
        .withMessage(
            "the label of head \"glare\" must be POSITIVE, NEGATIVE or UNKNOWN, but is cat");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Readout.of(ANIMAL).targets(image))
        .withMessage(
            "the label of head \"animal\" must be one of its categories [cat, dog, bird] or unknown,"
                + " but is \"cow\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Readout.of(ANIMAL).targets(yes))
        .withMessageEndingWith("but is POSITIVE");
  }

  @Test
  void should_take_the_first_of_categories_that_share_a_name() {
    HeadSpec machine = HeadSpec.categorical("object", "crane", "crane", "bird");

    assertThat(Readout.of(machine).targets(image("crane"))).containsExactly(1, 0, 0);
    assertThat(Readout.of(machine).targets(image("bird"))).containsExactly(0, 0, 1);
  }

  @Test
  void should_give_each_head_its_targets() {
    assertThat(mixed.targets(image("dog"))).containsExactly(0, 0, 1, 0, 0);
    assertThat(mixed.targets(image("blur")))
        .containsExactly(Float.NaN, Float.NaN, Float.NaN, Float.NaN, 0);
    assertThat(HeadLayout.isUnknown(mixed.targets(image("blur")))).isFalse();
    assertThat(HeadLayout.isUnknown(new float[] {Float.NaN, Float.NaN})).isTrue();
  }

  @Test
  void should_tell_labels_by_targets() {
    float[] dog = mixed.targets(image("dog"));
    float[] blurred = mixed.targets(image("blur"));

    for (HeadSpec head : mixed.heads()) {
      int index = mixed.index(head);
      assertThat(mixed.label(index, dog)).isEqualTo(image("dog").label(head));
      assertThat(mixed.label(index, blurred)).isEqualTo(image("blur").label(head));
    }
  }

  @Test
  void should_read_probabilities_and_decisions_off_the_logits_of_every_image() {
    float[] logits = {-1, 1, 2, 3, 4, 5, 30, 0, 0, -6};
    OperatingPoints points = OperatingPoints.standard(mixed).withThresholds(Map.of("glare", 0.2));

    double[] probabilities = points.probabilities(logits);

    double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
    double[] expected = {
      sigmoid(-1),
      Math.exp(1) / sum,
      Math.exp(2) / sum,
      Math.exp(3) / sum,
      sigmoid(4),
      sigmoid(5),
      1,
      0,
      0,
      sigmoid(-6)
    };
    assertThat(probabilities).containsExactly(expected, within(1e-9));
    Prediction first = points.prediction(probabilities, 0);
    assertThat(first.head(ANIMAL).probability("dog")).isEqualTo(probabilities[2]);
    assertThat(first.head(ANIMAL).category()).isEqualTo("bird");
    assertThat(first.head(GLARE).positive()).isTrue(); // at 0.27
    assertThat(points.prediction(probabilities, 1).head(ANIMAL).category()).isEqualTo("cat");
  }

  @Test
  void should_calibrate_logits() {
    OperatingPoints points =
        OperatingPoints.standard(mixed)
            .with(GLARE, OperatingPoint.standard().calibration(Calibration.platt(2, -1)))
            .with(ANIMAL, OperatingPoint.standard().calibration(Calibration.temperature(2)));

    double[] probabilities = points.probabilities(new float[] {3, 2, 0, -2, 1});

    double sum = Math.exp(1) + 1 + Math.exp(-1);
    double[] expected = {sigmoid(5), Math.exp(1) / sum, 1 / sum, Math.exp(-1) / sum, sigmoid(1)};
    assertThat(probabilities).containsExactly(expected, within(1e-12));
  }

  @Test
  void should_refuse_a_threshold_for_a_head_without_one() {
    OperatingPoints points = OperatingPoints.standard(mixed);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> points.withThresholds(Map.of("animal", 0.2)))
        .withMessage("head \"animal\" has no threshold: its answer is the most probable category");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> points.withThresholds(Map.of("dull", 0.2)))
        .withMessage("no head \"dull\": the heads are [glare, animal, sharp]");
  }

  @Test
  void should_stay_finite_where_logits_are_far_apart() {
    double[] probabilities =
        OperatingPoints.standard(mixed).probabilities(new float[] {0, -900, 900, -899, 0});

    assertThat(probabilities).containsExactly(0.5, 0, 1, 0, 0.5);
  }

  @Test
  void should_tell_how_far_another_decision_is() {
    double[] probabilities = {0.3, 0.25, 0.6, 0.15, 0.9};

    assertThat(Readout.of(GLARE).margin(probabilities, 0, 0.5)).isEqualTo(0.2, within(1e-12));
    assertThat(Readout.of(ANIMAL).margin(probabilities, 1, 0.5)).isEqualTo(0.175, within(1e-12));
    assertThat(Readout.of(ANIMAL).decision(probabilities, 1, 0.5)).isOne();
    assertThat(Readout.of(SHARP).decision(probabilities, 4, 0.5)).isZero();
  }

  @Test
  void should_read_a_yes_or_no_off_one_number_or_two() {
    Readout binary = Readout.of(GLARE);
    double[] read = new double[4];

    binary.read(new double[] {2}, OutputType.LOGITS, read, 0);
    binary.read(new double[] {3, 2}, OutputType.LOGITS, read, 1);
    binary.read(new double[] {0.7}, OutputType.PROBABILITIES, read, 2);
    binary.read(new double[] {0.9, 0.1}, OutputType.PROBABILITIES, read, 3);

    assertThat(read).containsExactly(sigmoid(2), sigmoid(-1), 0.7, 0.1);
    assertThat(binary.reads(1)).isTrue();
    assertThat(binary.reads(2)).isTrue();
    assertThat(binary.reads(3)).isFalse();
  }

  @Test
  void should_read_a_category_off_as_many_numbers() {
    Readout animal = Readout.of(ANIMAL);
    double[] read = new double[4];

    animal.read(new double[] {0.2, 0.5, 0.3}, OutputType.PROBABILITIES, read, 1);

    assertThat(read).containsExactly(0, 0.2, 0.5, 0.3);
    assertThat(animal.reads(3)).isTrue();
    assertThat(animal.reads(2)).isFalse();
  }

  private static LabelledImage image(String imageClass) {
    return LabelledImage.of(ImageSource.of(new byte[] {1}), imageClass, LABELS);
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }
}
