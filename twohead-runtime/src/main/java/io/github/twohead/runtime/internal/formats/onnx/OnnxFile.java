package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.NetworkOutput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NumberType;
import io.github.twohead.runtime.internal.formats.NetworkFile.Range;
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
  private static final int MAX_OUTPUT = 1 << 20;

  private final ModelProto model;
  private final OnnxGraph graph;

  private OnnxFile(ModelProto model) {
    this.model = model;
    if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
      throw InvalidFile.of("it is no ONNX model, or was cut off: it holds no graph");
    }
    if (model.getFunctionsCount() > 0 || model.getTrainingInfoCount() > 0) {
      throw InvalidFile.of("it holds functions or a way to train, which is not supported");
    }
    if (model.getOpsetImportCount() == 0) {
      throw InvalidFile.of("it names no version of its operators: it was cut off");
    }
    graph = new OnnxGraph(model.getGraph(), version(model));
  }

  /** The version of the standard's operators. */
  private static int version(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(imported -> OnnxGraph.isStandard(imported.getDomain()))
        .mapToInt(imported -> (int) imported.getVersion())
        .findFirst()
        .orElse(1);
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
    return new NetworkFile(content, file.graph.input(), file.outputs(), file.metadata(), false);
  }

  private static ModelProto parse(ByteBuffer content) {
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(content).newCodedInput();
    in.enableAliasing(true);
    try {
      return ModelProto.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw InvalidFile.of("it is no ONNX model, or damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw InvalidFile.of("it cannot be read: " + e.getMessage(), e);
    }
  }

  private Map<String, String> metadata() {
    Map<String, String> texts = new LinkedHashMap<>();
    model.getMetadataPropsList().forEach(entry -> texts.put(entry.getKey(), entry.getValue()));
    return texts;
  }

  private List<NetworkOutput> outputs() {
    GraphProto proto = model.getGraph();
    List<NetworkOutput> outputs = new ArrayList<>();
    for (ValueInfoProto output : proto.getOutputList()) {
      String name = output.getName();
      NumberType type = OnnxTypes.of(output);
      List<Integer> shape = outputShape(output);
      outputs.add(
          new NetworkOutput(
              name,
              type,
              graph.quantization(name, type),
              shape,
              graph.activation(name),
              Range.ALL));
    }
    return outputs;
  }

  /** The shape of an output, which must be the one that it declares, if it declares any. */
  private List<Integer> outputShape(ValueInfoProto output) {
    long[] actual = graph.outputShape(output.getName());
    boolean isDeclared = output.getType().getTensorType().hasShape();
    long[] declared = isDeclared ? OnnxImage.declaredShape(output) : actual;
    boolean alike = declared.length == actual.length;
    long elements = 1;
    for (int i = 0; alike && i < actual.length; i++) {
      alike = declared[i] == 0 || declared[i] == actual[i];
      elements *= actual[i];
    }
    if (!alike || elements < 1 || elements > MAX_OUTPUT) {
      throw InvalidFile.of(
          "its output \""
              + output.getName()
              + "\" has the shape "
              + Arrays.toString(actual)
              + ", but declares "
              + OnnxImage.text(declared));
    }
    return Arrays.stream(actual).mapToObj(size -> (int) size).toList();
  }
}
