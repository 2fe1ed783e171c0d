package io.github.twohead.examples;

import io.github.twohead.Device;
import io.github.twohead.Normalization;
import io.github.twohead.ResizeMode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
      names = "--resize",
      defaultValue = "stretch",
      paramLabel = "MODE",
      description =
          "What becomes of a photo's aspect ratio: stretch, pad for black bars, or crop for its"
              + " middle (default: ${DEFAULT-VALUE}).")
  ResizeMode resize;

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

  /** What tables say of heads that are not the article's; empty for those. */
  String headShape() {
    return (headWidth == null ? "" : " of width " + headWidth) + (poolFirst ? ", pool first" : "");
  }
}
