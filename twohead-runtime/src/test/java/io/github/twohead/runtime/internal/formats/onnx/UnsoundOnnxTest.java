package io.github.twohead.runtime.internal.formats.onnx;

import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.FLOAT;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.INT64;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.axis;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.floats;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.image;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.integers;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.longs;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.model;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.node;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.read;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.scalar;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.unary;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.twohead.ModelFileException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** ONNX models that refer elsewhere, contradict themselves or need too much memory are refused. */
class UnsoundOnnxTest {
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

  private static void refuse(String message, Consumer<GraphProto.Builder> change) {
    assertRefused(message, image(change));
  }

  private static void assertRefused(String message, ModelProto model) {
    assertThatThrownBy(() -> read(model))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(message);
  }
}
