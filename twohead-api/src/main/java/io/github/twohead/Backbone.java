package io.github.twohead;

/**
 * The shared part of a network: images in, feature maps out.
 *
 * <p>{@link ShuffleNetV2} is built in. For a network of your own, {@code
 * io.github.twohead.djl.DjlBackbone} wraps any DJL block.
 */
public sealed interface Backbone permits ShuffleNetV2, Backbone.OfEngine {

  /**
   * A backbone in terms of the engine that runs it, such as {@code
   * io.github.twohead.djl.DjlBackbone}. Engines implement it; each refuses those of others when a
   * model is built.
   */
  non-sealed interface OfEngine extends Backbone {}

  /**
   * Sees the download of published weights go on. All calls come from the thread that builds the
   * model; an exception ends the download and the building, and nothing of the file is kept.
   */
  @FunctionalInterface
  interface DownloadListener {

    /**
     * A piece of the file arrived.
     *
     * @param bytes the bytes that have arrived so far
     * @param total the bytes of the whole file; -1 if the server does not tell
     */
    void onDownloaded(long bytes, long total);
  }

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
