package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.twohead.runtime.internal.formats.InvalidFile;

/** Checks constants of ONNX models: they lie in the file, and are whole. */
final class OnnxConstants {
  private OnnxConstants() {}

  /** The shape of a constant, which fits its data. */
  static long[] checkedShape(String name, TensorProto tensor) {
    if (tensor.getExternalDataCount() > 0
        || tensor.getDataLocation() != TensorProto.DataLocation.DEFAULT) {
      throw InvalidFile.of(
          "its constant \""
              + name
              + "\" lies in another file, which is not supported: save it as one file, as by"
              + " torch.onnx.export(…, external_data=False)");
    }
    long elements = 1;
    for (long size : tensor.getDimsList()) {
      if (size < 0 || size > Integer.MAX_VALUE || elements * size > Integer.MAX_VALUE) {
        throw InvalidFile.of("its constant \"" + name + "\" has the shape " + tensor.getDimsList());
      }
      elements *= size;
    }
    if (elements != stored(name, tensor)) {
      throw InvalidFile.of("its constant \"" + name + "\" has a shape that does not fit its data");
    }
    return OnnxNode.longs(tensor.getDimsList());
  }

  /** How many numbers a constant holds. */
  private static long stored(String name, TensorProto tensor) {
    int bytes =
        switch (tensor.getDataType()) {
          case TensorProto.DataType.UINT8_VALUE,
              TensorProto.DataType.INT8_VALUE,
              TensorProto.DataType.BOOL_VALUE ->
              Byte.BYTES;
          case TensorProto.DataType.FLOAT16_VALUE,
              TensorProto.DataType.UINT16_VALUE,
              TensorProto.DataType.INT16_VALUE ->
              Short.BYTES;
          case TensorProto.DataType.FLOAT_VALUE, TensorProto.DataType.INT32_VALUE -> Integer.BYTES;
          case TensorProto.DataType.INT64_VALUE, TensorProto.DataType.DOUBLE_VALUE -> Long.BYTES;
          default ->
              throw InvalidFile.of(
                  "its constant \""
                      + name
                      + "\" holds "
                      + OnnxTypes.name(tensor.getDataType())
                      + " numbers, which is not supported");
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
}
