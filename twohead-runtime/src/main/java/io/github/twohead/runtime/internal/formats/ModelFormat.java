package io.github.twohead.runtime.internal.formats;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What a model file can be. The content decides, not the name. */
public enum ModelFormat {
  /** What this library saves: safetensors. */
  BUNDLE("a saved twohead model") {
    @Override
    public boolean isPlausible(byte[] start) {
      if (start.length <= Long.BYTES) {
        return false;
      }
      long header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
      return header >= 2 && header <= MAX_SAFETENSORS_HEADER && start[Long.BYTES] == '{';
    }
  },

  TFLITE("a TFLite model") {
    @Override
    public boolean isPlausible(byte[] start) {
      return start.length >= 2 * Integer.BYTES
          && new String(start, Integer.BYTES, Integer.BYTES, StandardCharsets.ISO_8859_1)
              .equals("TFL3");
    }
  },

  ONNX("an ONNX model") {
    @Override
    public boolean isPlausible(byte[] start) {
      return start.length >= 2 && start[0] == VERSION_TAG && start[1] > 0;
    }
  };

  /** Larger headers of safetensors are not read. */
  private static final int MAX_SAFETENSORS_HEADER = 1 << 24;

  /** How protobuf marks the first field of an ONNX model, the version. */
  private static final byte VERSION_TAG = 8;

  private final String text;

  ModelFormat(String text) {
    this.text = text;
  }

  /** Says whether a file that starts with these bytes can be of this format, whole or cut off. */
  public abstract boolean isPlausible(byte[] start);

  /**
   * Recognises a format.
   *
   * @param start the first bytes of a file
   * @throws io.github.twohead.ModelFileException with the reason alone if it is none of them
   */
  public static ModelFormat of(byte[] start) {
    InvalidFile.checkLength(start);
    if (TFLITE.isPlausible(start)) {
      return TFLITE;
    }
    if (BUNDLE.isPlausible(start)) {
      return BUNDLE;
    }
    if (ONNX.isPlausible(start)) {
      return ONNX;
    }
    throw InvalidFile.unknown(start, "neither a saved twohead model nor a TFLite or ONNX model");
  }

  @Override
  public String toString() {
    return text;
  }
}
