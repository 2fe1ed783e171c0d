package io.github.twohead.djl.internal.serving;

import io.github.twohead.djl.internal.bundle.ModelFormat;
import io.github.twohead.djl.internal.formats.NetworkFile;
import io.github.twohead.djl.internal.weights.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs networks of other formats, where it is on the class path and has natives. */
public enum NetworkRuntime {
  /** TensorFlow Lite 2.6.2, which comes with DJL's engine. */
  DJL_TFLITE,
  /** A later TensorFlow Lite, many times faster with 8-bit numbers. */
  BYTEDECO_TFLITE,
  /** ONNX Runtime, on the CPU. */
  ONNX;

  private static final Logger LOG = LoggerFactory.getLogger(NetworkRuntime.class);

  /**
   * Chooses what runs a network: for 8-bit numbers the later TensorFlow Lite, else the first that
   * can run here.
   *
   * @param format the format of the network's file
   * @param among what may be chosen
   */
  static Optional<NetworkRuntime> choose(
      ModelFormat format, boolean quantized, NetworkRuntime... among) {
    return Arrays.stream(among)
        .filter(runtime -> (runtime == ONNX) == (format == ModelFormat.ONNX))
        .sorted(quantized ? Comparator.reverseOrder() : Comparator.naturalOrder())
        .filter(NetworkRuntime::isThere)
        .findFirst();
  }

  /** The Maven coordinates of what runs files of a format. */
  static String coordinates(ModelFormat format) {
    Properties coordinates = new Properties();
    try (InputStream in = NetworkRuntime.class.getResourceAsStream("runtimes.properties")) {
      coordinates.load(Objects.requireNonNull(in, "runtimes.properties is missing"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return coordinates.getProperty(format.name().toLowerCase(Locale.ROOT));
  }

  /** Whether it can run here. Its classes are loaded by this call, not before. */
  boolean isThere() {
    try {
      return switch (this) {
        case DJL_TFLITE -> DjlTfLite.isThere();
        case BYTEDECO_TFLITE -> BytedecoTfLite.isThere();
        case ONNX -> OnnxInterpreter.isThere();
      };
    } catch (LinkageError | RuntimeException | IOException e) {
      LOG.debug("{} cannot run here: {}", this, e.toString());
      return false;
    }
  }

  /** Its name and version, where it can run. */
  String title() {
    return switch (this) {
      case DJL_TFLITE -> "TensorFlow Lite " + DjlTfLite.version();
      case BYTEDECO_TFLITE -> "TensorFlow Lite " + BytedecoTfLite.version();
      case ONNX -> "ONNX Runtime " + OnnxInterpreter.version();
    };
  }

  /**
   * Loads a network.
   *
   * @param threads the threads that work on one image
   * @throws io.github.twohead.ModelFileException with the reason alone if the runtime refuses it
   */
  public InterpreterFactory load(NetworkFile file, int threads) {
    try {
      return switch (this) {
        case DJL_TFLITE -> () -> new DjlTfLite(file, threads);
        case BYTEDECO_TFLITE -> () -> new BytedecoTfLite(file, threads);
        case ONNX -> new OnnxFactory(file, threads);
      };
    } catch (RuntimeException e) {
      throw Refusal.of("the runtime does not take it: " + e.getMessage(), e);
    }
  }
}
