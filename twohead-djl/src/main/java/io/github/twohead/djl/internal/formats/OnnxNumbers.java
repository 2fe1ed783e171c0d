package io.github.twohead.djl.internal.formats;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.primitives.Longs;
import io.github.twohead.djl.internal.weights.Refusal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of whole numbers that are known before an image is: constants, and what exporters compute
 * from the shape of a value.
 */
final class OnnxNumbers {
  private static final int MAX_LENGTH = 64;

  private final Map<String, long[]> values = new HashMap<>();

  /** The numbers of a value; null if they are not known, or it is no vector. */
  long @Nullable [] of(String value) {
    return values.get(value);
  }

  /** Checks a constant and returns its shape. */
  long[] constant(String name, TensorProto tensor) {
    if (tensor.getExternalDataCount() > 0
        || tensor.getDataLocation() != TensorProto.DataLocation.DEFAULT) {
      throw Refusal.of(
          "its constant \""
              + name
              + "\" lies in another file, which is not supported: save it as one file");
    }
    long elements = 1;
    for (long size : tensor.getDimsList()) {
      if (size < 0 || size > Integer.MAX_VALUE || elements * size > Integer.MAX_VALUE) {
        throw Refusal.of("its constant \"" + name + "\" has the shape " + tensor.getDimsList());
      }
      elements *= size;
    }
    if (elements != stored(name, tensor)) {
      throw Refusal.of("its constant \"" + name + "\" has a shape that does not fit its data");
    }
    if (elements <= MAX_LENGTH && tensor.getDimsCount() <= 1) {
      read(name, tensor);
    }
    return Longs.toArray(tensor.getDimsList());
  }

  /** How many numbers a constant holds. */
  private static long stored(String name, TensorProto tensor) {
    int bytes =
        switch (tensor.getDataType()) {
          case TensorProto.DataType.UINT8_VALUE,
              TensorProto.DataType.INT8_VALUE,
              TensorProto.DataType.BOOL_VALUE ->
              Byte.BYTES;
          case TensorProto.DataType.FLOAT16_VALUE -> Short.BYTES;
          case TensorProto.DataType.FLOAT_VALUE, TensorProto.DataType.INT32_VALUE -> Integer.BYTES;
          case TensorProto.DataType.INT64_VALUE, TensorProto.DataType.DOUBLE_VALUE -> Long.BYTES;
          default ->
              throw Refusal.of(
                  "its constant \""
                      + name
                      + "\" is of type "
                      + tensor.getDataType()
                      + ", which is not supported");
        };
    if (tensor.hasRawData()) {
      return tensor.getRawData().size() % bytes == 0 ? tensor.getRawData().size() / bytes : -1;
    }
    return switch (tensor.getDataType()) {
      case TensorProto.DataType.FLOAT_VALUE -> tensor.getFloatDataCount();
      case TensorProto.DataType.INT64_VALUE -> tensor.getInt64DataCount();
      case TensorProto.DataType.DOUBLE_VALUE -> tensor.getDoubleDataCount();
      default -> tensor.getInt32DataCount();
    };
  }

  private void read(String name, TensorProto tensor) {
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (tensor.getDataType() == TensorProto.DataType.INT64_VALUE) {
      long[] numbers = new long[raw.remaining() / Long.BYTES];
      raw.asLongBuffer().get(numbers);
      values.put(name, tensor.hasRawData() ? numbers : Longs.toArray(tensor.getInt64DataList()));
    } else if (tensor.getDataType() == TensorProto.DataType.INT32_VALUE) {
      int[] numbers = new int[raw.remaining() / Integer.BYTES];
      raw.asIntBuffer().get(numbers);
      values.put(
          name,
          tensor.hasRawData()
              ? Arrays.stream(numbers).asLongStream().toArray()
              : Longs.toArray(tensor.getInt32DataList()));
    }
  }

  /** The shape of a node's constant, whose numbers are known from now on. */
  long[] constant(OnnxNode node) {
    for (AttributeProto attribute : node.attributes()) {
      switch (attribute.getName()) {
        case "value" -> {
          return constant(node.outputs().get(0), attribute.getT());
        }
        case "value_int" -> {
          values.put(node.outputs().get(0), new long[] {attribute.getI()});
          return new long[0];
        }
        case "value_ints" -> {
          values.put(node.outputs().get(0), Longs.toArray(attribute.getIntsList()));
          return new long[] {attribute.getIntsCount()};
        }
        case "value_float" -> {
          return new long[0];
        }
        case "value_floats" -> {
          return new long[] {attribute.getFloatsCount()};
        }
        default -> node.require(false, "has the attribute " + attribute.getName());
      }
    }
    throw node.refuse("has no value");
  }

  /**
   * Computes what a node gives, if its inputs are known.
   *
   * @param shape the shape of its first input; null if it has none
   */
  void infer(OnnxNode node, long @Nullable [] shape) {
    long @Nullable [] result = result(node, shape);
    if (result != null && result.length <= MAX_LENGTH) {
      values.put(node.outputs().get(0), result);
    }
  }

  private long @Nullable [] result(OnnxNode node, long @Nullable [] shape) {
    if (node.type().equals("Shape") && shape != null) {
      long end = node.number("end", shape.length);
      return cut(shape, node.number("start", 0), end);
    }
    long[] first = values.get(node.input(0));
    long[] second = values.get(node.input(1));
    if (first == null) {
      return null;
    }
    return switch (node.type()) {
      case "Identity", "Cast", "Squeeze", "Unsqueeze", "Reshape", "Flatten" -> first;
      case "Gather" -> second == null ? null : gather(first, second);
      case "Concat" -> concat(node);
      case "Slice" -> slice(node, first);
      default -> null;
    };
  }

  private static long @Nullable [] gather(long[] numbers, long[] indices) {
    long[] result = new long[indices.length];
    for (int i = 0; i < result.length; i++) {
      long index = indices[i] < 0 ? indices[i] + numbers.length : indices[i];
      if (index < 0 || index >= numbers.length) {
        return null;
      }
      result[i] = numbers[(int) index];
    }
    return result;
  }

  private long @Nullable [] concat(OnnxNode node) {
    long[] all = {};
    for (String input : node.inputs()) {
      long[] part = values.get(input);
      if (part == null || all.length > MAX_LENGTH) {
        return null;
      }
      all = Longs.concat(all, part);
    }
    return all;
  }

  private long @Nullable [] slice(OnnxNode node, long[] numbers) {
    long[] from = values.get(node.input(1));
    long[] to = values.get(node.input(2));
    if (from == null || to == null || from.length != 1 || to.length != 1) {
      return null;
    }
    return node.input(4).isEmpty() ? cut(numbers, from[0], to[0]) : null;
  }

  private static long[] cut(long[] numbers, long from, long to) {
    int start = (int) place(numbers.length, from);
    return Arrays.copyOfRange(numbers, start, Math.max(start, (int) place(numbers.length, to)));
  }

  /** How much of a dimension a slice takes. */
  static long sliced(long size, long from, long to, long step) {
    long length = place(size, to) - place(size, from);
    return length <= 0 ? 0 : (length - 1) / step + 1;
  }

  /** A place in a dimension, which may be counted from the end, and lie outside. */
  private static long place(long size, long place) {
    return Math.max(0, Math.min(size, place < 0 ? place + size : place));
  }
}
