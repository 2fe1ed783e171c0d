package io.github.twohead.djl.internal.pretrained;

import ai.djl.util.Utils;
import io.github.twohead.Backbone;
import io.github.twohead.HeadSpec;
import io.github.twohead.ModelFileException;
import io.github.twohead.Normalization;
import io.github.twohead.djl.internal.bundle.Bundle;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.weights.StateDict.StateEntry;
import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.djl.internal.weights.Tensor.TensorDict;
import io.github.twohead.runtime.internal.heads.Readout;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.WeightsSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The weights that a network starts from, where its backbone names a source of them: those of its
 * trunk and, where its backbone wants it, of the convolutions of its heads. What else there is, is
 * left out.
 *
 * @param source what the file is called, or where it was published
 * @param file the file that they are in
 * @param digest its SHA-256 in hexadecimal digits, from before it was read
 * @param dicts its dictionaries of tensors, of which one should fit
 */
public record PretrainedWeights(String source, Path file, String digest, List<TensorDict> dicts) {
  private static final String CONV5 = "conv5.";

  /** The end of torchvision's classifier, and this library's heads. */
  private static final List<String> BEYOND = List.of(CONV5, "fc.", "heads.");

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /**
   * Reads them, after they were downloaded to DJL's cache if need be; empty for random weights.
   *
   * @throws IllegalArgumentException if they are known to expect another normalisation
   */
  public static Optional<PretrainedWeights> of(ModelConfig config) {
    if (!(config.backbone() instanceof Backbone.BuiltIn backbone)) {
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

  /** Where downloaded weights are kept. */
  public static Path cache() {
    return Utils.getCacheDir().resolve("twohead");
  }

  /** Reads the weights of a source, for a network whose input is normalised in a certain way. */
  static PretrainedWeights read(WeightsSource source, Normalization used, Path cache) {
    if (source instanceof WeightsSource.Download published) {
      check(source, published.normalization(), used);
      Path file = new WeightsDownload(published.url(), cache, TIMEOUT).fetch(published.listener());
      String digest = WeightsFile.digest(file);
      return new PretrainedWeights(source.toString(), file, digest, WeightsFile.read(file));
    }
    Path file = ((WeightsSource.LocalFile) source).path();
    String name = String.valueOf(file.getFileName());
    String digest = WeightsFile.digest(file);
    if (!Bundle.isBundle(WeightsFile.metadata(file))) {
      return new PretrainedWeights(name, file, digest, WeightsFile.read(file));
    }
    Bundle saved = Bundle.read(file);
    check(source, saved.preprocessing().normalization(), used);
    return new PretrainedWeights(name, file, digest, List.of(new TensorDict("", saved.tensors())));
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
   * @throws ModelFileException if they do not fit it, or are unusable, or more than one dictionary
   *     fits; the network is then unchanged
   */
  public void load(Network network) {
    try {
      copy(network);
    } catch (ModelFileException e) {
      throw new ModelFileException(file + " " + e.getMessage(), e);
    }
  }

  /**
   * The same for a caller that knows the file.
   *
   * @throws ModelFileException saying what the file does
   */
  void copy(Network network) {
    String owner = network.config().backbone().name();
    List<StateEntry> trunk =
        network.state().entries().stream().filter(entry -> !isBeyond(entry.name())).toList();
    Map<String, Tensor> tensors = StateMatch.find(dicts, trunk, owner);
    Map<String, Tensor> wanted = new LinkedHashMap<>(tensors);
    wanted.keySet().removeIf(PretrainedWeights::isBeyond);
    Predicate<String> replaced = name -> !isBeyond(name);
    if (network.config().backbone() instanceof Backbone.BuiltIn spec
        && spec.startsHeadsFromConv5()) {
      for (Readout readout : network.layout().readouts()) {
        HeadSpec head = readout.head();
        String prefix = "heads." + head.name() + ".conv.";
        addConv5(wanted, tensors, head, prefix, owner);
        replaced = replaced.or(name -> name.startsWith(prefix));
      }
    }
    network.state().load(wanted, replaced, owner);
  }

  private static boolean isBeyond(String name) {
    return BEYOND.stream().anyMatch(name::startsWith);
  }

  private static void addConv5(
      Map<String, Tensor> wanted,
      Map<String, Tensor> tensors,
      HeadSpec head,
      String prefix,
      String owner) {
    @Nullable Tensor kernel = tensors.get(CONV5 + "0.weight");
    if (kernel == null) {
      throw new ModelFileException(
          "does not fit "
              + owner
              + ": it holds no conv5, which the heads shall start from: leave headsFromConv5() out,"
              + " or take the file of a whole classifier");
    }
    long width = kernel.shape().length == 0 ? 0 : kernel.shape()[0];
    if (width != head.width()) {
      throw new ModelFileException(
          "does not fit "
              + owner
              + ": its conv5 has "
              + width
              + " channels, but the head \""
              + head
              + "\", which shall start from it, "
              + head.width()
              + ": make all heads with HeadSpec.builder(name).width("
              + width
              + "), or leave headsFromConv5() out");
    }
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(CONV5)) {
            wanted.put(prefix + name.substring(CONV5.length()), tensor);
          }
        });
  }
}
