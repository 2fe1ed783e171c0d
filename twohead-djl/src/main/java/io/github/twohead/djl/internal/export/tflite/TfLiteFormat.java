package io.github.twohead.djl.internal.export.tflite;

/** How a file's numbers are stored and computed. */
public enum TfLiteFormat {
  /** Everything as 32-bit floats. */
  FLOAT32("1.14.0"),
  /** Weights stored as 16-bit floats, and computed with as 32-bit floats. */
  FLOAT16("1.15.0"),
  /**
   * Weights as 8-bit integers; inputs of layers become integers, and their results floats, as the
   * file is run.
   */
  DYNAMIC_INT8("2.4.0"),
  /** Weights and all that is computed as 8-bit integers, of ranges from a calibration set. */
  INT8("2.1.0");

  private final String minRuntime;

  TfLiteFormat(String minRuntime) {
    this.minRuntime = minRuntime;
  }

  /**
   * The first TFLite that knows all operators of the format. Source: TensorFlow's {@code
   * lite/tools/versioning/runtime_version.cc}.
   */
  String minRuntime() {
    return minRuntime;
  }
}
