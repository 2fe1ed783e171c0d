package io.github.twohead.djl.internal.bundle;

import io.github.twohead.djl.internal.formats.OnnxFile;
import io.github.twohead.djl.internal.formats.TfLiteFile;
import io.github.twohead.djl.internal.weights.Refusal;
import io.github.twohead.djl.internal.weights.SafeTensors;

/** What a model file can be. The content decides, not the name. */
public enum ModelFormat {
  /** What this library saves. */
  BUNDLE("a saved twohead model"),
  TFLITE("a TFLite model"),
  ONNX("an ONNX model");

  private final String text;

  ModelFormat(String text) {
    this.text = text;
  }

  /**
   * Recognises a format.
   *
   * @param start the first bytes of a file
   * @throws io.github.twohead.ModelFileException with the reason alone if it is none of them
   */
  static ModelFormat of(byte[] start) {
    Refusal.checkLength(start);
    if (TfLiteFile.isPlausible(start)) {
      return TFLITE;
    }
    if (SafeTensors.isPlausible(start)) {
      return BUNDLE;
    }
    if (OnnxFile.isPlausible(start)) {
      return ONNX;
    }
    throw Refusal.unknown(start, "neither a saved twohead model nor a TFLite or ONNX model");
  }

  @Override
  public String toString() {
    return text;
  }
}
