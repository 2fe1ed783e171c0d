package io.github.twohead.runtime.internal.formats.tflite;

import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation;
import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.lite.schema.ActivationFunctionType;
import org.tensorflow.lite.schema.BuiltinOperator;

/** What each tensor of a TFLite graph is, as far as what computes it shows it. */
final class TfLiteActivations {
  /** What may take numbers of several softmaxes together. */
  private static final Set<Integer> CHOICES =
      Set.of(
          BuiltinOperator.TRANSPOSE,
          BuiltinOperator.SLICE,
          BuiltinOperator.STRIDED_SLICE,
          BuiltinOperator.SPLIT,
          BuiltinOperator.SPLIT_V,
          BuiltinOperator.GATHER);

  private final Map<TfLiteTensor, FinalActivation> activations = new HashMap<>();

  /** What a tensor is that an operator computes. */
  FinalActivation of(TfLiteTensor tensor) {
    return activations.getOrDefault(
        tensor, new FinalActivation(Kind.UNKNOWN, tensor.toString(), 1));
  }

  /** Finds out what an operator gives, which was checked; what goes in is known. */
  void infer(TfLiteNode node) {
    @Nullable TfLiteTensor source =
        switch (node.code()) {
          case BuiltinOperator.RESHAPE,
              BuiltinOperator.SQUEEZE,
              BuiltinOperator.EXPAND_DIMS,
              BuiltinOperator.TRANSPOSE,
              BuiltinOperator.QUANTIZE,
              BuiltinOperator.DEQUANTIZE,
              BuiltinOperator.SLICE,
              BuiltinOperator.STRIDED_SLICE,
              BuiltinOperator.SPLIT_V,
              BuiltinOperator.GATHER ->
              node.input(0);
          case BuiltinOperator.SPLIT -> node.input(1);
          default -> null;
        };
    FinalActivation moved = source == null ? null : activations.get(source);
    FinalActivation activation = moved;
    if (source == null || moved == null) {
      activation = new FinalActivation(kind(node), node.label(), together(node));
    } else if (mixes(node, source, moved)) {
      activation = new FinalActivation(Kind.UNKNOWN, node.label(), together(node));
    }
    for (TfLiteTensor output : node.outputs()) {
      activations.put(output, activation);
    }
  }

  /** Whether several numbers may come out in another order, or out of more than one softmax. */
  private static boolean mixes(TfLiteNode node, TfLiteTensor source, FinalActivation moved) {
    if (!CHOICES.contains(node.code())
        || node.outputs().stream().allMatch(output -> output.elements() == 1)) {
      return false;
    }
    boolean reorders = node.code() == BuiltinOperator.GATHER && node.input(1).elements() > 1;
    return reorders || (moved.kind() == Kind.SOFTMAX && source.elements() > moved.together());
  }

  private Kind kind(TfLiteNode node) {
    return switch (node.code()) {
      case BuiltinOperator.LOGISTIC -> Kind.SIGMOID;
      case BuiltinOperator.SOFTMAX -> Kind.SOFTMAX;
      case BuiltinOperator.FULLY_CONNECTED -> linear(node, 0);
      case BuiltinOperator.CONV_2D -> linear(node, 3);
      case BuiltinOperator.DEPTHWISE_CONV_2D -> linear(node, 4);
      case BuiltinOperator.ADD -> isSum(node) ? linear(node, 0) : Kind.UNKNOWN;
      default -> Kind.UNKNOWN;
    };
  }

  /** Whether linear layers' results are added to each other, or to a constant. */
  private boolean isSum(TfLiteNode node) {
    for (TfLiteTensor tensor : node.inputs()) {
      if (tensor == null || !(tensor.isConstant() || of(tensor).kind() == Kind.LOGITS)) {
        return false;
      }
    }
    return true;
  }

  /**
   * What a linear operator gives, whose result may be limited.
   *
   * @param field where its settings say so
   */
  private static Kind linear(TfLiteNode node, int field) {
    FlatTable options = node.options();
    boolean limited = options != null && options.int8(field) != ActivationFunctionType.NONE;
    return limited ? Kind.UNKNOWN : Kind.LOGITS;
  }

  private static long together(TfLiteNode node) {
    TfLiteTensor output = node.output();
    return node.code() == BuiltinOperator.SOFTMAX
        ? output.size(output.rank() - 1)
        : output.elements();
  }
}
