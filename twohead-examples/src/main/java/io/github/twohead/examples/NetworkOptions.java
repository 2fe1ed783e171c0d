package io.github.twohead.examples;

import io.github.twohead.Backbone;
import io.github.twohead.Backbone.DownloadListener;
import io.github.twohead.Colors;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.ShuffleNetV2;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a network starts from, what it takes and answers, and where it trains. */
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
        converter = GivenPath.Input.class,
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
      names = "--threshold",
      paramLabel = "NAME=PROBABILITY",
      description =
          "The probability from which on a head's answer is yes: 0.5 unless given. Repeatable.")
  Map<String, Double> thresholds = new LinkedHashMap<>();

  @Option(
      names = "--pool-first",
      description = "Heads see the average of the feature map, which makes them cheap.")
  boolean poolFirst;

  @Option(
      names = "--size",
      defaultValue = "256",
      paramLabel = "PIXELS",
      description = "Width and height of the input in pixels (default: ${DEFAULT-VALUE}).")
  int size;

  @Option(
      names = "--normalize",
      defaultValue = "imagenet",
      paramLabel = "STATISTICS",
      description =
          "imagenet, none, or means/standard deviations of red, green and blue, such as"
              + " 0.5,0.5,0.5/0.25,0.25,0.25 (default: ${DEFAULT-VALUE}).")
  Normalization normalization;

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "NUMBER",
      description = "Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "DEVICE",
      description = "auto, cpu, gpu0, gpu1, … (default: ${DEFAULT-VALUE}).")
  Device device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads of the CPU train; PyTorch's choice unless given.")
  @Nullable Integer threads;

  @Option(
      names = "--srgb",
      description =
          "Convert photos to sRGB by their colour profiles, as viewers show them. Otherwise the"
              + " numbers in the file count, as Python's loaders give them.")
  boolean srgb;

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

  /** The heads, of the width that was asked for. */
  List<HeadSpec> specs(List<HeadOption> heads) {
    HeadOption.requireKnown("--threshold", thresholds.keySet(), heads);
    return heads.stream().map(this::spec).toList();
  }

  private HeadSpec spec(HeadOption option) {
    HeadSpec.Builder head = option.spec();
    if (headWidth != null) {
      head.width(headWidth);
    }
    return head.build();
  }

  /** What tables say of heads that are not the article's; empty for those. */
  String headShape() {
    return (headWidth == null ? "" : " of width " + headWidth) + (poolFirst ? ", pool first" : "");
  }

  /** Starts a model with heads that pool where it was asked for. */
  MultiHeadModel.Builder model(Backbone backbone, List<HeadSpec> heads) {
    MultiHeadModel.Builder builder = builder(backbone, size).heads(heads);
    thresholds.forEach(builder::threshold);
    return poolFirst ? builder.poolFirst() : builder;
  }

  /** Starts a model with an input of {@code side} × {@code side} pixels; its heads are missing. */
  MultiHeadModel.Builder builder(Backbone backbone, int side) {
    MultiHeadModel.Builder builder =
        MultiHeadModel.builder()
            .backbone(backbone)
            .preprocessing(
                Preprocessing.standard()
                    .size(side)
                    .normalization(normalization)
                    .colors(srgb ? Colors.SRGB : Colors.AS_STORED))
            .device(device)
            .seed(seed);
    return threads == null ? builder : builder.threads(threads);
  }
}
