package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.twohead.runtime.internal.formats.Half;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A few numbers that are known before an image is, row by row. */
final class OnnxArray {
  static final int MAX_LENGTH = 64;

  /** Whole numbers up to here are what they seem; larger ones are only near. */
  private static final double EXACT = 1L << 53;

  private final int type;
  private final long[] shape;
  private final double[] values;

  /**
   * Creates an array.
   *
   * @param type one of {@link TensorProto.DataType}
   */
  OnnxArray(int type, long[] shape, double... values) {
    this.type = type;
    this.shape = shape;
    this.values = values;
  }

  /** Whole numbers of 64 bits. */
  static OnnxArray ofLongs(long[] shape, long... values) {
    return new OnnxArray(
        TensorProto.DataType.INT64_VALUE, shape, Arrays.stream(values).asDoubleStream().toArray());
  }

  /** A constant whose shape fits its data. */
  static @Nullable OnnxArray of(TensorProto tensor, long[] shape) {
    double[] values = new double[(int) elements(shape)];
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      switch (tensor.getDataType()) {
        case TensorProto.DataType.INT64_VALUE ->
            values[i] = tensor.hasRawData() ? raw.getLong(8 * i) : tensor.getInt64Data(i);
        case TensorProto.DataType.FLOAT_VALUE ->
            values[i] = tensor.hasRawData() ? raw.getFloat(4 * i) : tensor.getFloatData(i);
        case TensorProto.DataType.DOUBLE_VALUE ->
            values[i] = tensor.hasRawData() ? raw.getDouble(8 * i) : tensor.getDoubleData(i);
        case TensorProto.DataType.INT32_VALUE ->
            values[i] = tensor.hasRawData() ? raw.getInt(4 * i) : tensor.getInt32Data(i);
        case TensorProto.DataType.INT8_VALUE ->
            values[i] = tensor.hasRawData() ? raw.get(i) : tensor.getInt32Data(i);
        case TensorProto.DataType.UINT8_VALUE, TensorProto.DataType.BOOL_VALUE ->
            values[i] =
                tensor.hasRawData() ? Byte.toUnsignedInt(raw.get(i)) : tensor.getInt32Data(i);
        case TensorProto.DataType.FLOAT16_VALUE ->
            values[i] =
                Half.toFloat(
                    tensor.hasRawData() ? raw.getShort(2 * i) : (short) tensor.getInt32Data(i));
        default -> {
          return null;
        }
      }
    }
    return new OnnxArray(tensor.getDataType(), shape, values);
  }

  static long elements(long[] shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** One of {@link TensorProto.DataType}. */
  int type() {
    return type;
  }

  long[] shape() {
    return shape;
  }

  boolean isWhole() {
    return type == TensorProto.DataType.INT64_VALUE || type == TensorProto.DataType.INT32_VALUE;
  }

  /** Whether a result of its numbers can be exact. */
  boolean isExact() {
    return !isWhole() || Arrays.stream(values).allMatch(value -> Math.abs(value) <= EXACT);
  }

  int length() {
    return values.length;
  }

  double get(int index) {
    return values[index];
  }

  /** The numbers as whole ones; those that are too large become the largest. */
  long[] whole() {
    return Arrays.stream(values).mapToLong(value -> (long) value).toArray();
  }

  /** One of its numbers alone. */
  OnnxArray single(int index, long[] to) {
    return new OnnxArray(type, to, values[index]);
  }

  OnnxArray reshaped(long[] to) {
    return new OnnxArray(type, to, values);
  }

  /**
   * Takes numbers to other places.
   *
   * @param to the shape of the result
   * @param source says for an index of the result which one of this array it comes from
   */
  OnnxArray moved(long[] to, UnaryOperator<int[]> source) {
    double[] result = new double[(int) elements(to)];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[at(source.apply(index(i, to)))];
    }
    return new OnnxArray(type, to, result);
  }

  /** The place of an index among the numbers. */
  int at(int[] index) {
    int place = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      place = place * (int) shape[axis] + index[axis];
    }
    return place;
  }

  private static int[] index(int place, long[] shape) {
    int[] index = new int[shape.length];
    int rest = place;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % (int) shape[axis];
      rest /= (int) shape[axis];
    }
    return index;
  }

  /**
   * Repeats numbers along dimensions of 1, and along new ones in front; null if they do not fit.
   */
  @Nullable OnnxArray broadcast(long[] to) {
    int added = to.length - shape.length;
    for (int axis = 0; axis < shape.length; axis++) {
      if (added < 0 || (shape[axis] != 1 && shape[axis] != to[axis + added])) {
        return null;
      }
    }
    return moved(
        to,
        index -> {
          int[] from = Arrays.copyOfRange(index, added, index.length);
          for (int axis = 0; axis < from.length; axis++) {
            from[axis] = shape[axis] == 1 ? 0 : from[axis];
          }
          return from;
        });
  }
}
