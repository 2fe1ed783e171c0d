package io.github.twohead.djl.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which order a DJL block gets its images on a CPU. */
class ImageOrderTest {
  private final NDManager manager = Torch.newManager();
  private final List<NDArray> seen = new ArrayList<>();
  private final Block linear = Linear.builder().setUnits(1).optBias(false).build();

  @AfterEach
  void close() {
    manager.close();
  }

  private ImageOrder order(int kernel, UnaryOperator<NDArray> features) {
    Block block =
        new SequentialBlock()
            .add(
                Conv2d.builder()
                    .setFilters(4)
                    .setKernelShape(new Shape(kernel, kernel))
                    .optStride(new Shape(2, 2))
                    .build());
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 8, 8));
    return new ImageOrder(
        "block",
        block,
        images -> {
          seen.add(images);
          return features.apply(images);
        });
  }

  private NDArray images(int batch) {
    return manager.arange(batch * 8f * 8 * 3).reshape(batch, 8, 8, 3);
  }

  @Test
  void should_put_channels_last_where_both_orders_agree() {
    ImageOrder order = order(3, images -> images.mul(2));
    NDArray given = order.images(images(2));

    assertThat(seen).hasSize(2);
    assertThat(order.isEverFirst()).isFalse();
    assertThat(given).isEqualTo(images(2).transpose(0, 3, 1, 2));
  }

  @Test
  void should_put_channels_first_where_the_orders_disagree() {
    ImageOrder order = order(3, images -> seen.size() == 1 ? images.mul(1.01) : images.duplicate());
    NDArray given = order.images(images(2));

    assertThat(order.isEverFirst()).isTrue();
    assertThat(given).isEqualTo(images(2).transpose(0, 3, 1, 2));
  }

  @Test
  void should_compare_once_for_a_size_of_batch() {
    ImageOrder order = order(3, NDArray::duplicate);
    order.images(images(2));
    order.images(images(2));
    assertThat(seen).hasSize(2);
    order.images(images(3));
    assertThat(seen).hasSize(4);
  }

  /** PyTorch chooses other code for training, and for other numbers of threads. */
  @Test
  void should_compare_once_for_training_and_once_for_inference() {
    ImageOrder order = order(3, NDArray::duplicate);

    for (int i = 0; i < 2; i++) {
      Torch.withGradient(() -> order.images(images(2)));
      Torch.withoutGradient(() -> order.images(images(2)));
    }

    assertThat(seen).hasSize(4);
  }

  @Test
  void should_put_channels_first_where_gradients_disagree() {
    Parameter weight = weight();
    weight.freeze(false);
    ImageOrder order = new ImageOrder("block", linear, twiceTheGradient(weight));

    Torch.withoutGradient(() -> order.images(images(2)));
    assertThat(order.isEverFirst()).isFalse();
    seen.clear();
    Torch.withGradient(() -> order.images(images(2)));

    assertThat(order.isEverFirst()).isTrue();
    assertThat(weight.getArray().getGradient().abs().max().getFloat()).isZero();
  }

  @Test
  void should_compare_gradients_when_frozen_weights_begin_to_train() {
    Parameter weight = weight();
    weight.freeze(true);
    ImageOrder order = new ImageOrder("block", linear, twiceTheGradient(weight));

    Torch.withGradient(() -> order.images(images(2)));
    assertThat(order.isEverFirst()).isFalse();
    seen.clear();
    weight.freeze(false);
    Torch.withGradient(() -> order.images(images(2)));

    assertThat(order.isEverFirst()).isTrue();
  }

  private Parameter weight() {
    linear.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    return linear.getParameters().values().get(0);
  }

  /** The same numbers from both orders, with twice the gradient from the first one. */
  private UnaryOperator<NDArray> twiceTheGradient(Parameter weight) {
    return images -> {
      seen.add(images);
      NDArray sum = weight.getArray().mul(images.mean());
      return seen.size() == 1 ? sum.mul(2).sub(sum.stopGradient()) : sum.mul(1);
    };
  }

  /** By what is normalised, the square of what comes of it has no derivative but rounding. */
  @Test
  void should_not_take_rounding_for_wrong_gradients() {
    Block block =
        new SequentialBlock()
            .add(Conv2d.builder().setFilters(16).setKernelShape(new Shape(3, 3)).build())
            .add(LayerNorm.builder().axis(1, 2, 3).build());
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 8, 8));
    ParameterStore parameters = new ParameterStore(manager, false);
    ImageOrder order =
        new ImageOrder(
            "block",
            block,
            images -> block.forward(parameters, new NDList(images), false).singletonOrThrow());

    Torch.withGradient(() -> order.images(images(2).div(100)));

    assertThat(order.isEverFirst()).isFalse();
  }

  @Test
  void should_judge_by_finite_numbers_only() {
    ImageOrder order = order(3, images -> seen.size() <= 2 ? images.div(0) : images.mul(2));

    order.images(images(2));
    assertThat(order.isEverFirst()).isFalse();
    order.images(images(2));

    assertThat(order.isEverFirst()).isFalse();
    assertThat(seen).hasSize(4);
  }

  /** The backward pass of such a convolution can end the process when channels lie last. */
  @Test
  void should_never_put_channels_last_before_a_pointwise_convolution_of_few_channels() {
    ImageOrder order = order(1, NDArray::duplicate);
    NDArray given = order.images(images(2));

    assertThat(seen).isEmpty();
    assertThat(order.isEverFirst()).isTrue();
    assertThat(given).isEqualTo(images(2).transpose(0, 3, 1, 2));
  }
}
