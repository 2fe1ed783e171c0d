package io.github.twohead.runtime.internal.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.OutputType;
import io.github.twohead.Prediction;
import io.github.twohead.runtime.internal.heads.HeadLayout.Readout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Heads of their own, and heads that share a softmax, in one model. */
class HeadLayoutTest {
  private static final HeadSpec GLARE = HeadSpec.builder("glare").threshold(0.2).build();
  private static final HeadSpec CAT = HeadSpec.binary("cat");
  private static final HeadSpec DOG = HeadSpec.binary("dog");
  private static final HeadSpec SHARP = HeadSpec.binary("sharp");
  private static final LabelSplitter LABELS =
      (head, imageClass) -> {
        if (imageClass.equals("blur") && !head.equals(SHARP)) {
          return Label.UNKNOWN;
        }
        return imageClass.equals(head.name()) ? Label.POSITIVE : Label.NEGATIVE;
      };

  private final HeadLayout mixed =
      new HeadLayout(
          Readout.of(GLARE),
          new CategoricalReadout(
              HeadSpec.binary("animal"), List.of("cat", "dog", "bird"), List.of(CAT, DOG), LABELS),
          Readout.of(SHARP));

  @Test
  void should_lay_out_readouts_one_after_the_other() {
    assertThat(mixed.outputs()).isEqualTo(5);
    assertThat(new int[] {mixed.offset(0), mixed.offset(1), mixed.offset(2), mixed.offset(3)})
        .containsExactly(0, 1, 4, 5);
    assertThat(mixed.heads()).containsExactly(GLARE, CAT, DOG, SHARP);
    assertThat(mixed.column(SHARP)).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mixed.column(HeadSpec.binary("bird")))
        .withMessage("no head \"bird\" among [glare, cat, dog, sharp]");
  }

  @Test
  void should_refuse_labels_of_a_kind_that_a_question_does_not_know() throws Exception {
    var later = Label.class.getDeclaredConstructor(String.class);
    later.setAccessible(true);
    Label maybe = later.newInstance("MAYBE");
    LabelledImage image =
        LabelledImage.of(ImageSource.of(new byte[] {1}), "any", (head, any) -> maybe);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Readout.of(GLARE).targets(image))
        .withMessage(
            "the label of head \"glare\" must be POSITIVE, NEGATIVE or UNKNOWN, but is MAYBE");
  }

  @Test
  void should_give_each_readout_its_targets() {
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
      int column = mixed.column(head);
      assertThat(mixed.label(column, dog)).isEqualTo(image("dog").label(head));
      assertThat(mixed.label(column, blurred)).isEqualTo(image("blur").label(head));
    }
  }

  @Test
  void should_read_probabilities_off_the_logits_of_every_image() {
    float[] logits = {-1, 1, 2, 3, 4, 5, 30, 0, 0, -6};

    double[] probabilities = mixed.probabilities(logits);

    double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
    double[] expected = {
      sigmoid(-1), Math.exp(1) / sum, Math.exp(2) / sum, sigmoid(4), sigmoid(5), 1, 0, sigmoid(-6)
    };
    assertThat(probabilities).containsExactly(expected, within(1e-9));
    Prediction first = mixed.prediction(probabilities, 0);
    assertThat(first.head(DOG).probability()).isEqualTo(probabilities[2]);
    assertThat(first.head(GLARE).positive()).isTrue(); // at 0.27
    assertThat(mixed.prediction(probabilities, 1).head(CAT).probability())
        .isEqualTo(1, within(1e-9));
  }

  @Test
  void should_read_a_head_off_one_number_or_two() {
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

  private static LabelledImage image(String imageClass) {
    return LabelledImage.of(ImageSource.of(new byte[] {1}), imageClass, LABELS);
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }
}
