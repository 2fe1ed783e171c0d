package io.github.twohead.runtime.internal.formats.tflite;

import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.lite.schema.TensorType;

/** A tensor: constant, or computed anew by each run. Its shape is fixed. */
final class TfLiteTensor {
  private static final int MAX_RANK = 6;
  private static final int NO_SCALE = 0;

  private final String label;
  private final String name;
  private final int[] shape;
  private final TfLiteType type;
  private final @Nullable ByteBuffer data;
  private final float[] scales;
  private final long[] zeroPoints;
  private final int quantizedDimension;

  /** Reads a tensor whose data are among the buffers. */
  TfLiteTensor(FlatTable table, List<@Nullable ByteBuffer> buffers) {
    label = "its " + table;
    table.check("ibwstbtib");
    name = table.text(3);
    shape = table.ints(0);
    type = TfLiteType.of(table.int8(1), label);
    require(table.int8(5) == 0, "keeps its value from run to run, which is not supported");
    require(!table.has(6), "is sparse, which is not supported");
    checkShape(table.ints(7));
    require(table.index(2) < buffers.size(), "has data that are not there");
    data = buffers.get(table.index(2));
    ByteBuffer constant = data;
    if (constant != null) {
      require(constant.remaining() == bytes(), "has a shape that does not fit its data");
    }
    FlatTable quantization = table.table(4, table + "'s quantization");
    if (quantization == null) {
      scales = new float[0];
      zeroPoints = new long[0];
      quantizedDimension = 0;
    } else {
      quantization.check("iiijb-w");
      scales = quantization.floats(2);
      zeroPoints = quantization.longs(3);
      require(quantization.int8(4) == 0, "is quantised in a way that is not supported");
      quantizedDimension = quantization.int32(6, 0);
      checkQuantization();
    }
  }

  private void checkShape(int[] signature) {
    require(shape.length <= MAX_RANK, "has more than " + MAX_RANK + " dimensions");
    long elements = 1;
    for (int size : shape) {
      require(size >= 1, "has no fixed shape");
      elements *= size;
      require(elements * type.bytes() <= Integer.MAX_VALUE, "is too large");
    }
    require(signature.length == 0 || signature.length == shape.length, "is damaged");
    for (int i = 0; i < signature.length; i++) {
      require(signature[i] == shape[i] || signature[i] == -1, "has two shapes");
    }
  }

  private void checkQuantization() {
    int count = scales.length;
    require(zeroPoints.length == count, "is quantised with as many scales as zero points");
    boolean perChannel = count > 1;
    require(
        quantizedDimension >= 0 && quantizedDimension < Math.max(1, shape.length),
        "is quantised along a dimension that it lacks");
    require(
        !perChannel || (shape.length > 0 && shape[quantizedDimension] == count),
        "is not quantised with one scale per channel");
    for (float scale : scales) {
      require(Float.isFinite(scale) && scale >= NO_SCALE, "has the scale " + scale);
    }
    for (long zero : zeroPoints) {
      require(zero >= type.min() && zero <= type.max(), "has the zero point " + zero);
    }
  }

  void require(boolean condition, String what) {
    if (!condition) {
      throw InvalidFile.of(label + " " + what);
    }
  }

  /** Its name, which may be empty. */
  String name() {
    return name;
  }

  /** The type of its elements. */
  TfLiteType type() {
    return type;
  }

  /** The number of dimensions. */
  int rank() {
    return shape.length;
  }

  /** The size of a dimension. */
  int size(int dimension) {
    return shape[dimension];
  }

  /** Its shape. */
  int[] shape() {
    return shape.clone();
  }

  /** Its shape as a list. */
  List<Integer> sizes() {
    List<Integer> sizes = new ArrayList<>();
    for (int size : shape) {
      sizes.add(size);
    }
    return sizes;
  }

  boolean hasShape(int... sizes) {
    return Arrays.equals(shape, sizes);
  }

  /** The number of its elements. */
  int elements() {
    int elements = 1;
    for (int size : shape) {
      elements *= size;
    }
    return elements;
  }

  /** The bytes of all its elements. */
  int bytes() {
    return elements() * type.bytes();
  }

  boolean isConstant() {
    return data != null;
  }

  /** Its elements, as far as it is constant and of whole numbers. */
  int @Nullable [] integers() {
    ByteBuffer constant = data;
    if (constant == null) {
      return null;
    }
    int[] values = new int[elements()];
    for (int i = 0; i < values.length; i++) {
      switch (type) {
        case INT32 -> values[i] = constant.getInt(i * Integer.BYTES);
        case INT64 -> {
          long value = constant.getLong(i * Long.BYTES);
          require(value == (int) value, "holds the number " + value);
          values[i] = (int) value;
        }
        default -> {
          return null;
        }
      }
    }
    return values;
  }

  /** Whether its elements stand for real numbers by scales and zero points. */
  boolean isQuantized() {
    return scales.length > 0;
  }

  /** The number of scales. */
  int channels() {
    return scales.length;
  }

  int quantizedDimension() {
    return quantizedDimension;
  }

  /** The scale of a tensor, or of its first channel. */
  float scale() {
    return scales[0];
  }

  float scale(int channel) {
    return scales[channel];
  }

  /** The zero point of a tensor, or of its first channel. */
  int zeroPoint() {
    return (int) zeroPoints[0];
  }

  /** What messages call it. */
  @Override
  public String toString() {
    return label;
  }

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
        default ->
            throw InvalidFile.of(tensor + " is of type " + type + ", which is not supported");
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
}
