package io.github.twohead;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * ShuffleNetV2, truncated before its last convolution: an input of H×W gives feature maps of
 * H/32×W/32.
 *
 * <p>Source: N. Ma, X. Zhang, H.-T. Zheng, J. Sun, <i>ShuffleNet V2: Practical Guidelines for
 * Efficient CNN Architecture Design</i>, 2018, <a
 * href="https://arxiv.org/abs/1807.11164">arXiv:1807.11164</a>, table 5; layers and parameter names
 * as in torchvision. Immutable.
 */
public final class ShuffleNetV2 implements Backbone {
  static final ShuffleNetV2 X0_5 = new ShuffleNetV2("0_5", 24, 48, 96, 192);
  static final ShuffleNetV2 X1_0 = new ShuffleNetV2("1_0", 24, 116, 232, 464);
  static final ShuffleNetV2 X1_5 = new ShuffleNetV2("1_5", 24, 176, 352, 704);
  static final ShuffleNetV2 X2_0 = new ShuffleNetV2("2_0", 24, 244, 488, 976);

  private static final List<ShuffleNetV2> ALL = List.of(X0_5, X1_0, X1_5, X2_0);

  private final String name;
  private final List<Integer> channels;
  private final Optional<Path> weights;

  private ShuffleNetV2(String multiplier, Integer... channels) {
    this("shufflenet_v2_x" + multiplier, List.of(channels), Optional.empty());
  }

  private ShuffleNetV2(String name, List<Integer> channels, Optional<Path> weights) {
    this.name = name;
    this.channels = channels;
    this.weights = weights;
  }

  /**
   * Returns the backbone of a name.
   *
   * @param name {@code shufflenet_v2_x0_5}, {@code …x1_0}, {@code …x1_5} or {@code …x2_0}
   * @return the backbone
   * @throws IllegalArgumentException if there is none of that name
   */
  public static ShuffleNetV2 named(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    return ALL.stream()
        .filter(backbone -> backbone.name.equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "backbone must be one of " + ALL + ", but is \"" + name + "\""));
  }

  /**
   * Returns the same backbone, starting from the weights of a file instead of random ones.
   *
   * <p>The file may be a PyTorch state dict under torchvision's names, in either of the layouts
   * that {@code torch.save} has written, a safetensors file, or a model that this library saved.
   * Only the trunk is taken: {@code conv5}, {@code fc} and heads are left out. Nothing in the file
   * is run. The weights also decide the {@link Normalization} of the input: torchvision's expect
   * {@link Normalization#IMAGENET}.
   *
   * @param file the file, read when the model is built, which throws a {@link ModelFileException}
   *     if it is missing, damaged, or of another architecture
   * @return a changed copy
   */
  public ShuffleNetV2 weights(Path file) {
    return new ShuffleNetV2(name, channels, Optional.of(file));
  }

  /**
   * Returns the file of the weights to start from.
   *
   * @return the file; empty for random weights
   */
  public Optional<Path> weights() {
    return weights;
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * Returns the output channels of the first convolution and of the three stages.
   *
   * @return four numbers; the last is the number of channels that heads see
   */
  public List<Integer> channels() {
    return channels;
  }

  /**
   * Returns the number of units in each of the three stages.
   *
   * @return 4, 8, 4
   */
  public List<Integer> repeats() {
    return List.of(4, 8, 4);
  }

  @Override
  public String toString() {
    return name;
  }
}
