package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation;
import io.github.twohead.runtime.internal.formats.NetworkFile.ImageInput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NumberType;
import io.github.twohead.runtime.internal.formats.NetworkFile.Quantization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The graph of an ONNX model: its operators are known and in order, and it stays within memory. */
final class OnnxGraph {
  private static final Set<String> DOMAINS = Set.of("", "ai.onnx");

  /** ONNX Runtime's own operators, which its tools write. */
  private static final String MICROSOFT = "com.microsoft";

  static final Set<String> MICROSOFT_OPERATORS =
      Set.of(
          ("QuantizeLinear DequantizeLinear QGemm QLinearAdd QLinearMul QLinearSigmoid"
                  + " QLinearLeakyRelu QLinearSoftmax QLinearConcat QLinearAveragePool"
                  + " QLinearGlobalAveragePool FusedConv FusedGemm Gelu")
              .split(" "));

  /** What takes bytes, and after them their scale and zero point. */
  private static final Set<String> TAKES_BYTES =
      Set.of("DequantizeLinear", "QLinearConv", "QLinearMatMul");

  private static final Set<String> SHAPE_CHANGES =
      Set.of("Reshape Flatten Squeeze Unsqueeze Transpose Identity Slice Split Gather".split(" "));

  /** The numbers of all values that are needed at one time. */
  private static final long MAX_ELEMENTS = 1L << 29;

  private final GraphProto graph;
  private final OnnxImage image;
  private final OnnxShapes shapes = new OnnxShapes();
  private final OnnxActivations activations;
  private final Set<String> constants = new HashSet<>();
  private final List<OnnxNode> nodes = new ArrayList<>();

  /** By value the node that it comes out of. */
  private final Map<String, OnnxNode> producers = new HashMap<>();

  /**
   * Checks a graph.
   *
   * @param version of the standard's operators
   */
  OnnxGraph(GraphProto graph, int version) {
    this.graph = graph;
    activations = new OnnxActivations(version);
    if (graph.getSparseInitializerCount() > 0) {
      throw InvalidFile.of("it has sparse weights, which is not supported");
    }
    for (TensorProto tensor : graph.getInitializerList()) {
      if (tensor.getName().isEmpty()) {
        throw InvalidFile.of("it has a constant without a name");
      }
      shapes.put(tensor.getName(), shapes.numbers().constant(tensor.getName(), tensor));
      constants.add(tensor.getName());
      activations.putConstant(tensor.getName());
    }
    image = new OnnxImage(inputs());
    shapes.put(image.name(), image.shape());
    for (NodeProto node : OnnxOrder.of(graph.getNodeList())) {
      add(shapes.node(node));
    }
    checkMemory();
  }

  /** Says whether a domain is that of ONNX's own operators. */
  static boolean isStandard(String domain) {
    return DOMAINS.contains(domain);
  }

  private void add(OnnxNode node) {
    String domain = node.proto().getDomain();
    node.require(
        isStandard(domain)
            || (domain.equals(MICROSOFT) && MICROSOFT_OPERATORS.contains(node.type())),
        "is of the domain " + domain + ", which is not supported");
    for (AttributeProto attribute : node.attributes()) {
      node.require(
          !attribute.hasG() && attribute.getGraphsCount() == 0,
          "holds a graph, which is not supported");
      node.require(
          !attribute.hasSparseTensor() && attribute.getSparseTensorsCount() == 0,
          "holds sparse numbers, which is not supported");
      node.require(attribute.getTensorsCount() == 0, "holds tensors, which is not supported");
    }
    activations.infer(node, shapes.infer(node));
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
      throw InvalidFile.of("nothing computes its output \"" + output + "\"");
    }
    return shape;
  }

  /** What goes in, but for constants. */
  List<ValueInfoProto> inputs() {
    return graph.getInputList().stream()
        .filter(input -> !constants.contains(input.getName()))
        .toList();
  }

  /** The image that goes in. */
  ImageInput input() {
    List<Quantization> quantizations = new ArrayList<>();
    for (OnnxNode node : nodes) {
      if (node.inputs().contains(image.name())) {
        boolean bytes = node.input(0).equals(image.name()) && TAKES_BYTES.contains(node.type());
        @Nullable Quantization known =
            bytes ? shapes.numbers().quantization(node.input(1), node.input(2)) : null;
        quantizations.add(known == null ? Quantization.NONE : known);
      }
    }
    boolean alike = quantizations.stream().distinct().count() == 1;
    return image.input(alike ? quantizations.get(0) : Quantization.NONE);
  }

  /** What computed an output. */
  FinalActivation activation(String output) {
    @Nullable FinalActivation activation = activations.of(output);
    return activation == null
        ? new FinalActivation(FinalActivation.Kind.UNKNOWN, "a constant", 1)
        : activation;
  }

  /** What the numbers of an output stand for. */
  Quantization quantization(String output, NumberType type) {
    if (!type.isByte()) {
      return Quantization.NONE;
    }
    @Nullable OnnxNode node = producers.get(output);
    while (node != null && SHAPE_CHANGES.contains(node.type())) {
      node = producers.get(node.input(0));
    }
    @Nullable Quantization known =
        node == null || !node.type().equals("QuantizeLinear")
            ? null
            : shapes.numbers().quantization(node.input(1), node.input(2));
    if (known == null) {
      throw InvalidFile.of(
          "its output \""
              + output
              + "\" holds bytes, and no QuantizeLinear with a constant scale says what they stand"
              + " for: give out real numbers");
    }
    return known;
  }

  /**
   * Nodes in an order in which each comes after those that it needs. The standard demands it of
   * files, but tools append nodes at the end, and the runtime sorts them.
   */
  private static final class OnnxOrder {
    private final List<NodeProto> nodes;

    /** By value the nodes that need it, as often as they do. */
    private final Map<String, List<Integer>> users = new HashMap<>();

    /** By node how many of its inputs are still to come. */
    private final int[] missing;

    private OnnxOrder(List<NodeProto> nodes) {
      this.nodes = nodes;
      missing = new int[nodes.size()];
      Map<String, Integer> producers = new HashMap<>();
      for (int i = 0; i < nodes.size(); i++) {
        for (String output : nodes.get(i).getOutputList()) {
          producers.putIfAbsent(output, i);
        }
      }
      for (int i = 0; i < nodes.size(); i++) {
        for (String input : nodes.get(i).getInputList()) {
          if (!input.isEmpty() && producers.containsKey(input)) {
            users.computeIfAbsent(input, name -> new ArrayList<>()).add(i);
            missing[i]++;
          }
        }
      }
    }

    /** Sorts nodes, as little as is needed. Those that go in circles come last. */
    static List<NodeProto> of(List<NodeProto> nodes) {
      return new OnnxOrder(nodes).sorted();
    }

    private List<NodeProto> sorted() {
      List<NodeProto> sorted = new ArrayList<>();
      PriorityQueue<Integer> ready = new PriorityQueue<>();
      for (int i = 0; i < missing.length; i++) {
        if (missing[i] == 0) {
          ready.add(i);
        }
      }
      while (!ready.isEmpty()) {
        int next = ready.poll();
        sorted.add(nodes.get(next));
        for (String output : nodes.get(next).getOutputList()) {
          // once: a damaged graph may name it twice
          List<Integer> waiting = users.remove(output);
          for (int user : waiting == null ? List.<Integer>of() : waiting) {
            if (--missing[user] == 0) {
              ready.add(user);
            }
          }
        }
      }
      for (int i = 0; i < missing.length; i++) {
        if (missing[i] > 0) {
          sorted.add(nodes.get(i));
        }
      }
      return sorted;
    }
  }
}
