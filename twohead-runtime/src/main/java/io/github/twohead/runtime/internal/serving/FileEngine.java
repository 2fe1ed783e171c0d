package io.github.twohead.runtime.internal.serving;

import io.github.twohead.Device;
import io.github.twohead.ModelFileException;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.formats.onnx.OnnxFile;
import io.github.twohead.runtime.internal.formats.tflite.TfLiteFile;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.natives.Natives;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import io.github.twohead.spi.PredictorEngine;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Opens files of other formats for prediction. The file and the class path decide what runs them.
 */
public final class FileEngine implements PredictorEngine {
  private static final int DEFAULT_THREADS = 1;

  /** Called by the service loader. */
  public FileEngine() {}

  /** Whatever is no saved model is for this engine, which says why it is nothing at all. */
  @Override
  public boolean opens(byte[] start) {
    return !ModelFormat.BUNDLE.isPlausible(start);
  }

  @Override
  public Predictor open(ModelContent model, PredictorConfig settings) {
    return open(model, settings, NetworkRuntimes.all());
  }

  /**
   * Opens a model.
   *
   * @param among what may run it
   */
  public static Predictor open(
      ModelContent model, PredictorConfig settings, List<NetworkRuntime> among) {
    try {
      ModelFormat format = ModelFormat.of(model.start());
      check(model, settings);
      return open(read(model, format), format, settings, model.name() + " cannot be opened", among);
    } catch (ModelFileException e) {
      throw new ModelFileException(model.name() + " cannot be opened: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          model.name() + " cannot be opened so: " + e.getMessage(), e);
    }
  }

  private static void check(ModelContent model, PredictorConfig settings) {
    if (settings.backbone().isPresent()) {
      throw new IllegalArgumentException("it holds its whole network: leave out backbone(…)");
    }
    if (settings.device().isGpu()) {
      throw new TwoheadException(
          model.name()
              + " runs on the CPU only, not on "
              + settings.device()
              + ": use Device.auto()");
    }
  }

  /** Reads and checks a network. */
  public static NetworkFile read(ModelContent model) {
    try {
      return read(model, ModelFormat.of(model.start()));
    } catch (ModelFileException e) {
      throw new ModelFileException(model.name() + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static NetworkFile read(ModelContent model, ModelFormat format) {
    ByteBuffer content = model.read(ByteBuffer::allocateDirect);
    if (format == ModelFormat.TFLITE) {
      return TfLiteFile.read(content);
    }
    try {
      return OnnxFile.read(content);
    } catch (NoClassDefFoundError e) {
      throw InvalidFile.of(
          "what reads ONNX files is not on the class path. Add "
              + NetworkRuntimes.coordinates(format),
          e);
    }
  }

  /** Opens an exported file that is not yet written. */
  public static Predictor open(byte[] content) {
    ModelContent model = ModelContent.of("the export", content);
    ModelFormat format = ModelFormat.of(model.start());
    PredictorConfig plain = PredictorConfig.builder().device(Device.cpu()).build();
    String failure = "the export cannot be checked";
    return open(read(model, format), format, plain, failure, NetworkRuntimes.all());
  }

  /**
   * Opens a network. What runs it starts while the rest of the file is looked at.
   *
   * @param failure what a message begins with if nothing can run it
   */
  private static Predictor open(
      NetworkFile network,
      ModelFormat format,
      PredictorConfig settings,
      String failure,
      List<NetworkRuntime> among) {
    Supplier<Optional<NetworkRuntime>> choice =
        Natives.begin(() -> NetworkRuntimes.choose(format, among));
    ModelSignature signature = ModelSignature.of(network, settings);
    NetworkRuntime runtime =
        choice
            .get()
            .orElseThrow(
                () ->
                    new TwoheadException(
                        failure
                            + ": nothing on the class path runs "
                            + format
                            + " on this machine"
                            + NetworkRuntimes.advice(format)));
    InterpreterPool pool =
        new InterpreterPool(
            runtime.title(),
            NetworkRuntimes.load(runtime, network, settings.threads().orElse(DEFAULT_THREADS)),
            new InputWriter(network.input(), signature.normalization()),
            network.input().bytes(),
            signature.outputs());
    HeadLayout layout = new HeadLayout(signature.heads());
    return new Predictor(layout, signature.preprocessing(), signature.provenance(), pool);
  }
}
