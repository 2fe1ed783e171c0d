package io.github.twohead.djl.internal;

import ai.djl.util.Utils;
import io.github.twohead.Backbone;
import io.github.twohead.ModelFileException;
import io.github.twohead.Normalization;
import io.github.twohead.ShuffleNetV2;
import io.github.twohead.WeightsSource;
import io.github.twohead.djl.internal.bundle.Bundle;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.nn.PretrainedWeights;
import io.github.twohead.djl.internal.nn.SoftmaxBackbone;
import io.github.twohead.djl.internal.weights.TensorDict;
import io.github.twohead.djl.internal.weights.WeightsDownload;
import io.github.twohead.djl.internal.weights.WeightsFile;
import io.github.twohead.spi.ModelConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The weights that a network starts from, where its backbone names a source of them.
 *
 * @param file the file that they are in
 * @param dicts its dictionaries of tensors, of which one should fit
 */
record FirstWeights(Path file, List<TensorDict> dicts) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /**
   * Reads them, after they were downloaded to DJL's cache if need be; empty for random weights.
   *
   * @throws IllegalArgumentException if they are known to expect another normalisation
   */
  static Optional<FirstWeights> of(ModelConfig config) {
    Backbone trunk =
        config.backbone() instanceof SoftmaxBackbone softmax ? softmax.trunk() : config.backbone();
    if (!(trunk instanceof ShuffleNetV2 backbone)) {
      return Optional.empty();
    }
    if (backbone.startsHeadsFromConv5() && backbone.weights().isEmpty()) {
      throw new IllegalArgumentException(
          "heads from conv5 need weights that hold it: give the backbone pretrained() or"
              + " weights(Path)");
    }
    Normalization used = config.preprocessing().normalization();
    return backbone.weights().map(source -> read(source, used, cache()));
  }

  private static Path cache() {
    return Utils.getCacheDir().resolve("twohead");
  }

  /** Reads the weights of a source, for a network whose input is normalised in a certain way. */
  static FirstWeights read(WeightsSource source, Normalization used, Path cache) {
    if (source instanceof WeightsSource.Download published) {
      check(source, published.normalization(), used);
      Path file = new WeightsDownload(published.url(), cache, TIMEOUT).fetch(published.listener());
      return new FirstWeights(file, WeightsFile.read(file));
    }
    Path file = ((WeightsSource.LocalFile) source).path();
    if (!Bundle.isBundle(file)) {
      return new FirstWeights(file, WeightsFile.read(file));
    }
    Bundle saved = Bundle.read(file);
    check(source, saved.preprocessing().normalization(), used);
    return new FirstWeights(file, List.of(new TensorDict("", saved.tensors())));
  }

  private static void check(WeightsSource source, Normalization expected, Normalization used) {
    if (!used.equals(expected)) {
      throw new IllegalArgumentException(
          "the weights of "
              + source
              + " expect the normalization "
              + expected
              + ", but the model's is "
              + used
              + ": build it with preprocessing(Preprocessing.standard().normalization("
              + "Normalization.parse(\""
              + expected
              + "\")))");
    }
  }

  /**
   * Copies them into a network.
   *
   * @throws ModelFileException if they do not fit it, or are unusable
   */
  void load(Network network) {
    try {
      PretrainedWeights.load(network, dicts);
    } catch (ModelFileException e) {
      throw new ModelFileException(file + " " + e.getMessage(), e);
    }
  }
}
