package io.github.twohead.examples;

import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.DownloadListener;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.ShuffleNetV2;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a network starts from, what it takes, and where it trains. */
final class NetworkOptions {
  @ArgGroup Start start = new Start();

  /** What the trunk starts from, unless it is random. */
  static final class Start {
    @Option(
        names = "--pretrained",
        description = "Start the trunk from torchvision's ImageNet weights, downloaded once.")
    boolean pretrained;

    @Option(
        names = "--weights",
        paramLabel = "FILE",
        description =
            "Start the trunk from these weights: a PyTorch state dict under torchvision's names,"
                + " safetensors, or a saved model. --normalize must be what they expect.")
    @Nullable Path weights;
  }

  @Option(
      names = "--head-width",
      paramLabel = "CHANNELS",
      description = "The channels of each head's convolution: 1024 unless given.")
  @Nullable Integer headWidth;

  @Option(
      names = "--pool-first",
      description = "Heads see the average of the feature map, which makes them cheap.")
  boolean poolFirst;

  @Option(
      names = "--size",
      defaultValue = "256",
      description = "Width and height of the input in pixels (default: ${DEFAULT-VALUE}).")
  int size;

  @Option(names = "--seed", defaultValue = "42", description = "Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, gpu0, gpu1, … (default: ${DEFAULT-VALUE}).")
  String device;

  @Option(
      names = "--normalize",
      defaultValue = "imagenet",
      paramLabel = "STATISTICS",
      description =
          "imagenet, none, or means/standard deviations of red, green and blue, such as"
              + " 0.5,0.5,0.5/0.25,0.25,0.25 (default: ${DEFAULT-VALUE}).")
  String normalize;

  /** Whether the trunk does not start at random. */
  boolean hasWeights() {
    return start.pretrained || start.weights != null;
  }

  /** The same trunk, starting from the weights that were asked for. */
  ShuffleNetV2 started(ShuffleNetV2 trunk, DownloadListener progress) {
    if (start.pretrained) {
      return trunk.pretrained(progress);
    }
    return start.weights == null ? trunk : trunk.weights(start.weights);
  }

  /** Builds a model with heads of the shape that was asked for. */
  MultiHeadModel model(Backbone backbone, List<HeadSpec> heads) {
    MultiHeadModel.Builder builder =
        builder(backbone, size).heads(heads.stream().map(this::ofWidth).toList());
    return (poolFirst ? builder.poolFirst() : builder).build();
  }

  /** What tables say of heads that are not the article's; empty for those. */
  String headShape() {
    return (headWidth == null ? "" : " of width " + headWidth) + (poolFirst ? ", pool first" : "");
  }

  private HeadSpec ofWidth(HeadSpec head) {
    return headWidth == null ? head : HeadSpec.builder(head.name()).width(headWidth).build();
  }

  /** Starts a model with an input of {@code side} × {@code side} pixels; its heads are missing. */
  MultiHeadModel.Builder builder(Backbone backbone, int side) {
    return MultiHeadModel.builder()
        .backbone(backbone)
        .preprocessing(
            Preprocessing.standard().size(side).normalization(Normalization.parse(normalize)))
        .device(Device.parse(device))
        .seed(seed);
  }
}
