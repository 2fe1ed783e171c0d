package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation;
import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What each value of an ONNX graph is, as far as what computes it shows it. */
final class OnnxActivations {
  private static final Set<String> LINEAR =
      Set.of("Gemm MatMul Conv QGemm QLinearMatMul QLinearConv".split(" "));

  /** What changes the shape, the place or the type of numbers, or chooses among them. */
  private static final Set<String> MOVES =
      Set.of(
          ("Reshape Flatten Squeeze Unsqueeze Transpose Identity Slice Split Gather QuantizeLinear"
                  + " DequantizeLinear")
              .split(" "));

  /** What may take numbers of several softmaxes together. */
  private static final Set<String> CHOICES = Set.of("Transpose Slice Split Gather".split(" "));

  private static final Set<Integer> REAL =
      Set.of(
          TensorProto.DataType.FLOAT_VALUE,
          TensorProto.DataType.FLOAT16_VALUE,
          TensorProto.DataType.DOUBLE_VALUE);

  /** The first version of the operators in which a softmax has one dimension. */
  private static final int SOFTMAX_OF_ONE_DIMENSION = 13;

  private final int version;
  private final Map<String, FinalActivation> activations = new HashMap<>();

  /** Values that do not depend on the image. */
  private final Set<String> constants = new HashSet<>();

  /** What linear layers of bytes give, whose scales are still to come. */
  private final Set<String> unscaled = new HashSet<>();

  /** Takes the version of the operators. */
  OnnxActivations(int version) {
    this.version = version;
  }

  void putConstant(String name) {
    constants.add(name);
  }

  /** What a value is; null for an image or a constant. */
  @Nullable FinalActivation of(String value) {
    return activations.get(value);
  }

  /**
   * Finds out what a node gives; what goes in is known.
   *
   * @param shape of what comes out
   */
  void infer(OnnxNode node, long[] shape) {
    List<String> varying =
        node.inputs().stream().filter(i -> !i.isEmpty() && !constants.contains(i)).toList();
    if (varying.isEmpty()) {
      constants.addAll(node.outputs());
      return;
    }
    boolean sums = node.type().equals("MatMulInteger") || node.type().equals("ConvInteger");
    if (sums || (isReal(node) && unscaled.contains(node.input(0)))) {
      unscaled.addAll(node.outputs());
    }
    FinalActivation moved = moves(node) ? activations.get(node.input(0)) : null;
    long together = together(node, shape);
    FinalActivation activation = moved;
    if (moved == null) {
      activation = new FinalActivation(kind(node, varying), node.label(), together);
    } else if (OnnxArray.elements(shape) > 1 && mixes(node, moved)) {
      activation = new FinalActivation(Kind.UNKNOWN, node.label(), together);
    }
    for (String output : node.outputs()) {
      activations.put(output, activation);
    }
  }

  private static boolean moves(OnnxNode node) {
    return MOVES.contains(node.type()) || isReal(node);
  }

  /** Whether several numbers may come out in another order, or out of more than one softmax. */
  private static boolean mixes(OnnxNode node, FinalActivation moved) {
    boolean reorders =
        switch (node.type()) {
          case "Gather" -> OnnxArray.elements(node.shape(1)) > 1;
          case "Slice" -> Stream.of(OnnxMoves.slices(node)).anyMatch(slice -> slice.step() != 1);
          default -> false;
        };
    return reorders
        || (moved.kind() == Kind.SOFTMAX
            && CHOICES.contains(node.type())
            && OnnxArray.elements(node.shape(0)) > moved.together());
  }

  private static boolean isReal(OnnxNode node) {
    return node.type().equals("Cast") && REAL.contains((int) node.number("to", 0));
  }

  private Kind kind(OnnxNode node, List<String> varying) {
    if (LINEAR.contains(node.type())) {
      return Kind.LOGITS;
    }
    return switch (node.type()) {
      case "Sigmoid", "QLinearSigmoid" -> Kind.SIGMOID;
      case "Softmax", "QLinearSoftmax" -> Kind.SOFTMAX;
      case "FusedGemm", "FusedConv" -> fused(node.text("activation", ""));
      case "Add", "QLinearAdd" ->
          varying.stream().allMatch(this::isLogit) ? Kind.LOGITS : Kind.UNKNOWN;
      case "Mul" -> varying.stream().anyMatch(unscaled::contains) ? Kind.LOGITS : Kind.UNKNOWN;
      default -> Kind.UNKNOWN;
    };
  }

  private static Kind fused(String activation) {
    return switch (activation) {
      case "" -> Kind.LOGITS;
      case "Sigmoid" -> Kind.SIGMOID;
      default -> Kind.UNKNOWN;
    };
  }

  private boolean isLogit(String value) {
    FinalActivation activation = activations.get(value);
    return activation != null && activation.kind() == Kind.LOGITS;
  }

  private long together(OnnxNode node, long[] shape) {
    if (!node.type().endsWith("Softmax")) {
      return OnnxArray.elements(shape);
    }
    boolean one = node.number("opset", version) >= SOFTMAX_OF_ONE_DIMENSION;
    int axis = node.axis(node.number("axis", one ? -1 : 1), shape.length);
    return one ? shape[axis] : LongStream.of(shape).skip(axis).reduce(1, (a, b) -> a * b);
  }
}
