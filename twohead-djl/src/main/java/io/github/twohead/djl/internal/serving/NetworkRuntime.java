package io.github.twohead.djl.internal.serving;

import io.github.twohead.djl.internal.bundle.ModelFormat;
import io.github.twohead.djl.internal.formats.NetworkFile;
import io.github.twohead.djl.internal.natives.Natives;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /** A failed start is tried again at the next file. */
  private static final Set<NetworkRuntime> STARTED = ConcurrentHashMap.newKeySet();

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
        .filter(runtime -> runtime.runs(format))
        .sorted(quantized ? Comparator.reverseOrder() : Comparator.naturalOrder())
        .filter(NetworkRuntime::isThere)
        .findFirst();
  }

  /** How a message goes on that nothing runs files of a format: with what to do. */
  static String advice(ModelFormat format) {
    boolean elsewhere =
        Arrays.stream(values())
            .filter(runtime -> runtime.runs(format))
            .flatMap(runtime -> runtime.failure().stream())
            .anyMatch(Natives::isLoadedElsewhere);
    return elsewhere ? ": " + Natives.LOADED_ELSEWHERE : ". Add " + coordinates(format);
  }

  private static String coordinates(ModelFormat format) {
    Properties coordinates = new Properties();
    try (InputStream in = NetworkRuntime.class.getResourceAsStream("runtimes.properties")) {
      coordinates.load(Objects.requireNonNull(in, "runtimes.properties is missing"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return coordinates.getProperty(format.name().toLowerCase(Locale.ROOT));
  }

  private boolean runs(ModelFormat format) {
    return (this == ONNX) == (format == ModelFormat.ONNX);
  }

  /** Whether it can run here. Its classes are loaded by this call, not before. */
  boolean isThere() {
    return failure().isEmpty();
  }

  /** Starts it, unless it was started; returns why it cannot run here. */
  private Optional<Throwable> failure() {
    try {
      if (!STARTED.contains(this)) {
        Natives.start(this::start);
        STARTED.add(this);
      }
      return Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      LOG.debug("{} cannot run here: {}", this, e.toString());
      return Optional.of(e);
    }
  }

  private boolean start() {
    switch (this) {
      case DJL_TFLITE -> DjlTfLite.start();
      case BYTEDECO_TFLITE -> BytedecoTfLite.start();
      case ONNX -> OnnxInterpreter.start();
    }
    return true;
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
