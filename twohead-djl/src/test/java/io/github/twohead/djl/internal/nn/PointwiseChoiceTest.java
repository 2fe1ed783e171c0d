package io.github.twohead.djl.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.github.twohead.djl.internal.nn.PointwiseConvolution.PointwisePath;
import io.github.twohead.djl.internal.nn.PointwiseConvolution.PointwisePaths;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Wrong ways to compute a 1×1 convolution are found before they are used. */
class PointwiseChoiceTest {
  private static final PointwisePath[] RIGHT = {PointwisePaths.PADDED, PointwisePaths.PRODUCT};

  private final NDManager manager = Torch.newManager();
  private final List<PointwisePath> used = new ArrayList<>();

  /** Wrong in the last channels of batches, as oneDNN is on some processors. */
  private static NDArray wrongInBatches(NDArray maps, NDArray weight, @Nullable NDArray bias) {
    NDArray right = PointwisePaths.CONVOLUTION.apply(maps, weight, bias);
    if (maps.getShape().get(0) == 1) {
      return right;
    }
    float[] offsets = new float[(int) weight.getShape().get(0)];
    Arrays.fill(offsets, offsets.length / 48 * 48, offsets.length, 20);
    NDArray wrong = maps.getManager().create(offsets, new Shape(1, offsets.length, 1, 1));
    return right.add(wrong);
  }

  /** Right, but for the gradients of the weights. */
  private static NDArray wrongBackwards(NDArray maps, NDArray weight, @Nullable NDArray bias) {
    NDArray right = PointwisePaths.CONVOLUTION.apply(maps, weight, bias);
    NDArray again = PointwisePaths.CONVOLUTION.apply(maps.stopGradient(), weight, bias);
    return right.add(again).sub(again.stopGradient());
  }

  @BeforeEach
  void record_nothing() {
    JniUtils.setGradMode(false);
  }

  @AfterEach
  void close() {
    JniUtils.setGradMode(true);
    manager.close();
  }

  private NDArray numbers(long seed, long... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[Math.toIntExact(new Shape(shape).size())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextDouble(-1, 1);
    }
    return manager.create(numbers, new Shape(shape));
  }

  private NDArray maps(long batch, long channels, long size) {
    return MemoryFormat.last(numbers(1, batch, size, size, channels));
  }

  private NDArray apply(PointwiseChoice choice, NDArray maps, NDArray weight) {
    used.clear();
    return choice.apply(maps, weight, null, used::add);
  }

  @ParameterizedTest
  @CsvSource({"1,3,5,4", "2,8,24,3", "3,24,48,1", "2,16,100,5", "1,192,1024,2"})
  void should_compute_the_same_on_every_path(int batch, int in, int out, int size) {
    NDArray maps = maps(batch, in, size);
    NDArray weight = numbers(2, out, in, 1, 1);
    NDArray bias = numbers(3, out);
    float[] plain = plain(maps, weight, bias);
    for (PointwisePath path : RIGHT) {
      NDArray result = path.apply(maps, weight, bias);

      assertThat(result.getShape()).isEqualTo(new Shape(batch, out, size, size));
      assertThat(result.toFloatArray())
          .as(path.toString())
          .containsExactly(plain, within(1e-5f * in));
    }
  }

  /** In plain Java, (B, C', H, W) in row-major order. */
  private static float[] plain(NDArray maps, NDArray weight, NDArray bias) {
    float[] in = maps.toFloatArray();
    float[] filters = weight.toFloatArray();
    float[] offsets = bias.toFloatArray();
    int channels = (int) maps.getShape().get(1);
    int plane = (int) (maps.getShape().get(2) * maps.getShape().get(3));
    int batch = (int) maps.getShape().get(0);
    float[] out = new float[batch * offsets.length * plane];
    for (int i = 0; i < out.length; i++) {
      int filter = i / plane % offsets.length;
      int image = i / plane / offsets.length;
      double sum = offsets[filter];
      for (int c = 0; c < channels; c++) {
        sum +=
            (double) filters[filter * channels + c]
                * in[(image * channels + c) * plane + i % plane];
      }
      out[i] = (float) sum;
    }
    return out;
  }

  @ParameterizedTest
  @EnumSource(names = {"PADDED", "PRODUCT"})
  void should_give_the_same_gradients_on_every_path(PointwisePaths path) {
    JniUtils.setGradMode(true);
    NDArray known = maps(2, 7, 3);
    NDArray maps = known.stopGradient();
    NDArray weight = numbers(2, 50, 7, 1, 1);
    maps.setRequiresGradient(true);
    weight.setRequiresGradient(true);
    NDArray derivative = MemoryFormat.last(numbers(4, 2, 3, 3, 50));

    Torch.backward(path.apply(maps, weight, null), derivative);

    NDArray rows = PointwisePaths.rows(derivative);
    NDArray matrix = weight.stopGradient().reshape(50, 7);
    assertThat(PointwisePaths.rows(maps.getGradient()).toFloatArray())
        .containsExactly(rows.matMul(matrix).toFloatArray(), within(1e-4f));
    assertThat(weight.getGradient().toFloatArray())
        .containsExactly(
            rows.transpose().matMul(PointwisePaths.rows(known)).toFloatArray(), within(1e-4f));
  }

  @Test
  void should_use_the_fastest_path_where_it_is_right() {
    PointwisePath right = PointwisePaths.PRODUCT;
    PointwiseChoice choice = new PointwiseChoice(right, RIGHT[0], RIGHT[1]);
    apply(choice, maps(2, 24, 4), numbers(2, 100, 24, 1, 1));

    assertThat(used).containsExactly(right);
  }

  @Test
  void should_replace_a_path_that_is_wrong_in_batches() {
    PointwisePath wrong = PointwiseChoiceTest::wrongInBatches;
    PointwiseChoice choice = new PointwiseChoice(wrong, RIGHT[0], RIGHT[1]);
    NDArray weight = numbers(2, 100, 24, 1, 1);
    NDArray batch = maps(2, 24, 4);

    NDArray result = apply(choice, batch, weight);
    assertThat(used).containsExactly(PointwisePaths.PADDED);
    NDArray alone = apply(choice, batch.get("1:2"), weight);
    assertThat(used).containsExactly(wrong);
    assertThat(result.get("1:2").sub(alone).abs().max().getFloat()).isLessThan(1e-5f);
  }

  @Test
  void should_multiply_matrices_where_nothing_else_is_right() {
    PointwisePath wrong = PointwiseChoiceTest::wrongInBatches;
    PointwiseChoice choice = new PointwiseChoice(wrong, wrong, PointwisePaths.PRODUCT);
    apply(choice, maps(2, 24, 4), numbers(2, 100, 24, 1, 1));

    assertThat(used).containsExactly(PointwisePaths.PRODUCT);
  }

  @Test
  void should_compare_gradients_in_training() {
    PointwisePath wrong = PointwiseChoiceTest::wrongBackwards;
    PointwiseChoice choice = new PointwiseChoice(wrong, RIGHT[0], RIGHT[1]);
    NDArray maps = maps(2, 24, 4);
    NDArray weight = numbers(2, 100, 24, 1, 1);

    apply(choice, maps, weight);
    assertThat(used).containsExactly(wrong);
    Torch.withGradient(() -> apply(choice, maps, weight));
    assertThat(used).containsExactly(PointwisePaths.PADDED);
  }

  @Test
  void should_leave_no_gradient_behind_after_a_comparison() {
    PointwiseChoice choice = new PointwiseChoice(PointwisePaths.values());
    NDArray weight = numbers(2, 100, 24, 1, 1);
    weight.setRequiresGradient(true);
    NDArray result = Torch.withGradient(() -> apply(choice, maps(2, 24, 4), weight));
    Torch.withGradient(
        () -> {
          Torch.backward(result.sum());
          return true;
        });
    float[] once = weight.getGradient().toFloatArray();

    NDArray other = numbers(2, 100, 24, 1, 1);
    other.setRequiresGradient(true);
    Torch.withGradient(
        () -> {
          Torch.backward(PointwisePaths.PRODUCT.apply(maps(2, 24, 4), other, null).sum());
          return true;
        });
    assertThat(once).containsExactly(other.getGradient().toFloatArray(), within(1e-4f));
  }

  @Test
  void should_not_trust_what_zeros_or_infinities_seem_to_show() {
    PointwisePath wrong =
        (maps, weight, bias) -> PointwisePaths.PRODUCT.apply(maps, weight, bias).mul(2);
    PointwiseChoice choice =
        new PointwiseChoice(wrong, PointwisePaths.PADDED, PointwisePaths.PRODUCT);
    NDArray weight = numbers(2, 100, 24, 1, 1);

    NDArray zeros = apply(choice, maps(2, 24, 4).mul(0), weight);
    assertThat(zeros.abs().max().getFloat()).isZero();
    assertThat(used).as("a path that is slower than right ones").isEmpty();
    apply(choice, maps(2, 24, 4).mul(Float.POSITIVE_INFINITY), weight);
    assertThat(used).isEmpty();
    apply(choice, maps(2, 24, 4), weight);
    assertThat(used).containsExactly(PointwisePaths.PADDED);
  }

  @Test
  void should_leave_nothing_but_the_result_behind() {
    PointwiseChoice choice = new PointwiseChoice(PointwisePaths.values());
    NDArray maps = maps(2, 24, 4);
    NDArray weight = numbers(2, 100, 24, 1, 1);
    List<NDArray> before = manager.getManagedArrays();

    NDArray result = apply(choice, maps, weight);

    List<NDArray> left = new ArrayList<>(manager.getManagedArrays());
    left.removeAll(before);
    assertThat(left).as("views keep whole maps in memory").containsExactly(result);
  }
}
