package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.ModelEngine;
import java.util.Arrays;
import java.util.List;

/**
 * What a new model is made of: each setting can be given once. Its public methods are, to users,
 * those of {@link MultiHeadModel.Builder}.
 */
@CanIgnoreReturnValue
abstract sealed class ModelSettings extends NetworkSettings<MultiHeadModel.Builder, ModelEngine>
    permits MultiHeadModel.Builder {
  final ModelConfig.Builder settings = ModelConfig.builder();

  /**
   * {@return this}
   *
   * @param shared the shared part of the network; ShuffleNetV2 x0.5 when not given
   */
  public MultiHeadModel.Builder backbone(Backbone shared) {
    settings.backbone(shared);
    return self();
  }

  /**
   * {@return this}
   *
   * @param specs at least one head, the main one first, with distinct names
   * @throws IllegalArgumentException if there is no head, or two share a name
   */
  public MultiHeadModel.Builder heads(HeadSpec... specs) {
    return heads(Arrays.asList(Arguments.notNull("heads", specs)));
  }

  /**
   * {@return this}
   *
   * @param specs as of {@link #heads(HeadSpec...)}
   */
  public MultiHeadModel.Builder heads(List<HeadSpec> specs) {
    settings.heads(specs);
    return self();
  }

  /**
   * Lets all heads see the average of the feature map: pooling comes before their convolutions
   * instead of after them, which costs a fraction of the time. The README says what was measured,
   * and the examples' {@code head-cost} measures it on your machine.
   *
   * <p>With {@link ShuffleNetV2#headsFromConv5} the heads still start from the weights of a
   * convolution that saw the whole map, which fit averages less well. Source: A. Howard et al.,
   * 2019, <a href="https://arxiv.org/abs/1905.02244">arXiv:1905.02244</a>, section 5.1.
   *
   * @return this
   */
  public MultiHeadModel.Builder poolFirst() {
    settings.poolFirst(true);
    return self();
  }

  /**
   * {@return this}
   *
   * @param steps how images become input; 256×256 pixels, ImageNet's statistics when not given
   */
  public MultiHeadModel.Builder preprocessing(Preprocessing steps) {
    settings.preprocessing(steps);
    return self();
  }

  /**
   * {@return this}
   *
   * @param number the seed of first weights, order and augmentation; 42 when not given
   */
  public MultiHeadModel.Builder seed(long number) {
    settings.seed(number);
    return self();
  }
}
