package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.twohead.Backbone;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.djl.internal.nn.SoftmaxBackbone;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftmaxLossTest {
  private static final SoftmaxBackbone SOFTMAX =
      new SoftmaxBackbone(Backbone.shuffleNetV2x05(), List.of("0", "1", "2"), Samples.LABELS);
  private static final float[] LOGITS = {2, -1, 0.5f, 0, 3, -40};
  private static final float[] TARGETS = {1, 0, 0, 0, 0, 1};

  /** The numbers are those of torch.nn.functional.cross_entropy, with label_smoothing. */
  @ParameterizedTest
  @CsvSource({
    "0, 21.644949, -0.1072015 0.0195563 0.0876452 0.0237129 0.4762871 -0.5",
    "0.1, 20.336615, -0.0738682 0.0028896 0.0709785 0.0070463 0.4596204 -0.4666667"
  })
  void should_give_the_loss_and_gradients_of_pytorch(
      double smoothing, double expected, String gradients) {
    SoftmaxLoss loss = new SoftmaxLoss(SOFTMAX, smoothing);
    try (NDManager manager = Torch.newManager()) {
      NDArray logits = manager.create(LOGITS, new Shape(2, 3));
      logits.setRequiresGradient(true);
      NDArray value = Torch.withGradient(() -> loss.of(logits, TARGETS));
      Torch.backward(value);

      assertThat(value.getFloat()).isCloseTo((float) expected, within(1e-5f));
      assertThat(loss.of(LOGITS, TARGETS)).isCloseTo(expected, within(1e-5));
      assertThat(logits.getGradient().toFloatArray())
          .containsExactly(numbers(gradients), within(1e-6f));
    }
  }

  private static float[] numbers(String text) {
    String[] parts = text.split(" ");
    float[] numbers = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = Float.parseFloat(parts[i]);
    }
    return numbers;
  }
}
