package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A format that a model can be exported to. */
public enum ExportFormat {

  /** TensorFlow Lite with 32-bit weights. */
  TFLITE("tflite", FileKind.TFLITE, 1e-4),

  /**
   * TensorFlow Lite with 16-bit weights, which runs in 32 bits: half the size. Layers with numbers
   * that 16 bits cannot hold keep 32.
   */
  TFLITE_FP16("tflite-fp16", FileKind.TFLITE, 1e-2),

  /** TensorFlow Lite with 8-bit weights and 32-bit activations: a quarter of the size. */
  TFLITE_DYNAMIC("tflite-dynamic", FileKind.TFLITE, 0.3),

  /**
   * TensorFlow Lite with 8-bit weights and activations: a quarter of the size, and the fastest. It
   * needs a {@link CalibrationSet}.
   */
  TFLITE_INT8("tflite-int8", FileKind.TFLITE, 0.3),

  /** ONNX with 32-bit weights, opset 13. */
  ONNX("onnx", FileKind.ONNX, 1e-4);

  private final String title;
  private final FileKind file;
  private final double tolerance;

  ExportFormat(String title, FileKind file, double tolerance) {
    this.title = title;
    this.file = file;
    this.tolerance = tolerance;
  }

  /**
   * Returns the largest difference in a probability that an export tolerates when not told
   * otherwise.
   *
   * @return 1e-4 for 32-bit weights, 0.01 for 16-bit ones, 0.3 for 8-bit ones
   */
  public double tolerance() {
    return tolerance;
  }

  /**
   * Returns how names of its files end by custom.
   *
   * @return {@code tflite} or {@code onnx}
   */
  public String extension() {
    return file.extension();
  }

  FileKind file() {
    return file;
  }

  /**
   * Reads a format by its name.
   *
   * @param name {@code tflite}, {@code tflite-fp16}, {@code tflite-dynamic}, {@code tflite-int8} or
   *     {@code onnx}
   * @return the format
   * @throws IllegalArgumentException if the name is none of these
   */
  public static ExportFormat parse(String name) {
    String wanted = Arguments.notNull("name", name).strip().toLowerCase(Locale.ROOT);
    return Stream.of(values())
        .filter(format -> format.title.equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Stream.of(values())
                        .map(ExportFormat::toString)
                        .collect(
                            Collectors.joining(
                                ", ", "format must be one of ", ", but is \"" + name + "\""))));
  }

  /** Returns the name that {@link #parse} reads. */
  @Override
  public String toString() {
    return title;
  }

  /** What a file of a model can be, and the end of its name that everybody knows it by. */
  enum FileKind {
    SAVED("twohead", "a saved model", "save(file)"),
    TFLITE("tflite", "a TFLite file", "exporter().format(ExportFormat.TFLITE).write(file)"),
    ONNX("onnx", "an ONNX file", "exporter().format(ExportFormat.ONNX).write(file)");

    private final String extension;
    private final String title;
    private final String written;

    FileKind(String extension, String title, String written) {
      this.extension = extension;
      this.title = title;
      this.written = written;
    }

    String extension() {
      return extension;
    }

    /**
     * Checks the name of a file that will be of this kind.
     *
     * @throws IllegalArgumentException if it ends as that of another kind; any other name is fine
     */
    void checkName(Path file) {
      String name = file.toString().toLowerCase(Locale.ROOT);
      for (FileKind other : values()) {
        if (other != this && name.endsWith("." + other.extension)) {
          throw new IllegalArgumentException(
              file
                  + " would be "
                  + title
                  + " under the name of "
                  + other.title
                  + ": let the name end in ."
                  + extension
                  + ", or write "
                  + other.title
                  + " with "
                  + other.written);
        }
      }
    }
  }
}
