package io.github.twohead.djl.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.twohead.Backbone;
import io.github.twohead.djl.internal.nn.PointwiseConvolution.PointwisePaths;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A network is right although PyTorch's 1×1 convolutions are wrong: they are made so here, in the
 * channels and batches in which oneDNN's are on some processors.
 */
class BatchAgreementTest {
  private static final int SIZE = 96;

  private final PointwiseChoice before = PointwiseChoice.current();

  private static NDArray wrong(NDArray maps, NDArray weight, @Nullable NDArray bias) {
    NDArray right = PointwisePaths.PRODUCT.apply(maps, weight, bias);
    int out = (int) weight.getShape().get(0);
    if (maps.getShape().get(0) == 1 || out < 48) {
      return right;
    }
    float[] offsets = new float[out];
    Arrays.fill(offsets, out / 48 * 48, out, 20);
    return right.add(maps.getManager().create(offsets, new Shape(1, out, 1, 1)));
  }

  @BeforeEach
  void break_convolutions() {
    PointwiseChoice.replace(
        new PointwiseChoice(
            BatchAgreementTest::wrong, PointwisePaths.PADDED, PointwisePaths.PRODUCT));
  }

  @AfterEach
  void restore() {
    PointwiseChoice.replace(before);
  }

  private static List<Arguments> networks() {
    return Backbone.builtIn().stream()
        .flatMap(
            trunk ->
                Stream.of(
                    Arguments.of(trunk, false, new int[] {1024, 1024}),
                    Arguments.of(trunk, true, new int[] {1, 100, 1000})))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void should_answer_alone_as_in_a_batch(Backbone trunk, boolean poolFirst, int[] widths) {
    try (RandomNetwork random = new RandomNetwork(trunk, poolFirst, SIZE, SIZE, widths)) {
      assertThat(BatchAgreement.inference(random, 3)).isLessThan(2e-6);
      assertThat(random.network().runtime()).contains("1×1 convolutions with filters of zeros");
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void should_train_as_plain_products_do(Backbone trunk, boolean poolFirst, int[] widths) {
    try (RandomNetwork random = new RandomNetwork(trunk, poolFirst, SIZE, SIZE, widths)) {
      assertThat(BatchAgreement.training(random, 4)).isLessThan(1e-4);
    }
  }
}
