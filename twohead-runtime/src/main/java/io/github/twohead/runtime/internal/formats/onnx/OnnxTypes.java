package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.NumberType;
import java.util.Locale;
import java.util.Map;

/** The types of numbers that go into an ONNX model and come out. */
final class OnnxTypes {
  private static final Map<Integer, NumberType> SUPPORTED =
      Map.of(
          TensorProto.DataType.FLOAT_VALUE, NumberType.FLOAT32,
          TensorProto.DataType.FLOAT16_VALUE, NumberType.FLOAT16,
          TensorProto.DataType.UINT8_VALUE, NumberType.UINT8,
          TensorProto.DataType.INT8_VALUE, NumberType.INT8);

  private OnnxTypes() {}

  /** The type of an input or output. */
  static NumberType of(ValueInfoProto value) {
    int type = value.getType().getTensorType().getElemType();
    NumberType supported = SUPPORTED.get(type);
    if (supported == null) {
      throw InvalidFile.of(
          "\""
              + value.getName()
              + "\" holds "
              + name(type)
              + " numbers, which is not supported: convert what goes in and comes out to float32");
    }
    return supported;
  }

  /** What messages call a type. */
  static String name(int type) {
    TensorProto.DataType known = TensorProto.DataType.forNumber(type);
    return switch (type) {
      case TensorProto.DataType.FLOAT_VALUE -> "float32";
      case TensorProto.DataType.DOUBLE_VALUE -> "float64";
      default -> known == null ? "unknown (" + type + ")" : known.name().toLowerCase(Locale.ROOT);
    };
  }
}
