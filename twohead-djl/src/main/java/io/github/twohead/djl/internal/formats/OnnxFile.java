package io.github.twohead.djl.internal.formats;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.github.twohead.djl.internal.weights.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads ONNX models, and checks that they are whole and of one file, use only the operators of the
 * standard that classifiers need, and stay within memory.
 *
 * <p>Source of the format: <a href="https://github.com/onnx/onnx/blob/main/docs/IR.md">Open Neural
 * Network Exchange IR</a>.
 */
public final class OnnxFile {
  /** The first field of a model, the version of its form, as a number of one byte. */
  private static final int VERSION_TAG = 0x08;

  private static final int CHANNELS = 3;
  private static final int MAX_SIDE = 1 << 14;
  private static final int MAX_OUTPUT = 1 << 20;

  private final ModelProto model;
  private final OnnxGraph graph;

  private OnnxFile(ModelProto model) {
    this.model = model;
    if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
      throw Refusal.of("it is no ONNX model, or was cut off: it holds no graph");
    }
    if (model.getFunctionsCount() > 0 || model.getTrainingInfoCount() > 0) {
      throw Refusal.of("it holds functions or a way to train, which is not supported");
    }
    if (model.getOpsetImportCount() == 0) {
      throw Refusal.of("it names no version of its operators: it was cut off");
    }
    graph = new OnnxGraph(model.getGraph());
  }

  /** Says whether a file that starts with these bytes may be an ONNX model. */
  public static boolean isPlausible(byte[] start) {
    return start.length >= 2 && start[0] == VERSION_TAG && start[1] > 0;
  }

  /**
   * Reads and checks a model.
   *
   * @param content the whole file, direct; must not change any more
   * @throws io.github.twohead.ModelFileException with the reason alone if it is damaged, or uses
   *     what is not supported
   */
  public static NetworkFile read(ByteBuffer content) {
    OnnxFile file = new OnnxFile(parse(content.duplicate().clear()));
    return new NetworkFile(content, file.input(), file.outputs(), file.metadata(), false);
  }

  private static ModelProto parse(ByteBuffer content) {
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(content).newCodedInput();
    in.enableAliasing(true);
    try {
      return ModelProto.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw Refusal.of("it is no ONNX model, or damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw Refusal.of("it cannot be read: " + e.getMessage(), e);
    }
  }

  private Map<String, String> metadata() {
    Map<String, String> texts = new LinkedHashMap<>();
    model.getMetadataPropsList().forEach(entry -> texts.put(entry.getKey(), entry.getValue()));
    return texts;
  }

  private ImageInput input() {
    List<ValueInfoProto> inputs = graph.inputs();
    if (inputs.size() != 1) {
      throw Refusal.of("it has " + inputs.size() + " inputs, not one image");
    }
    ValueInfoProto image = inputs.get(0);
    long[] shape = shape(image);
    boolean channelsFirst = shape.length == 4 && shape[1] == CHANNELS;
    boolean channelsLast = shape.length == 4 && shape[3] == CHANNELS;
    int rows = channelsFirst ? 2 : 1;
    if (!(channelsFirst || channelsLast) || !isSide(shape[rows]) || !isSide(shape[rows + 1])) {
      throw Refusal.of(
          "its input has the shape "
              + text(shape)
              + ", not that of one image, [1, 3, height, width] or [1, height, width, 3]");
    }
    return new ImageInput(
        image.getName(),
        type(image),
        Quantization.NONE,
        (int) shape[rows],
        (int) shape[rows + 1],
        channelsFirst);
  }

  private static boolean isSide(long pixels) {
    return pixels >= 1 && pixels <= MAX_SIDE;
  }

  private List<NetworkOutput> outputs() {
    GraphProto proto = model.getGraph();
    List<NetworkOutput> outputs = new ArrayList<>();
    for (ValueInfoProto output : proto.getOutputList()) {
      outputs.add(
          new NetworkOutput(
              output.getName(),
              type(output),
              Quantization.NONE,
              outputShape(output),
              graph.activation(output.getName())));
    }
    return outputs;
  }

  /** The shape of an output, which must be the one that it declares. */
  private List<Integer> outputShape(ValueInfoProto output) {
    long[] declared = shape(output);
    long[] actual = graph.outputShape(output.getName());
    boolean alike = declared.length == actual.length;
    long elements = 1;
    for (int i = 0; alike && i < actual.length; i++) {
      alike = declared[i] == 0 || declared[i] == actual[i];
      elements *= actual[i];
    }
    if (!alike || elements < 1 || elements > MAX_OUTPUT) {
      throw Refusal.of(
          "its output \""
              + output.getName()
              + "\" has the shape "
              + Arrays.toString(actual)
              + ", but declares "
              + text(declared));
    }
    return Arrays.stream(actual).mapToObj(size -> (int) size).toList();
  }

  /** A declared shape, with 0 for what is not fixed; of the batch, only 1 counts as fixed. */
  static long[] shape(ValueInfoProto value) {
    if (!value.getType().hasTensorType() || !value.getType().getTensorType().hasShape()) {
      throw Refusal.of("\"" + value.getName() + "\" is no tensor of a fixed shape");
    }
    List<TensorShapeProto.Dimension> dimensions =
        value.getType().getTensorType().getShape().getDimList();
    long[] shape = new long[dimensions.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Math.max(0, dimensions.get(i).getDimValue());
    }
    if (shape.length > 0 && shape[0] > 1) {
      throw Refusal.of(
          "\"" + value.getName() + "\" holds " + shape[0] + " images at a time, not one");
    }
    return shape;
  }

  private static String text(long[] shape) {
    List<String> sizes = new ArrayList<>();
    for (long size : shape) {
      sizes.add(size == 0 ? "?" : Long.toString(size));
    }
    return sizes.toString();
  }

  private static NumberType type(ValueInfoProto value) {
    int type = value.getType().getTensorType().getElemType();
    return switch (type) {
      case TensorProto.DataType.FLOAT_VALUE -> NumberType.FLOAT32;
      case TensorProto.DataType.UINT8_VALUE -> NumberType.UINT8;
      case TensorProto.DataType.INT8_VALUE -> NumberType.INT8;
      default ->
          throw Refusal.of(
              "\"" + value.getName() + "\" is of type " + type + ", which is not supported");
    };
  }
}
