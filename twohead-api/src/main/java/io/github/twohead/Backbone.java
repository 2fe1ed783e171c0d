package io.github.twohead;

/**
 * The shared part of a network: images in, feature maps out.
 *
 * <p>{@link ShuffleNetV2} is built in. For a network of your own, {@code
 * io.github.twohead.djl.DjlBackbone} wraps any DJL block. Other implementations are refused when
 * the model is built.
 */
public interface Backbone {

  /**
   * Returns the name under which a saved model remembers this backbone.
   *
   * @return a name such as {@code shufflenet_v2_x0_5}
   */
  String name();

  /**
   * Returns ShuffleNetV2 at half width: 143,136 parameters, 192 output channels.
   *
   * @return the smallest of the family, the default
   */
  static ShuffleNetV2 shuffleNetV2x05() {
    return ShuffleNetV2.X0_5;
  }

  /**
   * Returns ShuffleNetV2 at full width, with 464 output channels.
   *
   * @return the backbone
   */
  static ShuffleNetV2 shuffleNetV2x10() {
    return ShuffleNetV2.X1_0;
  }

  /**
   * Returns ShuffleNetV2 at 1.5 times the width, with 704 output channels.
   *
   * @return the backbone
   */
  static ShuffleNetV2 shuffleNetV2x15() {
    return ShuffleNetV2.X1_5;
  }

  /**
   * Returns ShuffleNetV2 at twice the width, with 976 output channels.
   *
   * @return the backbone
   */
  static ShuffleNetV2 shuffleNetV2x20() {
    return ShuffleNetV2.X2_0;
  }
}
