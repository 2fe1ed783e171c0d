package io.github.twohead.djl.internal.weights;

import io.github.twohead.runtime.internal.formats.Half;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The type of a tensor's numbers. Only floating-point numbers are weights. */
public enum ElementType {
  FLOAT32(4, "F32", "FloatStorage"),
  FLOAT64(8, "F64", "DoubleStorage"),
  FLOAT16(2, "F16", "HalfStorage"),
  BFLOAT16(2, "BF16", "BFloat16Storage"),
  INT64(8, "I64", "LongStorage"),
  INT32(4, "I32", "IntStorage"),
  INT16(2, "I16", "ShortStorage"),
  INT8(1, "I8", "CharStorage"),
  UINT8(1, "U8", "ByteStorage"),
  BOOL(1, "BOOL", "BoolStorage"),
  UINT64(8, "U64", "UInt64Storage"),
  UINT32(4, "U32", "UInt32Storage"),
  UINT16(2, "U16", "UInt16Storage");

  private final int bytes;
  private final String safeTensorsName;
  private final String torchName;

  ElementType(int bytes, String safeTensorsName, String torchStorage) {
    this.bytes = bytes;
    this.safeTensorsName = safeTensorsName;
    this.torchName = "torch." + torchStorage;
  }

  static Optional<ElementType> ofSafeTensors(String name) {
    for (ElementType type : values()) {
      if (type.safeTensorsName.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Finds the type that a storage class holds. */
  public static Optional<ElementType> ofTorch(String storageClass) {
    for (ElementType type : values()) {
      if (type.torchName.equals(storageClass)) {
        return Optional.of(type);
      }
    }
    boolean untyped =
        storageClass.equals("torch.storage.UntypedStorage")
            || storageClass.equals("torch.UntypedStorage");
    return untyped ? Optional.of(UINT8) : Optional.empty();
  }

  public int bytes() {
    return bytes;
  }

  public boolean isFloat() {
    return switch (this) {
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> true;
      default -> false;
    };
  }

  /** Converts numbers that lie side by side. */
  public float[] read(ByteBuffer data, int first, int count) {
    float[] values = new float[count];
    if (this == FLOAT32) {
      data.duplicate().order(data.order()).position(first * bytes).asFloatBuffer().get(values);
    } else {
      for (int i = 0; i < count; i++) {
        values[i] = read(data, first + i);
      }
    }
    return values;
  }

  /**
   * Converts one number, counted from the start of the data. Of 64 bits, those that 32 cannot hold
   * become the largest that they can, which no weight is; infinity stays what it is.
   */
  public float read(ByteBuffer data, int index) {
    return switch (this) {
      case FLOAT32 -> data.getFloat(index * bytes);
      case FLOAT64 -> narrow(data.getDouble(index * bytes));
      case FLOAT16 -> Half.toFloat(data.getShort(index * bytes));
      case BFLOAT16 -> Float.intBitsToFloat(data.getShort(index * bytes) << 16);
      default -> throw new IllegalStateException(this + " is not floating-point");
    };
  }

  private static float narrow(double value) {
    float narrow = (float) value;
    boolean tooLarge = Float.isInfinite(narrow) && Double.isFinite(value);
    return tooLarge ? Math.copySign(Float.MAX_VALUE, narrow) : narrow;
  }
}
