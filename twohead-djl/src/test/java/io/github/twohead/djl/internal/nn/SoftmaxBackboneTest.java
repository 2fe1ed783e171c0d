package io.github.twohead.djl.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Backbone;
import io.github.twohead.HeadSpec;
import io.github.twohead.LabelSplitter;
import io.github.twohead.ShuffleNetV2;
import io.github.twohead.djl.internal.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoftmaxBackboneTest {
  private static final ShuffleNetV2 TRUNK = Backbone.shuffleNetV2x05();
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec OTHER = HeadSpec.binary("other");

  private final SoftmaxBackbone documents =
      new SoftmaxBackbone(
          TRUNK,
          List.of("0", "1", "2"),
          LabelSplitter.builder()
              .positive(SCREEN, 2)
              .unknown(SCREEN, 1)
              .positive(OTHER, 1)
              .build());

  @Test
  void should_read_heads_off_the_softmax() {
    float[] logits = logits(0.2, 0.5, 0.3);

    // screen knows the classes 0 and 2 alone: 0.3 of 0.5
    assertThat(documents.probabilities(List.of(SCREEN, OTHER), logits))
        .containsExactly(new double[] {0.6, 0.5}, within(1e-6));
  }

  @Test
  void should_add_up_several_positive_classes() {
    LabelSplitter labels = LabelSplitter.builder().positive(SCREEN, 0, 2).build();
    SoftmaxBackbone softmax = new SoftmaxBackbone(TRUNK, documents.classes(), labels);

    assertThat(softmax.probabilities(List.of(SCREEN), logits(0.3, 0.45, 0.25)))
        .containsExactly(new double[] {0.55}, within(1e-6));
  }

  @Test
  void should_read_every_image_of_a_batch() {
    float[] logits = {5, 0, 0, 0, 0, 5};

    double yes = 1 / (1 + Math.exp(-5));
    assertThat(documents.probabilities(List.of(SCREEN), logits))
        .containsExactly(new double[] {1 - yes, yes}, within(1e-9));
  }

  @Test
  void should_compare_classes_that_the_softmax_thinks_impossible() {
    float[] logits = {-900, 900, -899};

    assertThat(documents.probabilities(List.of(SCREEN), logits)[0])
        .isCloseTo(1 / (1 + Math.exp(-1)), within(1e-6));
  }

  @Test
  void should_aim_at_the_class_of_an_image() {
    SoftmaxBackbone softmax = new SoftmaxBackbone(TRUNK, List.of("4", "1", "3"), Samples.LABELS);

    assertThat(softmax.target(Samples.row(1, 0))).containsExactly(0, 1, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> softmax.target(Samples.row(2, 0)))
        .withMessageContaining("class \"2\" is not one of [4, 1, 3]");
  }

  @Test
  void should_refuse_a_single_class() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SoftmaxBackbone(TRUNK, List.of("1"), Samples.LABELS))
        .withMessageContaining("two classes");
  }

  private static float[] logits(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (Math.log(probabilities[i]) + 7);
    }
    return logits;
  }
}
