package io.github.twohead.djl.internal.serving;

import io.github.twohead.HeadSpec;
import io.github.twohead.LabelSplitter;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.bundle.Manifest;
import io.github.twohead.djl.internal.formats.FileDigest;
import io.github.twohead.djl.internal.formats.ImageInput;
import io.github.twohead.djl.internal.formats.NetworkFile;
import io.github.twohead.djl.internal.formats.SelfDescription;
import io.github.twohead.djl.internal.weights.Refusal;
import io.github.twohead.spi.PredictorConfig;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What goes into a network and comes out of it, as its file says, or else as the caller does.
 *
 * @param heads the heads
 * @param outputs how the heads are read, in their order
 * @param preprocessing how images become input
 * @param raw whether the network normalises pixels itself, and gets them as 0 to 255
 * @param labels the labels of training
 */
record Meaning(
    List<HeadSpec> heads,
    List<HeadDecoder> outputs,
    Preprocessing preprocessing,
    boolean raw,
    Optional<LabelSplitter> labels) {

  /**
   * Finds out what a network means.
   *
   * @throws io.github.twohead.ModelFileException with the reason alone if neither the file nor the
   *     caller says enough, or what they say does not fit the network
   * @throws IllegalArgumentException with the reason alone if both say it
   */
  static Meaning of(NetworkFile network, PredictorConfig settings) {
    @Nullable String manifest = network.metadata().get(SelfDescription.MANIFEST);
    if (manifest == null) {
      return given(network, settings);
    }
    requireNoneGiven(settings);
    @Nullable String digest = network.metadata().get(SelfDescription.DIGEST);
    if (digest == null || !FileDigest.matches(network.content(), digest)) {
      throw Refusal.of("it was altered or damaged after it was exported");
    }
    return described(network, Manifest.parse(manifest));
  }

  /** Refuses to be told what a file says itself. */
  static void requireNoneGiven(PredictorConfig settings) {
    if (!settings.heads().isEmpty() || settings.normalization().isPresent()) {
      throw new IllegalArgumentException(
          "it says itself what its heads and its normalisation are: leave out heads(…) and"
              + " normalization(…)");
    }
  }

  private static Meaning described(NetworkFile network, Manifest manifest) {
    Preprocessing input = manifest.input().preprocessing();
    if (input.width() != network.input().width() || input.height() != network.input().height()) {
      throw Refusal.of(
          "its manifest says "
              + size(input.width(), input.height())
              + ", but its network takes "
              + size(network.input().width(), network.input().height()));
    }
    List<HeadSpec> heads = manifest.specs();
    return new Meaning(
        heads,
        new HeadOutputs(network.outputs()).named(heads),
        input,
        isRaw(network.metadata().get(SelfDescription.INPUT)),
        manifest.provenance().labels());
  }

  private static boolean isRaw(@Nullable String input) {
    if (!SelfDescription.RAW.equals(input) && !SelfDescription.NORMALIZED.equals(input)) {
      throw Refusal.of("it does not say which pixels it takes");
    }
    return SelfDescription.RAW.equals(input);
  }

  private static String size(int width, int height) {
    return width + "×" + height + " pixels";
  }

  private static Meaning given(NetworkFile network, PredictorConfig settings) {
    if (settings.heads().isEmpty() || settings.normalization().isEmpty()) {
      throw Refusal.of(
          "it does not say what its outputs answer, or how pixels are normalised: open it with"
              + " MultiHeadPredictor.builder().heads(…).normalization(…). Its outputs are "
              + network.outputs());
    }
    return new Meaning(
        settings.heads(),
        new HeadOutputs(network.outputs()).of(settings.heads()),
        preprocessing(network.input(), settings.normalization().get()),
        false,
        Optional.empty());
  }

  private static Preprocessing preprocessing(ImageInput input, Normalization normalization) {
    try {
      return new Preprocessing(input.width(), input.height(), normalization);
    } catch (IllegalArgumentException e) {
      throw Refusal.of("its image is not supported: " + e.getMessage(), e);
    }
  }
}
