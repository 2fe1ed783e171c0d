package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import io.github.twohead.spi.WeightsSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
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
public final class ShuffleNetV2 implements Backbone.BuiltIn {
  static final ShuffleNetV2 X0_5 =
      new ShuffleNetV2("0_5", "shufflenetv2_x0.5-f707e7126e.pth", 24, 48, 96, 192);
  static final ShuffleNetV2 X1_0 =
      new ShuffleNetV2("1_0", "shufflenetv2_x1-5666bf0f80.pth", 24, 116, 232, 464);
  static final ShuffleNetV2 X1_5 =
      new ShuffleNetV2("1_5", "shufflenetv2_x1_5-3c479a10.pth", 24, 176, 352, 704);
  static final ShuffleNetV2 X2_0 =
      new ShuffleNetV2("2_0", "shufflenetv2_x2_0-8be3c8ee.pth", 24, 244, 488, 976);

  private static final URI TORCHVISION = URI.create("https://download.pytorch.org/models/");

  private final String name;
  private final String published;
  private final List<Integer> channels;
  private final Optional<WeightsSource> weights;
  private final Once<Boolean> headsFromConv5;

  private ShuffleNetV2(String multiplier, String published, Integer... channels) {
    this(
        "shufflenet_v2_x" + multiplier,
        published,
        List.of(channels),
        Optional.empty(),
        new Once<>("headsFromConv5"));
  }

  private ShuffleNetV2(
      String name,
      String published,
      List<Integer> channels,
      Optional<WeightsSource> weights,
      Once<Boolean> headsFromConv5) {
    this.name = name;
    this.published = published;
    this.channels = channels;
    this.weights = weights;
    this.headsFromConv5 = headsFromConv5;
  }

  /**
   * Returns the same backbone, starting from the weights of a file instead of random ones.
   *
   * <p>The file may be a PyTorch state dict under torchvision's names, in either of the layouts
   * that {@code torch.save} has written, a safetensors file, or a model that this library saved.
   * Names may have a common prefix, such as {@code module.} or {@code _orig_mod.}, and the state
   * dict may lie in a checkpoint beside other things, as training scripts save them; where more
   * than one fits, the file is refused. Only the trunk is taken: {@code conv5}, {@code fc} and
   * heads are left out, unless {@link #headsFromConv5} asks for the first. Nothing in the file is
   * run.
   *
   * <p>The weights also decide the {@link Normalization} of the input. A saved model tells its own,
   * and building with another one fails; other files do not tell theirs.
   *
   * @param file the file, read when the model is built, which throws a {@link ModelFileException}
   *     if it is missing, damaged, or of another architecture, or if a weight is infinite or not a
   *     number
   * @return a changed copy
   * @throws IllegalStateException if this backbone already starts from other weights
   */
  @Override
  public ShuffleNetV2 weights(Path file) {
    return startingFrom(new WeightsSource.LocalFile(Arguments.notNull("file", file)));
  }

  /**
   * Returns the same backbone, starting from torchvision's ImageNet weights, as {@link
   * #pretrained(DownloadListener)} does without a listener.
   *
   * <p>Advice: build with {@code .backbone(Backbone.shuffleNetV2x05().pretrained())}, and train
   * with AdamW, a cosine schedule, flips where left and right do not matter, and {@code
   * emaDecay(0.9)}. On photos of clothes this raised the other head's test F1 from 0.958, which the
   * article's recipe gave, to 0.972 at the same F1 of the main head, 0.993 (means of three seeds).
   *
   * @return a changed copy
   * @throws IllegalStateException if this backbone already starts from other weights
   */
  @Override
  public ShuffleNetV2 pretrained() {
    return pretrained((bytes, total) -> {});
  }

  /**
   * Returns the same backbone, starting from the weights that torchvision publishes for it, trained
   * on ImageNet. They expect {@link Normalization#IMAGENET}, the default: building with another
   * normalisation fails.
   *
   * <p>Their file, of 5 to 30 MB, is downloaded when the first model is built with it, and kept
   * where the engine keeps its own files. Building throws a {@link TwoheadException} that says
   * where that is and what to do instead if it cannot be downloaded, or if what came does not have
   * its SHA-256. An interrupt of the thread ends a download so too, and stays set.
   *
   * <p>Source: <a href="https://docs.pytorch.org/vision/stable/models/shufflenetv2.html">the models
   * of torchvision</a>.
   *
   * @param listener sees the download go on; never called if the file is already there
   * @return a changed copy
   * @throws IllegalStateException if this backbone already starts from other weights
   */
  @Override
  public ShuffleNetV2 pretrained(DownloadListener listener) {
    return startingFrom(
        new WeightsSource.Download(
            TORCHVISION.resolve(published), Normalization.IMAGENET, listener));
  }

  /**
   * Returns the same backbone, whose weights give every head its start too: the convolution and the
   * batch normalisation of each head begin as copies of the original classifier's {@code conv5}
   * instead of at random.
   *
   * <p>Building then fails unless the backbone starts from weights that hold a {@code conv5}, as
   * torchvision's do, and all heads have its {@linkplain HeadSpec#width width}: 1024 channels, or
   * 2048 for x2.0.
   *
   * @return a changed copy
   * @throws IllegalStateException if this backbone already gives heads their start
   */
  @Override
  public ShuffleNetV2 headsFromConv5() {
    return new ShuffleNetV2(name, published, channels, weights, headsFromConv5.with(true));
  }

  private ShuffleNetV2 startingFrom(WeightsSource source) {
    weights.ifPresent(
        earlier -> {
          throw new IllegalStateException("the weights were already set to " + earlier);
        });
    return new ShuffleNetV2(name, published, channels, Optional.of(source), headsFromConv5);
  }

  /**
   * Returns where the weights come from.
   *
   * @return the source; empty for random weights
   */
  @Override
  public Optional<WeightsSource> weights() {
    return weights;
  }

  /**
   * Says whether every head starts from the weights' {@code conv5}.
   *
   * @return whether {@link #headsFromConv5} was called
   */
  @Override
  public boolean startsHeadsFromConv5() {
    return headsFromConv5.orElse(false);
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

  /**
   * Returns how many stages {@link Freeze#stages} can name: the first convolution is one, too.
   *
   * @return 4
   */
  @Override
  public int stages() {
    return 1 + repeats().size();
  }

  @Override
  public String toString() {
    return name;
  }
}
