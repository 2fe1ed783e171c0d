package io.github.twohead.runtime.internal.serving;

import io.github.twohead.Device;
import io.github.twohead.ModelFileException;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.formats.onnx.OnnxFile;
import io.github.twohead.runtime.internal.formats.tflite.TfLiteFile;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.natives.Natives;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import io.github.twohead.spi.PredictorEngine;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * Opens files of other formats for prediction. The file and the class path decide what runs them.
 */
public final class FileEngine implements PredictorEngine {

  private static final int DEFAULT_THREADS = 1;

  /** Called by the service loader. */
  public FileEngine() {}

  @Override
  public boolean opens(byte[] start) {
    return ModelFormat.TFLITE.isPlausible(start)
        || (ModelFormat.ONNX.isPlausible(start) && !ModelFormat.BUNDLE.isPlausible(start));
  }

  /** Whatever is no saved model: this engine says why it is nothing at all. */
  @Override
  public boolean explains(byte[] start) {
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
      String failure = failure(model);
      return open(model, read(model, format, failure), settings, failure, among);
    } catch (ModelFileException e) {
      throw new ModelFileException(model.name() + " cannot be opened: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          model.name() + " cannot be opened so: " + e.getMessage(), e);
    }
  }

  private static String failure(ModelContent model) {
    return model.name() + " cannot be opened";
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
      return read(model, ModelFormat.of(model.start()), failure(model));
    } catch (ModelFileException e) {
      throw new ModelFileException(model.name() + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static NetworkFile read(ModelContent model, ModelFormat format, String failure) {
    ByteBuffer content = model.read(ByteBuffer::allocateDirect);
    try {
      return format == ModelFormat.TFLITE ? TfLiteFile.read(content) : OnnxFile.read(content);
    } catch (LinkageError e) {
      String reader = failure + ": what reads " + format;
      boolean missing =
          e instanceof NoClassDefFoundError
              && !String.valueOf(e.getMessage()).startsWith("Could not initialize");
      throw new TwoheadException(
          missing
              ? reader + " is not on the class path. Add " + NetworkRuntimes.reader(format)
              : reader + " does not work with what else is on the class path: " + e,
          e);
    }
  }

  /** Opens an exported file that is not yet written. */
  public static Predictor open(byte[] content) {
    ModelContent model = ModelContent.of("the export", content);
    ModelFormat format = ModelFormat.of(model.start());
    PredictorConfig plain = PredictorConfig.builder().device(Device.cpu()).build();
    String failure = "the export cannot be checked";
    return open(model, read(model, format, failure), plain, failure, NetworkRuntimes.all());
  }

  /**
   * Opens a network. What runs it starts while the rest of the file is looked at.
   *
   * @param failure what a message begins with if nothing can run it
   */
  private static Predictor open(
      ModelContent model,
      NetworkFile network,
      PredictorConfig settings,
      String failure,
      List<NetworkRuntime> among) {
    ModelFormat format = ModelFormat.of(model.start());
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
    OperatingPoints points = signature.points(settings.thresholds());
    signature.unreached(points).forEach(what -> warn(model.name(), what));
    InterpreterPool pool =
        new InterpreterPool(
            runtime.title(),
            NetworkRuntimes.load(runtime, network, settings.threads().orElse(DEFAULT_THREADS)),
            new InputWriter(network.input(), signature.normalization()),
            signature.outputs());
    Preprocessing input = signature.preprocessing();
    return new Predictor(
        () -> points,
        input,
        signature::provenance,
        ViewedNetwork.of(pool, points.layout(), input, settings.views()),
        settings.executor());
  }

  /** Sets up logging only where there is something to say, which takes a program's start time. */
  private static void warn(String file, String what) {
    LoggerFactory.getLogger(FileEngine.class).warn("{}: {}", file, what);
  }
}
