package io.github.twohead.runtime.internal.serving;

import io.github.twohead.HeadSpec;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.ResizeMode;
import io.github.twohead.runtime.internal.formats.FileMetadata;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.ImageInput;
import io.github.twohead.runtime.internal.formats.NetworkFile.Range;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.manifest.Manifest;
import io.github.twohead.spi.PredictorConfig;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What goes into a network and comes out of it, as its file says, or else as the caller does.
 *
 * @param fileSays how the heads decide unless it is told otherwise; what comes out of a file is
 *     calibrated already, as they say
 * @param outputs how the heads are read, in their order
 * @param preprocessing how images become input
 * @param raw whether the network normalises pixels itself, and gets them as 0 to 255
 * @param provenance where its weights came from
 */
public record ModelSignature(
    OperatingPoints fileSays,
    List<HeadOutputs.Decoder> outputs,
    Preprocessing preprocessing,
    boolean raw,
    Provenance provenance) {
  /**
   * With fewer of a pixel's 256 levels left, half of them are cut off or rounded away, and the
   * normalisation is not what the network expects. Real networks were seen that keep 159.
   */
  private static final int MIN_LEVELS = 150;

  /**
   * Finds out what a network means.
   *
   * @throws io.github.twohead.ModelFileException with the reason alone if neither the file nor the
   *     caller says enough, or what they say does not fit the network
   * @throws IllegalArgumentException with the reason alone if both say it
   */
  public static ModelSignature of(NetworkFile network, PredictorConfig settings) {
    @Nullable String manifest = network.metadata().get(FileMetadata.MANIFEST);
    if (manifest == null) {
      return given(network, settings);
    }
    requireNoneGiven(settings);
    @Nullable String digest = network.metadata().get(FileMetadata.DIGEST);
    boolean unchanged = digest != null && FileMetadata.isUnchanged(network.content(), digest);
    if (!unchanged && !settings.acceptChanged()) {
      throw InvalidFile.of(
          "it was altered or damaged after it was exported. If a converter changed it, such as"
              + " ONNX Runtime's quantization or onnxsim, open it with"
              + " MultiHeadPredictor.builder().acceptChanged()");
    }
    ModelSignature signature = described(network, Manifest.parse(manifest));
    if (!unchanged) {
      signature.requireLevels(network.input());
    }
    return signature;
  }

  /** Refuses to be told what a file says itself. */
  public static void requireNoneGiven(PredictorConfig settings) {
    if (!settings.heads().isEmpty()
        || settings.normalization().isPresent()
        || settings.resize().isPresent()
        || settings.outputs().isPresent()) {
      throw new IllegalArgumentException(
          "it says itself what its heads, its normalisation, its resize and its outputs are: leave"
              + " out heads(…), normalization(…), resize(…) and outputs(…)");
    }
  }

  private static ModelSignature described(NetworkFile network, Manifest manifest) {
    Preprocessing input = manifest.input().preprocessing();
    if (input.width() != network.input().width() || input.height() != network.input().height()) {
      throw InvalidFile.of(
          "its manifest says "
              + size(input.width(), input.height())
              + ", but its network takes "
              + size(network.input().width(), network.input().height()));
    }
    List<HeadSpec> heads = manifest.specs();
    return new ModelSignature(
        OperatingPoints.standard(new HeadLayout(heads)).with(manifest.operatingPoints()),
        HeadOutputs.ofExport(network.outputs()).named(heads),
        input,
        isRaw(network.metadata().get(FileMetadata.INPUT)),
        manifest.provenance());
  }

  private static boolean isRaw(@Nullable String input) {
    if (!FileMetadata.RAW.equals(input) && !FileMetadata.NORMALIZED.equals(input)) {
      throw InvalidFile.of("it does not say which pixels it takes");
    }
    return FileMetadata.RAW.equals(input);
  }

  private static String size(int width, int height) {
    return width + "×" + height + " pixels";
  }

  private static ModelSignature given(NetworkFile network, PredictorConfig settings) {
    if (settings.heads().isEmpty() || settings.normalization().isEmpty()) {
      throw InvalidFile.of(
          "it does not say what its outputs answer, or how pixels are normalised: open it with"
              + " MultiHeadPredictor.builder().heads(…).normalization(…). Its outputs are "
              + network.outputs());
    }
    for (HeadSpec head : settings.heads()) {
      if (head.name().equals(network.input().name())) {
        throw InvalidFile.of(
            "\""
                + head
                + "\" is its input, and cannot be a head: its outputs are "
                + network.outputs());
      }
    }
    Preprocessing input =
        preprocessing(network.input(), settings.normalization().get())
            .resize(settings.resize().orElse(ResizeMode.STRETCH));
    ModelSignature signature =
        new ModelSignature(
            OperatingPoints.standard(new HeadLayout(settings.heads())),
            HeadOutputs.of(network.outputs(), settings.outputs()).of(settings.heads()),
            input,
            false,
            Provenance.unknown());
    signature.requireLevels(network.input());
    return signature;
  }

  /** How the heads decide, by the thresholds that replace those of the file. */
  OperatingPoints points(Map<String, Double> thresholds) {
    return fileSays.withThresholds(thresholds);
  }

  /** The heads that always say the same, since their numbers do not reach their threshold. */
  List<String> unreached(OperatingPoints points) {
    List<String> heads = new ArrayList<>();
    for (HeadOutputs.Decoder output : outputs) {
      HeadSpec head = output.readout().head();
      double threshold = points.of(head).threshold();
      Range range = output.range();
      boolean never = threshold > range.most();
      // which 0 and 1 are set for
      boolean meant = threshold == 0 || threshold == 1;
      if (!meant && (never || threshold <= range.least())) {
        heads.add(
            String.format(
                Locale.ROOT,
                "head \"%s\" says %s to every image: its threshold is %s, and the 8 bits of this"
                    + " file only give probabilities from %.3g to %.3g. Set the threshold on the"
                    + " model and export it again, which makes room for it, or set one in between",
                head,
                never ? "no" : "yes",
                threshold,
                range.least(),
                range.most()));
      }
    }
    return heads;
  }

  /** What is done to pixels before they go in; empty if they go in as they are, 0 to 255. */
  Optional<Normalization> normalization() {
    return raw ? Optional.empty() : Optional.of(preprocessing.normalization());
  }

  /** Writes pixels as the network takes them. */
  public InputWriter writer(ImageInput input) {
    return new InputWriter(input, normalization());
  }

  /**
   * The probabilities of an image, N.
   *
   * @param given what the network gave, by the output's number in the file, in native byte order
   */
  public double[] probabilities(IntFunction<ByteBuffer> given) {
    double[] probabilities = new double[fileSays.layout().outputs()];
    int at = 0;
    for (HeadOutputs.Decoder head : outputs) {
      head.read(given.apply(head.index()), probabilities, at);
      at += head.readout().outputs();
    }
    return probabilities;
  }

  /** Refuses a normalisation that would round pixels to a few numbers, or cut most of them off. */
  private void requireLevels(ImageInput input) {
    int levels = new InputWriter(input, normalization()).levels();
    if (levels >= MIN_LEVELS) {
      return;
    }
    double smallest = input.smallest();
    double span = input.span();
    throw InvalidFile.of(
        "its input holds bytes that stand for "
            + text(smallest)
            + " to "
            + text(smallest + span)
            + ", and the normalisation would leave "
            + levels
            + " of the 256 levels of a pixel there. What fits is a mean of "
            + text((0 - smallest) / span)
            + " and a standard deviation of "
            + (span == Math.rint(span) && span > 1 ? "1/" + text(span) : text(1 / span)));
  }

  private static String text(double number) {
    return new BigDecimal(number).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  private static Preprocessing preprocessing(ImageInput input, Normalization normalization) {
    try {
      return Preprocessing.standard()
          .size(input.width(), input.height())
          .normalization(normalization);
    } catch (IllegalArgumentException e) {
      throw InvalidFile.of("its image is not supported: " + e.getMessage(), e);
    }
  }
}
