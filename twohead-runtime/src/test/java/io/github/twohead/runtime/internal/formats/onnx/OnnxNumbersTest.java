package io.github.twohead.runtime.internal.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import com.google.common.primitives.Longs;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is computed before an image is there, against what ONNX Runtime computes. */
class OnnxNumbersTest {
  private static final int INT64 = TensorProto.DataType.INT64_VALUE;
  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  private static final int BOOL = TensorProto.DataType.BOOL_VALUE;
  private static final long[] IMAGE = {1, 3, 8, 6};

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("g");

  private final Set<String> results = new LinkedHashSet<>();

  @Test
  void should_compute_with_whole_numbers_as_the_runtime_does() throws OrtException {
    longs("a", 7, -7, 7, -7, 0);
    longs("b", 2, 2, -2, -2, 3);
    for (String operator : "Add Sub Mul Div Mod Min Max".split(" ")) {
      node(operator, INT64, "a", "b");
    }
    for (String operator : "Equal Less LessOrEqual Greater GreaterOrEqual".split(" ")) {
      node(operator, BOOL, "a", "b");
    }
    node("And", BOOL, "Less", "Greater");
    node("Or", BOOL, "Less", "Greater");
    node("Not", BOOL, "Less");
    node("Where", INT64, "Less", "a", "b");
    node("Neg", INT64, "a");
    for (String operator : "ReduceProd ReduceSum ReduceMax ReduceMin".split(" ")) {
      node(operator, INT64, "b");
    }
    node("Abs", INT64, "a");
    node("Size", INT64, "a");
    node("Clip", INT64, "a", "", "Size");
    check();
  }

  @Test
  void should_compute_with_floats_as_the_runtime_does() throws OrtException {
    longs("a", 7, -8, 5, 1 << 25);
    longs("b", 3, 7, -2, 3);
    cast("x", FLOAT, "a");
    cast("y", FLOAT, "b");
    for (String operator : "Add Sub Mul Div Min Max".split(" ")) {
      node(operator, FLOAT, "x", "y");
    }
    node("Round", FLOAT, "Div");
    node("Floor", FLOAT, "Div");
    node("Ceil", FLOAT, "Div");
    node("Mul2", FLOAT, "x", "x");
    node("Sqrt", FLOAT, "Mul2");
    graph.addInitializerBuilder().setName("half").setDataType(FLOAT).addFloatData(0.5f);
    node("Pow", FLOAT, "Mul2", "half");
    node("Clip", FLOAT, "x", "", "limit");
    graph.addInitializerBuilder().setName("limit").setDataType(FLOAT).addFloatData(5.5f);
    cast("whole", INT64, "Div");
    cast("some", BOOL, "Div");
    check();
  }

  @Test
  void should_move_numbers_as_the_runtime_does() throws OrtException {
    longs("a", 1, 2, 3, 4, 5, 6, 7, 8);
    longs("rows", -1, 2);
    longs("zero", 0);
    longs("back", -1);
    longs("end", Long.MIN_VALUE + 1);
    longs("picked", 2, -1);
    longs("wide", 3, 4, 2);
    node("Reshape", INT64, "a", "rows");
    node("Slice", INT64, "Reshape", "back", "end", "zero", "back");
    node("Transpose", INT64, "Slice");
    node("Gather", INT64, "Reshape", "picked");
    node("Expand", INT64, "Reshape", "wide");
    node("Unsqueeze", INT64, "a", "zero");
    node("Squeeze", INT64, "Unsqueeze", "zero");
    node("Identity", INT64, "Squeeze");
    longs("parts", 3, 5);
    node("Split", INT64, "a", "parts").addOutput("rest");
    output("rest", INT64);
    node("Concat", INT64, "Reshape", "Slice").addAttribute(integer("axis", 1));
    check();
  }

  @Test
  void should_know_the_shape_of_the_image_as_the_runtime_does() throws OrtException {
    longs("last", -2, -1);
    node("Shape", INT64, "image");
    node("Gather", INT64, "Shape", "last");
    node("ConstantOfShape", FLOAT, "Gather");
    scalar("start", 11);
    scalar("limit", -4);
    scalar("step", -4);
    node("Range", INT64, "start", "limit", "step");
    node("Size", INT64, "image");
    check();
  }

  @Test
  void should_know_nothing_that_is_not_exact() {
    longs("large", Long.MAX_VALUE, (1L << 53) + 1);
    longs("one", 1, 1);
    longs("none", 0, 0);
    node("Sub", INT64, "large", "one");
    node("Mul", INT64, "large", "large");
    node("Div", INT64, "one", "none");

    OnnxNumbers numbers = numbers(List.of("Sub", "Mul", "Div"));

    assertThat(numbers.of("large")).containsExactly(Long.MAX_VALUE, 1L << 53);
    for (String unknown : List.of("Sub", "Mul", "Div")) {
      assertThat(numbers.array(unknown)).as(unknown).isNull();
    }
  }

  /** Every result so far. */
  private void check() throws OrtException {
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
    model.addOpsetImportBuilder().setVersion(13);
    var input = graph.addInputBuilder().setName("image").getTypeBuilder().getTensorTypeBuilder();
    for (long size : IMAGE) {
      input.setElemType(FLOAT).getShapeBuilder().addDimBuilder().setDimValue(size);
    }
    OnnxNumbers numbers = numbers(List.copyOf(results));
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      byte[] content = model.setGraph(graph).build().toByteArray();
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      try (OrtSession session = environment.createSession(content, options);
          OnnxTensor image =
              OnnxTensor.createTensor(environment, FloatBuffer.allocate(144), IMAGE);
          OrtSession.Result actual = session.run(Map.of("image", image))) {
        for (String name : results) {
          OnnxArray array = numbers.array(name);
          OnnxTensor expected = (OnnxTensor) actual.get(name).orElseThrow();
          assertThat(array).as(name).isNotNull();
          assertThat(array.shape()).as(name).isEqualTo(expected.getInfo().getShape());
          assertThat(values(array)).as(name).isEqualTo(values(expected));
        }
      }
    }
  }

  private OnnxNumbers numbers(List<String> known) {
    OnnxShapes shapes = new OnnxShapes();
    for (TensorProto tensor : graph.getInitializerList()) {
      shapes.put(tensor.getName(), shapes.numbers().constant(tensor.getName(), tensor));
    }
    shapes.put("image", IMAGE);
    for (NodeProto node : graph.getNodeList()) {
      if (known.contains(node.getOutput(0))) {
        shapes.infer(shapes.node(node));
      }
    }
    return shapes.numbers();
  }

  private static double[] values(OnnxArray array) {
    double[] values = new double[array.length()];
    Arrays.setAll(values, array::get);
    return values;
  }

  private static double[] values(OnnxTensor tensor) {
    double[] values = new double[(int) tensor.getInfo().getNumElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (tensor.getInfo().type) {
            case INT64 -> tensor.getLongBuffer().get(i);
            case FLOAT -> tensor.getFloatBuffer().get(i);
            default -> tensor.getByteBuffer().get(i);
          };
    }
    return values;
  }

  private void output(String name, int type) {
    results.add(name);
    graph
        .addOutputBuilder()
        .setName(name)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .setElemType(type);
  }

  /** A node whose result is named like its operator. */
  private NodeProto.Builder node(String operator, int type, String... inputs) {
    output(operator, type);
    return graph
        .addNodeBuilder()
        .setOpType(operator.replaceAll("\\d", ""))
        .addOutput(operator)
        .addAllInput(List.of(inputs));
  }

  private void cast(String name, int type, String input) {
    output(name, type);
    graph
        .addNodeBuilder()
        .setOpType("Cast")
        .addOutput(name)
        .addInput(input)
        .addAttribute(integer("to", type));
  }

  private void longs(String name, long... values) {
    graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(INT64)
        .addDims(values.length)
        .addAllInt64Data(Longs.asList(values));
  }

  private void scalar(String name, long value) {
    graph.addInitializerBuilder().setName(name).setDataType(INT64).addInt64Data(value);
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }
}
