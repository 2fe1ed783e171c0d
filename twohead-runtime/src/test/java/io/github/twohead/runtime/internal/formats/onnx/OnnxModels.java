package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.primitives.Longs;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** Parts of ONNX models, put together by hand. */
final class OnnxModels {
  static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  static final int INT64 = TensorProto.DataType.INT64_VALUE;

  private OnnxModels() {}

  static ModelProto.Builder model() {
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
    model.addOpsetImportBuilder().setVersion(17);
    return model;
  }

  /** A model of an image x of 8×6 pixels. */
  static ModelProto image(Consumer<GraphProto.Builder> change) {
    ModelProto.Builder model = model();
    model.getGraphBuilder().addInput(OnnxBuilder.value("x", FLOAT, 0, 3, 8, 6));
    change.accept(model.getGraphBuilder());
    return model.build();
  }

  static void unary(GraphProto.Builder graph, String type) {
    graph.addNode(node(type, "y", "x"));
    graph.addOutput(OnnxBuilder.value("y", FLOAT, 1, 3, 8, 6));
  }

  static NetworkFile read(ModelProto model) {
    return read(model.toByteArray());
  }

  static NetworkFile read(byte[] file) {
    return OnnxFile.read(ByteBuffer.allocateDirect(file.length).put(0, file));
  }

  static NodeProto.Builder node(String type, String output, String... inputs) {
    return NodeProto.newBuilder().setOpType(type).addOutput(output).addAllInput(List.of(inputs));
  }

  static AttributeProto axis(int axis) {
    return AttributeProto.newBuilder().setName("axis").setI(axis).build();
  }

  static AttributeProto integers(String name, long... values) {
    return AttributeProto.newBuilder().setName(name).addAllInts(Longs.asList(values)).build();
  }

  static TensorProto longs(String name, long... values) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(INT64)
        .addDims(values.length)
        .addAllInt64Data(Longs.asList(values))
        .build();
  }

  static TensorProto scalar(String name, long value) {
    return TensorProto.newBuilder().setName(name).setDataType(INT64).addInt64Data(value).build();
  }

  static TensorProto floats(String name, long[] shape, float[] values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return tensor.addAllDims(Longs.asList(shape)).build();
  }
}
