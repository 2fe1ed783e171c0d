package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.WeightsSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The shared part of a network: images in, feature maps out.
 *
 * <p>{@link ShuffleNetV2} is built in. For a network of your own, {@code
 * io.github.twohead.djl.DjlBackbone} wraps any DJL block.
 */
public sealed interface Backbone permits Backbone.BuiltIn, Backbone.OfEngine {

  /**
   * A backbone that the library knows: saved models and recipes find it by its name, and published
   * weights fit it. Immutable.
   */
  sealed interface BuiltIn extends Backbone permits ShuffleNetV2 {

    /**
     * Returns the same backbone, starting from the weights of a file instead of random ones.
     *
     * @param file the file, read when the model is built, which throws a {@link ModelFileException}
     *     if it is missing, damaged, or of another architecture
     * @return a changed copy
     * @throws IllegalStateException if this backbone already starts from other weights
     */
    BuiltIn weights(Path file);

    /**
     * Returns the same backbone, starting from published weights, as {@link
     * #pretrained(DownloadListener)} does without a listener.
     *
     * @return a changed copy
     * @throws IllegalStateException if this backbone already starts from other weights
     */
    BuiltIn pretrained();

    /**
     * Returns the same backbone, starting from published weights, which were trained on ImageNet.
     *
     * @param listener sees the download go on; never called if the file is already there
     * @return a changed copy
     * @throws IllegalStateException if this backbone already starts from other weights
     */
    BuiltIn pretrained(DownloadListener listener);

    /**
     * Returns where the weights come from.
     *
     * @return the source; empty for random weights
     */
    Optional<WeightsSource> weights();

    /**
     * Returns the same backbone, whose weights give every head its start too, from the original
     * classifier's last convolution.
     *
     * @return a changed copy
     * @throws IllegalStateException if this backbone already gives heads their start
     */
    BuiltIn headsFromConv5();

    /**
     * Says whether every head starts from the weights' last convolution.
     *
     * @return whether {@link #headsFromConv5} was called
     */
    boolean startsHeadsFromConv5();

    /**
     * Returns how many stages {@link Freeze#stages} can name.
     *
     * @return 1 or more
     */
    int stages();
  }

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
   * Returns all backbones that are built in.
   *
   * @return each with random weights, smaller ones first
   */
  static List<BuiltIn> builtIn() {
    return List.of(shuffleNetV2x05(), shuffleNetV2x10(), shuffleNetV2x15(), shuffleNetV2x20());
  }

  /**
   * Returns the built-in backbone of a name.
   *
   * @param name that of one of {@link #builtIn()}, such as {@code shufflenet_v2_x0_5}; in capital
   *     letters or not
   * @return the backbone, with random weights
   * @throws IllegalArgumentException if there is none of that name
   */
  static BuiltIn named(String name) {
    String wanted = Arguments.notNull("name", name).strip().toLowerCase(Locale.ROOT);
    return builtIn().stream()
        .filter(backbone -> backbone.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "backbone must be one of " + builtIn() + ", but is \"" + name + "\""));
  }

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
