package io.github.twohead.runtime.internal.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import com.google.common.primitives.Longs;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The shapes of every kind of operator, against those that ONNX Runtime infers. */
class OnnxShapesTest {
  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;

  private static final Set<String> MICROSOFT =
      Set.of(
          ("QLinearSigmoid QLinearGlobalAveragePool QLinearAveragePool QLinearAdd QGemm"
                  + " QLinearConcat FusedConv")
              .split(" "));

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("g");

  @Test
  void should_infer_windows_as_the_runtime_does() throws OrtException {
    floats("w", 4, 3, 3, 2);
    check("Conv", List.of("x", "w"));
    check("Conv", List.of("x", "w"), integers("pads", 1, 0, 2, 1), integers("strides", 2, 3));
    check("Conv", List.of("x", "w"), integers("dilations", 2, 3));
    check("Conv", List.of("x", "w"), text("auto_pad", "SAME_UPPER"), integers("strides", 3, 2));
    check("Conv", List.of("x", "w"), text("auto_pad", "VALID"));
    check("MaxPool", List.of("x"), integers("kernel_shape", 2, 3), integers("strides", 2, 2));
    check(
        "AveragePool",
        List.of("x"),
        integers("kernel_shape", 3, 3),
        integers("strides", 2, 2),
        integer("ceil_mode", 1));
    check("GlobalAveragePool", List.of("x"));
  }

  @Test
  void should_infer_products_as_the_runtime_does() throws OrtException {
    floats("columns", 6, 10);
    floats("a", 5, 7);
    floats("b", 4, 5);
    floats("vector", 3, 1, 6);
    check("MatMul", List.of("x", "columns"));
    check("Gemm", List.of("a", "b"), integer("transA", 1), integer("transB", 1));
    check("Add", List.of("x", "vector"));
    check("Mul", List.of("vector", "x"));
    check("ReduceMean", List.of("x"), integers("axes", 2, -1));
    check("ReduceMean", List.of("x"), integers("axes", 1), integer("keepdims", 0));
    check("ReduceMax", List.of("x"));
  }

  @Test
  void should_infer_moves_as_the_runtime_does() throws OrtException {
    longs("shape", 0, -1, 2, 3);
    longs("whole", 4, 36);
    longs("one", 0);
    longs("two", 0, 3);
    longs("from", 1, -5);
    longs("to", 100, -1);
    longs("axes", 2, 3);
    longs("steps", 2, 1);
    longs("sizes", 1, 7);
    longs("pads", 0, 0, 1, 2, 0, 1, 3, 0);
    longs("indices", 2, 0);
    check("Reshape", List.of("x", "shape"));
    check("Reshape", List.of("x", "whole"));
    check("Flatten", List.of("x"));
    check("Flatten", List.of("x"), integer("axis", -1));
    check("Squeeze", List.of("x", "one"));
    check("Unsqueeze", List.of("x", "two"));
    check("Transpose", List.of("x"), integers("perm", 0, 2, 3, 1));
    check("Transpose", List.of("x"));
    check("Concat", List.of("x", "x", "x"), integer("axis", -3));
    check("Slice", List.of("x", "from", "to", "axes", "steps"));
    check("Pad", List.of("x", "pads"));
    check("Gather", List.of("x", "indices"), integer("axis", 2));
    check("Shape", List.of("x"));
    check("Softmax", List.of("x"));
    check("Split", List.of("x"), integer("axis", 2));
    check("Split", List.of("x", "sizes"), integer("axis", 2));
  }

  @Test
  void should_infer_backward_slices_as_the_runtime_does() throws OrtException {
    longs("from", -1, 100, 2);
    longs("to", -100, 0, 2);
    longs("axes", 1, 2, 3);
    longs("steps", -1, -3, -1);
    check("Slice", List.of("x", "from", "to", "axes", "steps"));
  }

  @Test
  void should_infer_shapes_that_are_given_as_the_runtime_does() throws OrtException {
    longs("shape", 2, 1, 8, 1);
    scalar("from", 7);
    scalar("to", -4);
    scalar("step", -3);
    check("ConstantOfShape", List.of("shape"));
    check("Expand", List.of("x", "shape"));
    check("Range", List.of("from", "to", "step"));
    check("Size", List.of("x"));
  }

  @Test
  void should_infer_what_bytes_become_as_the_runtime_does() throws OrtException {
    check("DynamicQuantizeLinear", List.of("x"));
    bytes("q", 1, 4, 8, 6);
    bytes("p", 1, 4, 8, 6);
    bytes("a", 4, 5);
    bytes("b", 5, 7);
    bytes("zero");
    floats("scale");
    List<String> result = List.of("scale", "zero");
    List<String> map = List.of("q", "scale", "zero");
    List<String> left = List.of("a", "scale", "zero");
    List<String> right = List.of("b", "scale", "zero");
    List<String> none = List.of("");
    check("QLinearSigmoid", Lists.newArrayList(Iterables.concat(map, result)));
    check("QLinearGlobalAveragePool", Lists.newArrayList(Iterables.concat(map, result)));
    check(
        "QLinearAveragePool",
        Lists.newArrayList(Iterables.concat(map, result)),
        integers("kernel_shape", 2, 3),
        integers("strides", 2, 1));
    check("QLinearAdd", Lists.newArrayList(Iterables.concat(map, map, result)));
    check("QGemm", Lists.newArrayList(Iterables.concat(left, right, none, result)));
    check(
        "QLinearConcat",
        Lists.newArrayList(Iterables.concat(result, map, List.of("p", "scale", "zero"))),
        integer("axis", 1));
    floats("w", 4, 3, 3, 2);
    check("FusedConv", List.of("x", "w"), text("activation", "Relu"), integers("strides", 2, 3));
  }

  /** With an input x of (1, 3, 8, 6), and the constants so far. */
  private void check(String type, List<String> inputs, AttributeProto... attributes)
      throws OrtException {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(type).addAllInput(inputs);
    node.addAllAttribute(List.of(attributes)).addOutput("y");
    if (MICROSOFT.contains(type)) {
      node.setDomain("com.microsoft");
    }
    GraphProto.Builder copy = graph.clone();
    if (type.equals("Split")) {
      node.addOutput("z");
    }
    if (type.equals("DynamicQuantizeLinear")) {
      node.addOutput("scale").addOutput("zero");
    }
    var input = copy.addInputBuilder().setName("x").getTypeBuilder().getTensorTypeBuilder();
    for (long size : new long[] {1, 3, 8, 6}) {
      input.setElemType(FLOAT).getShapeBuilder().addDimBuilder().setDimValue(size);
    }
    for (String output : node.getOutputList()) {
      var value = copy.addOutputBuilder().setName(output);
      value.getTypeBuilder().getTensorTypeBuilder().setElemType(element(type, output));
    }
    GraphProto complete = copy.addNode(node).build();
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8).setGraph(complete);
    model.addOpsetImportBuilder().setVersion(13);
    model.addOpsetImportBuilder().setDomain("com.microsoft").setVersion(1);

    OnnxGraph checked = new OnnxGraph(complete, 13);

    try (OrtSession.SessionOptions quiet = new OrtSession.SessionOptions();
        OrtSession session = session(model.build(), quiet)) {
      for (String output : node.getOutputList()) {
        TensorInfo expected = (TensorInfo) session.getOutputInfo().get(output).getInfo();
        assertThat(checked.outputShape(output))
            .as("%s%s", type, inputs)
            .isEqualTo(expected.getShape());
      }
    }
  }

  private static int element(String type, String output) {
    return switch (type) {
      case "Shape", "Size", "Range" -> TensorProto.DataType.INT64_VALUE;
      case "DynamicQuantizeLinear" ->
          output.equals("scale") ? FLOAT : TensorProto.DataType.UINT8_VALUE;
      default -> type.startsWith("Q") ? TensorProto.DataType.UINT8_VALUE : FLOAT;
    };
  }

  private static OrtSession session(ModelProto model, OrtSession.SessionOptions quiet)
      throws OrtException {
    quiet.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    return OrtEnvironment.getEnvironment().createSession(model.toByteArray(), quiet);
  }

  private void floats(String name, long... shape) {
    TensorProto.Builder tensor = graph.addInitializerBuilder().setName(name).setDataType(FLOAT);
    long size = 1;
    for (long dimension : shape) {
      tensor.addDims(dimension);
      size *= dimension;
    }
    tensor.setRawData(ByteString.copyFrom(new byte[(int) size * Float.BYTES]));
  }

  private void bytes(String name, long... shape) {
    TensorProto.Builder tensor = graph.addInitializerBuilder().setName(name);
    tensor.setDataType(TensorProto.DataType.UINT8_VALUE).addAllDims(Longs.asList(shape));
    int size = (int) Longs.asList(shape).stream().reduce(1L, (a, b) -> a * b).longValue();
    tensor.setRawData(ByteString.copyFrom(new byte[size]));
  }

  private void longs(String name, long... values) {
    graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.INT64_VALUE)
        .addDims(values.length)
        .addAllInt64Data(Longs.asList(values));
  }

  private void scalar(String name, long value) {
    graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.INT64_VALUE)
        .addInt64Data(value);
  }

  private static AttributeProto integer(String name, long value) {
    return attribute(name, AttributeProto.AttributeType.INT).setI(value).build();
  }

  private static AttributeProto integers(String name, long... values) {
    return attribute(name, AttributeProto.AttributeType.INTS)
        .addAllInts(Longs.asList(values))
        .build();
  }

  private static AttributeProto text(String name, String value) {
    return attribute(name, AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  private static AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
