package io.github.twohead;

import java.nio.file.Path;
import java.util.Locale;

/** What a file of a model can be, and the end of its name that everybody knows it by. */
enum ModelKind {
  SAVED("twohead", "a saved model", "save(file)"),
  TFLITE("tflite", "a TFLite file", "exporter().format(ExportFormat.TFLITE).write(file)"),
  ONNX("onnx", "an ONNX file", "exporter().format(ExportFormat.ONNX).write(file)");

  private final String extension;
  private final String title;
  private final String written;

  ModelKind(String extension, String title, String written) {
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
    for (ModelKind other : values()) {
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
