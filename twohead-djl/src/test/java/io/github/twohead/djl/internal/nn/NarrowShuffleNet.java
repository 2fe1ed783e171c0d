package io.github.twohead.djl.internal.nn;

import io.github.twohead.Backbone;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.nn.Layers.Chain;
import io.github.twohead.djl.internal.nn.Layers.MaxPool;
import io.github.twohead.djl.internal.nn.ShuffleNetV2Block.ShuffleUnit;

/**
 * ShuffleNetV2 with few and narrow units: every kind of layer in a small file, with some that are
 * large enough for 16 bits.
 */
public final class NarrowShuffleNet {

  private NarrowShuffleNet() {}

  public static Backbone backbone() {
    return DjlBackbone.of(
        "narrow_shufflenet",
        () ->
            Layers.convNormRelu(new Chain(), 8, 3, 2)
                .add(new MaxPool(3, 2, 1))
                .add(ShuffleUnit.downsampling(8, 48))
                .add(ShuffleUnit.downsampling(48, 96))
                .add(ShuffleUnit.basic(96)));
  }
}
