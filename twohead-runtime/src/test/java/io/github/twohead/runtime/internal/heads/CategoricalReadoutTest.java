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
import java.util.List;
import org.junit.jupiter.api.Test;

class CategoricalReadoutTest {
  private static final HeadSpec HEAD = HeadSpec.builder("documents").width(8).build();
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec OTHER = HeadSpec.binary("other");
  private static final LabelSplitter LABELS =
      LabelSplitter.builder().positive(SCREEN, 2).unknown(SCREEN, 1, 4).positive(OTHER, 1).build();

  private final CategoricalReadout documents = readout(List.of("0", "1", "2"), SCREEN, OTHER);

  @Test
  void should_read_heads_off_the_softmax() {
    float[] logits = logits(0.2, 0.5, 0.3);

    // screen knows the classes 0 and 2 alone: 0.3 of 0.5
    assertThat(probabilities(documents, logits))
        .containsExactly(new double[] {0.6, 0.5}, within(1e-6));
  }

  @Test
  void should_add_up_several_positive_classes() {
    LabelSplitter labels = LabelSplitter.builder().positive(SCREEN, 0, 2).build();
    CategoricalReadout softmax =
        new CategoricalReadout(HEAD, List.of("0", "1", "2"), List.of(SCREEN), labels);

    assertThat(probabilities(softmax, logits(0.3, 0.45, 0.25)))
        .containsExactly(new double[] {0.55}, within(1e-6));
  }

  @Test
  void should_compare_classes_that_the_softmax_thinks_impossible() {
    assertThat(probabilities(documents, -900, 900, -899)[0])
        .isCloseTo(1 / (1 + Math.exp(-1)), within(1e-6));
  }

  @Test
  void should_read_the_probabilities_of_the_classes_too() {
    double[] probabilities = new double[3];

    documents.read(new double[] {0.2, 0.5, 0.3}, OutputType.PROBABILITIES, probabilities, 1);

    assertThat(probabilities).containsExactly(new double[] {0, 0.6, 0.5}, within(1e-9));
    assertThat(documents.reads(3)).isTrue();
    assertThat(documents.reads(2)).isFalse();
  }

  @Test
  void should_aim_at_the_class_of_an_image() {
    CategoricalReadout softmax = readout(List.of("4", "1", "3"), SCREEN, OTHER);

    assertThat(softmax.targets(image("1"))).containsExactly(0, 1, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> softmax.targets(image("2")))
        .withMessage("class \"2\" is not one of [4, 1, 3], which the softmax tells");
  }

  @Test
  void should_leave_out_images_of_which_no_head_knows_anything() {
    CategoricalReadout softmax = readout(List.of("0", "2"), SCREEN);

    assertThat(softmax.targets(image("1"))).containsExactly(Float.NaN, Float.NaN);
    assertThat(softmax.label(0, softmax.targets(image("1")), 0)).isEqualTo(Label.UNKNOWN);
  }

  @Test
  void should_tell_what_a_class_says_about_each_head() {
    float[] targets = {7, 0, 1, 0};

    assertThat(documents.label(0, targets, 1)).isEqualTo(Label.UNKNOWN);
    assertThat(documents.label(1, targets, 1)).isEqualTo(Label.POSITIVE);
    assertThat(documents.label(0, new float[] {1, 0, 0}, 0)).isEqualTo(Label.NEGATIVE);
  }

  @Test
  void should_refuse_a_single_class() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> readout(List.of("1"), SCREEN))
        .withMessageContaining("two classes");
  }

  private static CategoricalReadout readout(List<String> classes, HeadSpec... answers) {
    return new CategoricalReadout(HEAD, classes, List.of(answers), LABELS);
  }

  private static LabelledImage image(String imageClass) {
    return LabelledImage.of(ImageSource.of(new byte[] {1}), imageClass, LABELS);
  }

  private static double[] probabilities(CategoricalReadout readout, float... logits) {
    return new HeadLayout(readout).probabilities(logits);
  }

  private static float[] logits(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (Math.log(probabilities[i]) + 7);
    }
    return logits;
  }
}
