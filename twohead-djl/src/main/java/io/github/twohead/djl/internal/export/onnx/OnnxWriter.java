package io.github.twohead.djl.internal.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnx.proto.OnnxMl.Version;
import com.google.common.primitives.Longs;
import com.google.protobuf.UnsafeByteOperations;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes a graph as an ONNX model: float32, any number of images at a time.
 *
 * <p>Source: <a href="https://onnx.ai/onnx/operators/">ONNX's operators</a>, in version 13.
 */
public final class OnnxWriter {
  /** The name of the input: floats (batch, 3, H, W). */
  public static final String INPUT = "image";

  private static final int OPSET = 13;
  private static final int IR_VERSION = Version.IR_VERSION_2020_5_8_VALUE; // the first with 13
  private static final int CHANNELS = 1; // the axis

  private final GraphProto.Builder model = GraphProto.newBuilder().setName("twohead");
  private final Map<Value, String> names = new HashMap<>();
  private int unnamed;

  private OnnxWriter() {}

  /**
   * Returns the content of a file.
   *
   * @param graph the outputs' names become those of the model's outputs, each (batch, C)
   * @param metadata properties of the model
   * @throws TwoheadException if an output is named as the input is
   */
  public static byte[] write(Graph graph, Map<String, String> metadata) {
    if (graph.outputs().containsKey(INPUT)) {
      throw new TwoheadException(
          "a head named \""
              + INPUT
              + "\" cannot be exported to ONNX, where it is the input's name: export it to TFLite,"
              + " or build the model with another name for it");
    }
    ModelProto.Builder file =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("twohead")
            .setGraph(new OnnxWriter().graph(graph));
    file.addOpsetImportBuilder().setVersion(OPSET);
    metadata.forEach((key, value) -> file.addMetadataPropsBuilder().setKey(key).setValue(value));
    return file.build().toByteArray();
  }

  private GraphProto graph(Graph graph) {
    names.put(graph.input(), INPUT);
    graph.outputs().forEach((name, value) -> names.put(value, name));
    model.addInput(described(graph.input()));
    appendAll(graph);
    graph.outputs().values().forEach(value -> model.addOutput(described(value)));
    return model.build();
  }

  private ValueInfoProto described(Value value) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("batch");
    shape.addDimBuilder().setDimValue(value.channels());
    if (!value.isVector()) {
      shape.addDimBuilder().setDimValue(value.height());
      shape.addDimBuilder().setDimValue(value.width());
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name(value))
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private void appendAll(Graph graph) {
    Set<Op> done = new HashSet<>();
    for (Op op : graph.ops()) {
      Optional<Op.Shuffle> shuffle = woven(op, graph);
      if (shuffle.isPresent()) {
        weave((Op.Concat) op, shuffle.get());
        done.add(shuffle.get());
      } else if (!done.contains(op)) {
        append(op);
      }
    }
  }

  private void append(Op op) {
    if (op instanceof Op.Split split) {
      NodeProto.Builder node =
          node("Split", name(split.in())).addAttribute(integer("axis", CHANNELS));
      split.outputs().forEach(part -> node.addOutput(name(part)));
      model.addNode(node);
    } else if (op instanceof Op.Concat concat) {
      NodeProto.Builder node = node("Concat").addAttribute(integer("axis", CHANNELS));
      concat.inputs().forEach(part -> node.addInput(name(part)));
      model.addNode(node.addOutput(name(concat.out())));
    } else if (op instanceof Op.Add add) {
      append(node("Add", name(add.left()), name(add.right())), name(add.out()));
    } else {
      appendUnary((Op.Unary) op);
    }
  }

  private void appendUnary(Op.Unary op) {
    String in = name(op.in());
    String out = name(op.out());
    if (op instanceof Op.Convolution convolution) {
      convolution(convolution);
    } else if (op instanceof Op.Affine affine) {
      affine(affine);
    } else if (op instanceof Op.FullyConnected linear) {
      fullyConnected(linear);
    } else if (op instanceof Op.Shuffle shuffle) {
      shuffle(shuffle);
    } else if (op instanceof Op.MaxPool pool) {
      append(windowed(node("MaxPool", in), pool.window()), out);
    } else if (op instanceof Op.AveragePool pool) {
      append(windowed(node("AveragePool", in), pool.window()), out);
    } else if (op instanceof Op.Relu) {
      append(node("Relu", in), out);
    } else if (op instanceof Op.Sigmoid) {
      append(node("Sigmoid", in), out);
    } else if (op instanceof Op.Softmax) {
      append(node("Softmax", in).addAttribute(integer("axis", CHANNELS)), out);
    } else if (op instanceof Op.Mean) {
      append(node("Flatten", append(node("GlobalAveragePool", in))), out);
    } else {
      throw new IllegalArgumentException("no ONNX operator for " + op);
    }
  }

  private void convolution(Op.Convolution op) {
    Window window = op.window();
    int channels = op.out().channels();
    int perGroup = op.in().channels() / op.groups();
    String weights = floats(op.weights(), channels, perGroup, window.height(), window.width());
    NodeProto.Builder node =
        windowed(node("Conv", name(op.in()), weights, floats(op.bias(), channels)), window);
    appendRectified(node.addAttribute(integer("group", op.groups())), op.out(), op.relu());
  }

  private void affine(Op.Affine op) {
    int channels = op.in().channels();
    long[] shape = op.in().isVector() ? new long[] {channels} : new long[] {channels, 1, 1};
    String scaled = append(node("Mul", name(op.in()), floats(op.scale(), shape)));
    appendRectified(node("Add", scaled, floats(op.offset(), shape)), op.out(), op.relu());
  }

  private void fullyConnected(Op.FullyConnected op) {
    int channels = op.out().channels();
    String weights = floats(op.weights(), channels, op.in().channels());
    NodeProto.Builder node = node("Gemm", name(op.in()), weights, floats(op.bias(), channels));
    appendRectified(node.addAttribute(integer("transB", 1)), op.out(), op.relu());
  }

  /** The shuffle that takes channels in turn from what is joined, if nothing else needs that. */
  private static Optional<Op.Shuffle> woven(Op op, Graph graph) {
    if (!(op instanceof Op.Concat concat)) {
      return Optional.empty();
    }
    List<Op> users =
        graph.ops().stream().filter(user -> user.inputs().contains(concat.out())).toList();
    boolean alike = concat.inputs().stream().map(Value::channels).distinct().count() == 1;
    return users.size() == 1
            && users.get(0) instanceof Op.Shuffle shuffle
            && alike
            && shuffle.groups() == concat.inputs().size()
            && !graph.outputs().containsValue(concat.out())
        ? Optional.of(shuffle)
        : Optional.empty();
  }

  /** Joins maps channel by channel in one step, where joining them first would copy them twice. */
  private void weave(Op.Concat concat, Op.Shuffle shuffle) {
    NodeProto.Builder node = node("Concat").addAttribute(integer("axis", CHANNELS + 1));
    String axis = longs(CHANNELS + 1);
    concat.inputs().forEach(part -> node.addInput(append(node("Unsqueeze", name(part), axis))));
    Value map = shuffle.out();
    String shape = longs(0, map.channels(), map.height(), map.width());
    append(node("Reshape", append(node), shape), name(map));
  }

  /** A size of 0 in a new shape keeps that of the batch. */
  private void shuffle(Op.Shuffle op) {
    Value map = op.in();
    int perGroup = map.channels() / op.groups();
    String groups = longs(0, op.groups(), perGroup, map.height(), map.width());
    String grouped = append(node("Reshape", name(map), groups));
    String transposed =
        append(node("Transpose", grouped).addAttribute(integers("perm", 0, 2, 1, 3, 4)));
    String shape = longs(0, map.channels(), map.height(), map.width());
    append(node("Reshape", transposed, shape), name(op.out()));
  }

  private NodeProto.Builder node(String type, String... inputs) {
    return NodeProto.newBuilder()
        .setName(unique(type))
        .setOpType(type)
        .addAllInput(List.of(inputs));
  }

  private static NodeProto.Builder windowed(NodeProto.Builder node, Window window) {
    return node.addAttribute(integers("kernel_shape", window.height(), window.width()))
        .addAttribute(integers("strides", window.strideY(), window.strideX()))
        .addAttribute(integers("pads", window.padY(), window.padX(), window.padY(), window.padX()));
  }

  private void append(NodeProto.Builder node, String output) {
    model.addNode(node.addOutput(output));
  }

  /** Appends a node whose output is no {@link Value}; both have the name that is returned. */
  private String append(NodeProto.Builder node) {
    append(node, node.getName());
    return node.getName();
  }

  private void appendRectified(NodeProto.Builder node, Value out, boolean relu) {
    append(relu ? node("Relu", append(node)) : node, name(out));
  }

  private String name(Value value) {
    return names.computeIfAbsent(value, v -> unique("value"));
  }

  /** Heads' names have no slash. */
  private String unique(String kind) {
    return kind + "/" + unnamed++;
  }

  private static AttributeProto integer(String name, long value) {
    return attribute(name, AttributeProto.AttributeType.INT, a -> a.setI(value));
  }

  private static AttributeProto integers(String name, long... values) {
    return attribute(
        name, AttributeProto.AttributeType.INTS, a -> a.addAllInts(Longs.asList(values)));
  }

  private static AttributeProto attribute(
      String name, AttributeProto.AttributeType type, Consumer<AttributeProto.Builder> value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(type);
    value.accept(attribute);
    return attribute.build();
  }

  private String floats(float[] values, long... shape) {
    ByteBuffer bytes = littleEndian(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return constant(TensorProto.DataType.FLOAT, bytes, shape);
  }

  private String longs(long... values) {
    ByteBuffer bytes = littleEndian(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    return constant(TensorProto.DataType.INT64, bytes, values.length);
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Adds a constant; returns its name. */
  private String constant(TensorProto.DataType type, ByteBuffer bytes, long... shape) {
    String name = unique("constant");
    model
        .addInitializerBuilder()
        .setName(name)
        .setDataType(type.getNumber())
        .addAllDims(Longs.asList(shape))
        .setRawData(UnsafeByteOperations.unsafeWrap(bytes));
    return name;
  }
}
