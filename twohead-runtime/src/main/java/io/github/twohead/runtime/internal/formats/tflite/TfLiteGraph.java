package io.github.twohead.runtime.internal.formats.tflite;

import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.ImageInput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NetworkOutput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NumberType;
import io.github.twohead.runtime.internal.formats.NetworkFile.Quantization;
import io.github.twohead.runtime.internal.formats.NetworkFile.Range;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.lite.schema.BuiltinOperator;

/** The graph of a TFLite model: its operators are known, in order, and get what they need. */
final class TfLiteGraph {
  /** The memory of all tensors that are needed at one time. */
  private static final long MAX_BYTES = 1L << 31;

  private static final int NOT_USED = -1;

  /** What gives numbers that it gets. */
  private static final Set<Integer> KEEPING_RANGES =
      Set.of(
          BuiltinOperator.DEQUANTIZE,
          BuiltinOperator.RESHAPE,
          BuiltinOperator.SQUEEZE,
          BuiltinOperator.EXPAND_DIMS);

  private final List<TfLiteTensor> tensors = new ArrayList<>();
  private final List<TfLiteNode> nodes = new ArrayList<>();
  private final int[] inputs;
  private final int[] outputs;

  private final TfLiteActivations activations = new TfLiteActivations();

  /** By tensor the operator that it comes out of. */
  private final Map<TfLiteTensor, TfLiteNode> producers = new HashMap<>();

  TfLiteGraph(FlatTable graph, List<FlatTable> codes, List<@Nullable ByteBuffer> buffers) {
    graph.check("tiitsw");
    for (FlatTable tensor : graph.tables(0, "tensor")) {
      tensors.add(new TfLiteTensor(tensor, buffers));
    }
    inputs = graph.ints(1);
    outputs = graph.ints(2);
    int[] operators = new int[codes.size()];
    for (int i = 0; i < operators.length; i++) {
      operators[i] = operator(codes.get(i));
    }
    for (FlatTable operator : graph.tables(3, "operator")) {
      nodes.add(node(operator, operators));
    }
    checkOrder();
    checkUse();
    checkMemory();
    for (TfLiteNode node : nodes) {
      TfLiteOperators.check(node);
      activations.infer(node);
    }
  }

  private static int operator(FlatTable code) {
    code.check("bsww");
    return Math.max(code.int8(0), code.int32(3, 0));
  }

  private TfLiteNode node(FlatTable operator, int[] codes) {
    operator.check("wiibtxb");
    int index = operator.index(0);
    if (index >= codes.length) {
      throw InvalidFile.of(operator + " has an unknown code");
    }
    int code = codes[index];
    int optionsType = Byte.toUnsignedInt(operator.int8(3));
    FlatTable options = operator.table(4, operator + "'s settings");
    if (options != null) {
      TfLiteOperators.checkOptions(options, optionsType);
    }
    return new TfLiteNode(
        "its " + operator + " (" + name(code) + ")",
        code,
        inputs(operator),
        outputs(operator),
        options,
        optionsType);
  }

  private static String name(int code) {
    boolean known = code >= 0 && code < BuiltinOperator.names.length;
    return known ? BuiltinOperator.name(code) : Integer.toString(code);
  }

  private List<@Nullable TfLiteTensor> inputs(FlatTable operator) {
    List<@Nullable TfLiteTensor> found = new ArrayList<>();
    for (int number : operator.ints(1)) {
      found.add(number == NOT_USED ? null : requireTensor(number));
    }
    return found;
  }

  private List<TfLiteTensor> outputs(FlatTable operator) {
    List<TfLiteTensor> found = new ArrayList<>();
    for (int number : operator.ints(2)) {
      found.add(requireTensor(number));
    }
    return found;
  }

  TfLiteTensor requireTensor(int number) {
    if (number < 0 || number >= tensors.size()) {
      throw InvalidFile.of("it refers to tensor " + number + " of " + tensors.size());
    }
    return tensors.get(number);
  }

  /** Every tensor is constant, an input, or comes out of exactly one earlier operator. */
  private void checkOrder() {
    Set<TfLiteTensor> ready = new HashSet<>();
    for (TfLiteTensor tensor : tensors) {
      if (tensor.isConstant()) {
        ready.add(tensor);
      }
    }
    for (int number : inputs) {
      requireTensor(number)
          .require(ready.add(requireTensor(number)), "is constant, or an input twice");
    }
    for (TfLiteNode node : nodes) {
      for (TfLiteTensor tensor : node.inputs()) {
        node.require(
            tensor == null || ready.contains(tensor), "needs a tensor that is not there yet");
      }
      for (TfLiteTensor tensor : node.outputs()) {
        node.require(ready.add(tensor), "overwrites a tensor");
        producers.put(tensor, node);
      }
    }
    for (int number : outputs) {
      TfLiteTensor tensor = requireTensor(number);
      tensor.require(producers.containsKey(tensor), "is an output that nothing computes");
    }
  }

  /** Nothing is computed in vain, which crashes XNNPACK. */
  private void checkUse() {
    Set<TfLiteTensor> used = new HashSet<>();
    for (TfLiteNode node : nodes) {
      used.addAll(node.inputs());
    }
    for (int number : outputs) {
      used.add(tensors.get(number));
    }
    for (int number : inputs) {
      tensors.get(number).require(used.contains(tensors.get(number)), "is an input without use");
    }
    for (TfLiteNode node : nodes) {
      node.require(!Collections.disjoint(node.outputs(), used), "is of no use");
    }
  }

  /** The tensors that are needed at one time fit into memory, beside one operator's own. */
  private void checkMemory() {
    Map<TfLiteTensor, Integer> lastUse = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (TfLiteTensor tensor : nodes.get(i).inputs()) {
        lastUse.put(tensor, i);
      }
    }
    long bytes = 0;
    for (int number : inputs) {
      bytes += tensors.get(number).bytes();
    }
    for (int i = 0; i < nodes.size(); i++) {
      TfLiteNode node = nodes.get(i);
      for (TfLiteTensor tensor : node.outputs()) {
        bytes += tensor.bytes();
      }
      node.require(bytes <= MAX_BYTES, "needs more than " + MAX_BYTES + " bytes of memory");
      for (TfLiteTensor tensor : node.inputs()) {
        if (tensor != null && lastUse.remove(tensor, i) && !tensor.isConstant()) {
          bytes -= tensor.bytes();
        }
      }
    }
  }

  /** The numbers of the tensors that come out. */
  int[] outputs() {
    return outputs.clone();
  }

  /** Whether linear layers of bytes have a scale per channel. */
  boolean scalesLinearChannels() {
    return nodes.stream()
        .filter(node -> node.code() == BuiltinOperator.FULLY_CONNECTED)
        .anyMatch(node -> node.input(0).type().isByte() && node.input(1).channels() > 1);
  }

  /** The image that goes in. */
  ImageInput image() {
    if (inputs.length != 1) {
      throw InvalidFile.of("it has " + inputs.length + " inputs, not one image");
    }
    TfLiteTensor image = tensors.get(inputs[0]);
    if (image.rank() != 4 || image.size(0) != 1 || image.size(3) != 3) {
      throw InvalidFile.of(
          "its input has the shape "
              + Arrays.toString(image.shape())
              + ", not that of one image, [1, height, width, 3]");
    }
    return new ImageInput(
        image.name(), type(image), quantization(image), image.size(1), image.size(2), false);
  }

  /**
   * What comes out.
   *
   * @param signed its name in the signature
   */
  NetworkOutput output(int number, @Nullable String signed) {
    TfLiteTensor tensor = tensors.get(number);
    return new NetworkOutput(
        signed == null ? tensor.name() : signed,
        type(tensor),
        quantization(tensor),
        tensor.sizes(),
        activations.of(tensor),
        range(tensor));
  }

  /** That of the bytes that a tensor's numbers come from, perhaps through a sigmoid. */
  private Range range(TfLiteTensor tensor) {
    boolean squashed = false;
    TfLiteTensor from = tensor;
    while (!from.type().isByte() || !from.isQuantized()) {
      TfLiteNode node = producers.get(from);
      boolean sigmoid = node != null && node.code() == BuiltinOperator.LOGISTIC && !squashed;
      if (node == null || !(sigmoid || KEEPING_RANGES.contains(node.code()))) {
        return squashed ? Range.ALL.sigmoid() : Range.ALL;
      }
      squashed |= sigmoid;
      from = node.input(0);
    }
    double least = (double) from.scale() * (from.type().min() - from.zeroPoint());
    double most = (double) from.scale() * (from.type().max() - from.zeroPoint());
    return squashed ? new Range(least, most).sigmoid() : new Range(least, most);
  }

  private static NumberType type(TfLiteTensor tensor) {
    return switch (tensor.type()) {
      case FLOAT32 -> NumberType.FLOAT32;
      case UINT8 -> NumberType.UINT8;
      case INT8 -> NumberType.INT8;
      default ->
          throw InvalidFile.of(tensor + " is of type " + tensor.type() + ", not a real number");
    };
  }

  private static Quantization quantization(TfLiteTensor tensor) {
    boolean quantized = tensor.type().isByte() && tensor.isQuantized();
    return quantized ? new Quantization(tensor.scale(), tensor.zeroPoint()) : Quantization.NONE;
  }
}
