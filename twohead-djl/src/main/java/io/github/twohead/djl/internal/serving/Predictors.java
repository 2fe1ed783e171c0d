package io.github.twohead.djl.internal.serving;

import io.github.twohead.Device;
import io.github.twohead.ModelFileException;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.bundle.Bundle;
import io.github.twohead.djl.internal.bundle.ModelFiles;
import io.github.twohead.djl.internal.bundle.ModelFormat;
import io.github.twohead.djl.internal.formats.NetworkFile;
import io.github.twohead.djl.internal.formats.OnnxFile;
import io.github.twohead.djl.internal.formats.TfLiteFile;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.nn.Torch;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.PredictorConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens models for prediction. The file and the class path decide what runs them. */
public final class Predictors {
  private static final int DEFAULT_THREADS = 1;

  private Predictors() {}

  /** Opens a model, as {@code MultiHeadPredictor} says. */
  public static EnginePredictor open(Path file, PredictorConfig settings) {
    ModelFormat format = ModelFiles.format(file);
    try {
      return format == ModelFormat.BUNDLE
          ? openBundle(file, settings)
          : open(file, format, settings, NetworkRuntime.values());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " cannot be opened so: " + e.getMessage(), e);
    }
  }

  private static EnginePredictor openBundle(Path file, PredictorConfig settings) {
    Meaning.requireNoneGiven(settings);
    Bundle bundle = Bundle.read(file);
    Network network = bundle.network(settings.backbone(), Torch.device(settings.device()));
    return new Predictor(
        network.config().heads(),
        network.config().preprocessing(),
        bundle.provenance().labels(),
        new TorchInference(network, settings.threads()));
  }

  /**
   * Opens a model of another format.
   *
   * @param runtimes what may run it
   */
  public static Predictor open(
      Path file, ModelFormat format, PredictorConfig settings, NetworkRuntime... runtimes) {
    if (settings.backbone().isPresent()) {
      throw new IllegalArgumentException("it holds its whole network: leave out backbone(…)");
    }
    if (settings.device().isGpu()) {
      throw new TwoheadException(
          file + " runs on the CPU only, not on " + settings.device() + ": use Device.auto()");
    }
    NetworkFile network = read(file, format);
    try {
      return open(network, format, settings, file + " cannot be opened", runtimes);
    } catch (ModelFileException e) {
      throw new ModelFileException(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Reads and checks a network. */
  public static NetworkFile read(Path file, ModelFormat format) {
    ByteBuffer content = ModelFiles.read(file, format, ByteBuffer::allocateDirect);
    try {
      return read(content, format);
    } catch (ModelFileException e) {
      throw new ModelFileException(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static NetworkFile read(ByteBuffer content, ModelFormat format) {
    return format == ModelFormat.TFLITE ? TfLiteFile.read(content) : OnnxFile.read(content);
  }

  /**
   * Opens the content of an exported file.
   *
   * @param format what it is
   */
  public static Predictor open(byte[] content, ModelFormat format) {
    ByteBuffer direct = ByteBuffer.allocateDirect(content.length).put(content).flip();
    PredictorConfig plain =
        new PredictorConfig(
            Optional.empty(),
            Device.cpu(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false);
    String failure = "the export cannot be checked";
    return open(read(direct, format), format, plain, failure, NetworkRuntime.values());
  }

  /**
   * Opens a network.
   *
   * @param failure what a message begins with if nothing can run it
   */
  private static Predictor open(
      NetworkFile network,
      ModelFormat format,
      PredictorConfig settings,
      String failure,
      NetworkRuntime... runtimes) {
    Meaning meaning = Meaning.of(network, settings);
    NetworkRuntime runtime =
        NetworkRuntime.choose(format, network.quantized(), runtimes)
            .orElseThrow(
                () ->
                    new TwoheadException(
                        failure
                            + ": nothing on the class path runs "
                            + format
                            + " on this machine"
                            + NetworkRuntime.advice(format)));
    return predictor(network, meaning, runtime, settings.threads().orElse(DEFAULT_THREADS));
  }

  private static Predictor predictor(
      NetworkFile network, Meaning meaning, NetworkRuntime runtime, int threads) {
    InterpreterPool pool =
        new InterpreterPool(
            runtime.title(),
            runtime.load(network, threads),
            new InputWriter(network.input(), meaning.normalization()),
            network.input().bytes(),
            meaning.outputs());
    return new Predictor(meaning.heads(), meaning.preprocessing(), meaning.labels(), pool);
  }
}
