package io.github.twohead.djl.internal.formats;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.twohead.djl.internal.weights.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The graph of an ONNX model: its operators are known and in order, and it stays within memory. */
final class OnnxGraph {
  private static final Set<String> DOMAINS = Set.of("", "ai.onnx");

  /** Operators that change a tensor's shape, its type or its place, but none of its numbers. */
  private static final Set<String> MOVES =
      Set.of(
          ("Reshape Flatten Squeeze Unsqueeze Identity Cast Slice Split Gather QuantizeLinear"
                  + " DequantizeLinear")
              .split(" "));

  /** The numbers of all values that are needed at one time. */
  private static final long MAX_ELEMENTS = 1L << 29;

  private final GraphProto graph;
  private final OnnxShapes shapes = new OnnxShapes();
  private final Set<String> constants = new HashSet<>();
  private final List<OnnxNode> nodes = new ArrayList<>();

  /** By value the node that it comes out of. */
  private final Map<String, OnnxNode> producers = new HashMap<>();

  OnnxGraph(GraphProto graph) {
    this.graph = graph;
    if (graph.getSparseInitializerCount() > 0) {
      throw Refusal.of("it has sparse weights, which is not supported");
    }
    for (TensorProto tensor : graph.getInitializerList()) {
      shapes.put(tensor.getName(), shapes.numbers().constant(tensor.getName(), tensor));
      constants.add(tensor.getName());
    }
    for (ValueInfoProto input : inputs()) {
      long[] shape = OnnxFile.shape(input);
      if (shape.length > 0) {
        shape[0] = 1;
      }
      shapes.put(input.getName(), shape);
    }
    for (NodeProto node : graph.getNodeList()) {
      add(shapes.node(node));
    }
    checkMemory();
  }

  private void add(OnnxNode node) {
    node.require(
        DOMAINS.contains(node.proto().getDomain()),
        "is of the domain " + node.proto().getDomain() + ", which is not supported");
    for (AttributeProto attribute : node.attributes()) {
      node.require(
          !attribute.hasG() && attribute.getGraphsCount() == 0,
          "holds a graph, which is not supported");
      node.require(
          !attribute.hasSparseTensor() && attribute.getSparseTensorsCount() == 0,
          "holds sparse numbers, which is not supported");
      node.require(attribute.getTensorsCount() == 0, "holds tensors, which is not supported");
    }
    shapes.infer(node);
    nodes.add(node);
    node.outputs().forEach(output -> producers.put(output, node));
  }

  /** The values that are needed at one time fit into memory. */
  private void checkMemory() {
    Map<String, OnnxNode> lastUse = new HashMap<>();
    for (OnnxNode node : nodes) {
      node.inputs().forEach(input -> lastUse.put(input, node));
    }
    long elements = 0;
    for (OnnxNode node : nodes) {
      for (String output : node.outputs()) {
        elements += shapes.elements(output);
      }
      node.require(elements <= MAX_ELEMENTS, "needs more memory than is sane");
      for (String input : node.inputs()) {
        if (producers.containsKey(input) && lastUse.remove(input, node)) {
          elements -= shapes.elements(input);
        }
      }
    }
  }

  /** The shape of what comes out, for one image. */
  long[] outputShape(String output) {
    long[] shape = producers.containsKey(output) ? shapes.of(output) : null;
    if (shape == null) {
      throw Refusal.of("nothing computes its output \"" + output + "\"");
    }
    return shape;
  }

  /** What goes in, but for constants. */
  List<ValueInfoProto> inputs() {
    return graph.getInputList().stream()
        .filter(input -> !constants.contains(input.getName()))
        .toList();
  }

  /** What computed a value, before its shape or its type was changed. */
  Activation activation(String output) {
    @Nullable OnnxNode node = producers.get(output);
    // a damaged graph may go in circles
    for (int i = 0; node != null && i < nodes.size(); i++) {
      switch (node.type()) {
        case "Sigmoid" -> {
          return Activation.SIGMOID;
        }
        case "Softmax" -> {
          return Activation.SOFTMAX;
        }
        default -> node = MOVES.contains(node.type()) ? producers.get(node.input(0)) : null;
      }
    }
    return Activation.NONE;
  }
}
