package io.github.twohead.runtime.internal.formats.tflite;

import io.github.twohead.runtime.internal.formats.InvalidFile;
import org.tensorflow.lite.schema.TensorType;

/** What a tensor's elements are, as far as classifiers need it. */
enum TfLiteType {
  FLOAT32(4, 0, 0),
  FLOAT16(2, 0, 0),
  INT32(4, Integer.MIN_VALUE, Integer.MAX_VALUE),
  INT64(8, Integer.MIN_VALUE, Integer.MAX_VALUE),
  UINT8(1, 0, 255),
  INT8(1, -128, 127);

  private final int bytes;
  private final int min;
  private final int max;

  TfLiteType(int bytes, int min, int max) {
    this.bytes = bytes;
    this.min = min;
    this.max = max;
  }

  static TfLiteType of(byte type, String tensor) {
    return switch (type) {
      case TensorType.FLOAT32 -> FLOAT32;
      case TensorType.FLOAT16 -> FLOAT16;
      case TensorType.INT32 -> INT32;
      case TensorType.INT64 -> INT64;
      case TensorType.UINT8 -> UINT8;
      case TensorType.INT8 -> INT8;
      default -> throw InvalidFile.of(tensor + " is of type " + type + ", which is not supported");
    };
  }

  /** The bytes of an element. */
  int bytes() {
    return bytes;
  }

  /** Whether this is the type of quantised pixels and weights. */
  boolean isByte() {
    return bytes == 1;
  }

  /** The smallest integer. */
  int min() {
    return min;
  }

  /** The largest integer. */
  int max() {
    return max;
  }
}
