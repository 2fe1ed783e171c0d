package io.github.twohead.runtime.internal.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.common.primitives.Longs;
import io.github.twohead.ModelFileException;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation;
import io.github.twohead.runtime.internal.formats.NetworkFile.ImageInput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NetworkOutput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NumberType;
import io.github.twohead.runtime.internal.formats.NetworkFile.Quantization;
import io.github.twohead.runtime.internal.formats.NetworkFile.Range;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Sound ONNX models are read; what refers elsewhere, or needs too much memory, is refused. */
class OnnxFileTest {
  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  private static final int INT64 = TensorProto.DataType.INT64_VALUE;

  @Test
  void should_say_what_goes_in_and_comes_out() {
    ModelProto.Builder model = model();
    model.addMetadataPropsBuilder().setKey("twohead").setValue("{}");
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.addInput(OnnxBuilder.value("pixels", FLOAT, 0, 3, 8, 6));
    graph.addNode(node("GlobalAveragePool", "mean", "pixels"));
    graph.addNode(node("Flatten", "flat", "mean"));
    graph.addNode(node("Softmax", "answer", "flat"));
    graph.addOutput(OnnxBuilder.value("answer", FLOAT, 0, 3));
    graph.addOutput(OnnxBuilder.value("flat", FLOAT, 1, 3));

    NetworkFile network = read(model.build());

    assertThat(network.input())
        .isEqualTo(new ImageInput("pixels", NumberType.FLOAT32, Quantization.NONE, 8, 6, true));
    assertThat(network.outputs())
        .containsExactly(
            output("answer", FinalActivation.Kind.SOFTMAX, "answer (Softmax)"),
            output("flat", FinalActivation.Kind.UNKNOWN, "mean (GlobalAveragePool)"));
    assertThat(network.metadata()).isEqualTo(Map.of("twohead", "{}"));
  }

  private static NetworkOutput output(String name, FinalActivation.Kind kind, String node) {
    FinalActivation ending = new FinalActivation(kind, "its node that makes " + node, 3);
    return new NetworkOutput(
        name, NumberType.FLOAT32, Quantization.NONE, List.of(1, 3), ending, Range.ALL);
  }

  @Test
  void should_see_a_sigmoid_behind_a_change_of_shape() {
    NetworkFile network =
        read(
            image(
                graph -> {
                  graph.addNode(node("Sigmoid", "p", "x"));
                  graph.addInitializer(longs("shape", 0, -1));
                  graph.addNode(node("Reshape", "y", "p", "shape"));
                  graph.addOutput(OnnxBuilder.value("y", FLOAT, 1, 144));
                }));

    assertThat(network.outputs().get(0).activation().kind())
        .isEqualTo(FinalActivation.Kind.SIGMOID);
  }

  @Test
  void should_read_two_numbers_without_a_dimension_for_images() {
    NetworkFile network = read(image(OnnxFileTest::addNoAndYes));

    assertThat(network.outputs().get(0).shape()).containsExactly(2);
  }

  private static void addNoAndYes(GraphProto.Builder graph) {
    graph.addInitializer(longs("flat", 1, 144));
    graph.addNode(node("Reshape", "row", "x", "flat"));
    graph.addInitializer(floats("w", new long[] {144, 2}, new float[288]));
    graph.addNode(node("Gemm", "logits", "row", "w"));
    graph.addNode(node("Softmax", "p", "logits"));
    graph.addInitializer(longs("two", 2));
    graph.addNode(node("Reshape", "y", "p", "two"));
    graph.addOutput(OnnxBuilder.value("y", FLOAT, 2));
  }

  /** The standard leaves it to a model whether it declares what follows from its nodes. */
  @Test
  void should_find_out_the_shape_of_an_output_that_declares_none() {
    ModelProto.Builder model = image(OnnxFileTest::addNoAndYes).toBuilder();
    model.getGraphBuilder().setOutput(0, OnnxBuilder.value("y", FLOAT));

    NetworkFile network = read(model.build());

    assertThat(network.outputs().get(0).shape()).containsExactly(2);
  }

  /** As PyTorch exports x.view(x.size(0), -1). */
  @Test
  void should_follow_shapes_that_are_computed() {
    read(
        image(
            graph -> {
              graph.addNode(node("Shape", "shape", "x"));
              graph.addInitializer(scalar("zero", 0));
              graph.addNode(node("Gather", "batch", "shape", "zero"));
              graph.addInitializer(longs("axes", 0));
              graph.addNode(node("Unsqueeze", "first", "batch", "axes"));
              graph.addInitializer(longs("rest", -1));
              graph.addNode(node("Concat", "wanted", "first", "rest").addAttribute(axis(0)));
              graph.addNode(node("Reshape", "flat", "x", "wanted"));
              graph.addInitializer(floats("weights", new long[] {144, 1}, new float[144]));
              graph.addNode(node("MatMul", "y", "flat", "weights"));
              graph.addOutput(OnnxBuilder.value("y", FLOAT, 1, 1));
            }));
  }

  /** The standard forbids it, but tools write such files, and the runtime takes them. */
  @Test
  void should_take_nodes_in_any_order() {
    NetworkFile network =
        read(
            image(
                graph -> {
                  graph.addNode(node("Sigmoid", "y", "b"));
                  graph.addNode(node("Relu", "b", "a"));
                  graph.addNode(node("Relu", "a", "x"));
                  graph.addOutput(OnnxBuilder.value("y", FLOAT, 1, 3, 8, 6));
                }));

    assertThat(network.outputs().get(0).activation().kind())
        .isEqualTo(FinalActivation.Kind.SIGMOID);
  }

  @Test
  void should_refuse_values_that_are_there_twice() {
    for (String name : List.of("x", "c", "a")) {
      refuse(
          "its node that makes " + name + " (Relu) makes a value that is there already",
          graph -> {
            graph.addInitializer(longs("c", 1));
            graph.addNode(node("Abs", "a", "x"));
            graph.addNode(node("Relu", name, "x"));
            graph.addOutput(OnnxBuilder.value("a", FLOAT, 1, 3, 8, 6));
          });
    }
    refuse(
        "(Add) needs a value that is not there yet",
        graph -> {
          graph.addNode(node("Add", "a", "x", "b"));
          graph.addNode(node("Relu", "b", "a"));
        });
  }

  @Test
  void should_refuse_operators_of_others() {
    for (String type : List.of("Relu", "Attention", "NhwcMaxPool")) {
      refuse(
          "is of the domain com.microsoft",
          graph -> graph.addNode(node(type, "y", "x").setDomain("com.microsoft")));
    }
    refuse(
        "(QLinearGlobalAveragePool) has its channels last",
        graph -> {
          AttributeProto last =
              AttributeProto.newBuilder().setName("channels_last").setI(1).build();
          graph.addNode(
              node("QLinearGlobalAveragePool", "y", "x")
                  .setDomain("com.microsoft")
                  .addAttribute(last));
        });
  }

  @Test
  void should_refuse_numbers_that_are_computed_wrongly() {
    refuse(
        "takes number 4 of 4",
        graph -> {
          graph.addNode(node("Shape", "s", "x"));
          graph.addInitializer(longs("i", 4));
          graph.addNode(node("Gather", "y", "s", "i"));
        });
    refuse(
        "has a shape that does not fit its data",
        graph -> {
          AttributeProto value =
              AttributeProto.newBuilder()
                  .setName("value")
                  .setT(floats("", new long[] {1}, new float[0]))
                  .build();
          graph.addInitializer(longs("s", 2));
          graph.addNode(node("ConstantOfShape", "y", "s").addAttribute(value));
        });
    refuse(
        "has the range",
        graph -> {
          graph.addInitializer(scalar("from", 0));
          graph.addInitializer(scalar("to", Long.MAX_VALUE));
          graph.addInitializer(scalar("step", 1));
          graph.addNode(node("Range", "y", "from", "to", "step"));
        });
    refuse(
        "gives [536870913]",
        graph -> {
          graph.addInitializer(longs("s", (1L << 29) + 1));
          graph.addNode(node("ConstantOfShape", "y", "s"));
        });
  }

  @Test
  void should_refuse_weights_in_other_files() {
    refuse(
        "\"w\" lies in another file",
        graph -> {
          TensorProto.Builder tensor = floats("w", new long[] {3}, new float[3]).toBuilder();
          tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL);
          tensor.addExternalDataBuilder().setKey("location").setValue("/etc/passwd");
          graph.addInitializer(tensor.clearFloatData());
          unary(graph, "Relu");
        });
    refuse(
        "\"c\" lies in another file",
        graph -> {
          TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(FLOAT);
          tensor.addExternalDataBuilder().setKey("location").setValue("weights.bin");
          AttributeProto value = AttributeProto.newBuilder().setName("value").setT(tensor).build();
          graph.addNode(node("Constant", "c").addAttribute(value));
          unary(graph, "Relu");
        });
  }

  @Test
  void should_refuse_what_is_not_supported() {
    refuse("(Loop) is not supported", graph -> unary(graph, "Loop"));
    refuse("(Tile) is not supported", graph -> unary(graph, "Tile"));
    refuse(
        "the domain com.example",
        graph -> {
          graph.addNode(node("Relu", "y", "x").setDomain("com.example"));
          graph.addOutput(OnnxBuilder.value("y", FLOAT, 1, 3, 8, 6));
        });
    refuse(
        "holds a graph",
        graph -> {
          AttributeProto body =
              AttributeProto.newBuilder().setName("body").setG(GraphProto.newBuilder()).build();
          graph.addNode(node("Relu", "y", "x").addAttribute(body));
          graph.addOutput(OnnxBuilder.value("y", FLOAT, 1, 3, 8, 6));
        });
    refuse(
        "\"y\" has the shape [1, 3, 8, 6], but declares [1, 3]",
        graph -> {
          graph.addNode(node("Relu", "y", "x"));
          graph.addOutput(OnnxBuilder.value("y", FLOAT, 1, 3));
        });
    refuse(
        "nothing computes its output \"z\"",
        graph -> {
          unary(graph, "Relu");
          graph.addOutput(OnnxBuilder.value("z", FLOAT, 1, 3));
        });
    refuse("not there yet", graph -> graph.addNode(node("Relu", "y", "nothing")));
    assertRefused(
        "no version of its operators",
        image(graph -> unary(graph, "Relu")).toBuilder().clearOpsetImport().build());
    ModelProto.Builder functions = image(graph -> unary(graph, "Relu")).toBuilder();
    functions.addFunctionsBuilder().setName("f");
    assertRefused("functions", functions.build());
  }

  @Test
  void should_refuse_what_needs_too_much_memory() {
    refuse(
        "needs more memory",
        graph -> {
          String last = "x";
          for (int i = 0; i < 21; i++) {
            graph.addNode(node("Concat", "twice" + i, last, last).addAttribute(axis(2)));
            last = "twice" + i;
          }
          graph.addNode(node("Relu", "a", last));
          graph.addNode(node("Relu", "b", last));
          graph.addNode(node("Add", "y", "a", "b"));
        });
    refuse(
        "gives [1, 3, 1000008, 1000006]",
        graph -> {
          graph.addInitializer(longs("pads", 0, 0, 1_000_000, 1_000_000, 0, 0, 0, 0));
          graph.addNode(node("Pad", "y", "x", "pads"));
        });
    refuse(
        "the padding 2000000 and 0",
        graph -> {
          graph.addInitializer(floats("w", new long[] {1, 3, 1, 1}, new float[3]));
          AttributeProto pads = integers("pads", 2_000_000, 0, 0, 0);
          graph.addNode(node("Conv", "y", "x", "w").addAttribute(pads));
        });
    refuse(
        "shape that does not fit its data",
        graph -> {
          graph.addInitializer(floats("w", new long[] {1 << 20, 1 << 10}, new float[3]));
          unary(graph, "Relu");
        });
    refuse(
        "has the shape [-1, 4]",
        graph -> {
          graph.addInitializer(floats("w", new long[] {-1, 4}, new float[4]));
          unary(graph, "Relu");
        });
  }

  @Test
  void should_refuse_images_that_are_none() {
    refuseInput("[1, 4, 8, 6]", OnnxBuilder.value("x", FLOAT, 1, 4, 8, 6));
    refuseInput("[?, 3, ?, 6]", OnnxBuilder.value("x", FLOAT, 0, 3, 0, 6));
    refuseInput("[1, 3]", OnnxBuilder.value("x", FLOAT, 1, 3));
    refuseInput("16 images at a time", OnnxBuilder.value("x", FLOAT, 16, 3, 8, 6));
    refuseInput("int64 numbers", OnnxBuilder.value("x", INT64, 1, 3, 8, 6));
    refuseInput("no tensor", ValueInfoProto.newBuilder().setName("x").build());
  }

  private static void refuseInput(String message, ValueInfoProto input) {
    ModelProto.Builder model = model();
    model.getGraphBuilder().addInput(input);
    unary(model.getGraphBuilder(), "Relu");
    assertRefused(message, model.build());
  }

  @Test
  void should_refuse_every_beginning_of_a_file() {
    byte[] file = image(graph -> unary(graph, "Relu")).toByteArray();
    read(file);
    for (int length = 0; length < file.length; length++) {
      byte[] part = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> read(part)).isInstanceOf(ModelFileException.class);
    }
  }

  private static ModelProto.Builder model() {
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
    model.addOpsetImportBuilder().setVersion(17);
    return model;
  }

  /** A model of an image x of 8×6 pixels. */
  private static ModelProto image(Consumer<GraphProto.Builder> change) {
    ModelProto.Builder model = model();
    model.getGraphBuilder().addInput(OnnxBuilder.value("x", FLOAT, 0, 3, 8, 6));
    change.accept(model.getGraphBuilder());
    return model.build();
  }

  private static void unary(GraphProto.Builder graph, String type) {
    graph.addNode(node(type, "y", "x"));
    graph.addOutput(OnnxBuilder.value("y", FLOAT, 1, 3, 8, 6));
  }

  private static void refuse(String message, Consumer<GraphProto.Builder> change) {
    assertRefused(message, image(change));
  }

  private static void assertRefused(String message, ModelProto model) {
    assertThatThrownBy(() -> read(model))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(message);
  }

  private static NetworkFile read(ModelProto model) {
    return read(model.toByteArray());
  }

  private static NetworkFile read(byte[] file) {
    return OnnxFile.read(ByteBuffer.allocateDirect(file.length).put(0, file));
  }

  private static NodeProto.Builder node(String type, String output, String... inputs) {
    return NodeProto.newBuilder().setOpType(type).addOutput(output).addAllInput(List.of(inputs));
  }

  private static AttributeProto axis(int axis) {
    return AttributeProto.newBuilder().setName("axis").setI(axis).build();
  }

  private static AttributeProto integers(String name, long... values) {
    return AttributeProto.newBuilder().setName(name).addAllInts(Longs.asList(values)).build();
  }

  private static TensorProto longs(String name, long... values) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(INT64)
        .addDims(values.length)
        .addAllInt64Data(Longs.asList(values))
        .build();
  }

  private static TensorProto scalar(String name, long value) {
    return TensorProto.newBuilder().setName(name).setDataType(INT64).addInt64Data(value).build();
  }

  private static TensorProto floats(String name, long[] shape, float[] values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return tensor.addAllDims(Longs.asList(shape)).build();
  }
}
