package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of an ONNX graph's values for one image. The runtime infers them too, but would ask
 * for whatever memory they take.
 *
 * <p>Source: <a href="https://onnx.ai/onnx/operators/">the operators of ONNX</a>.
 */
final class OnnxShapes {
  static final int MAX_RANK = 8;
  static final long MAX_ELEMENTS = 1L << 29;

  /** What gives a result of its first input's shape. */
  private static final Set<String> UNARY =
      Set.of(
          ("Relu LeakyRelu PRelu Elu Selu Celu Clip Sigmoid HardSigmoid HardSwish Tanh Erf Gelu"
                  + " Mish Softplus Softsign Softmax LogSoftmax Exp Log Sqrt Abs Neg Reciprocal Floor"
                  + " Ceil Round Sign Not Identity Dropout Cast BatchNormalization"
                  + " InstanceNormalization LayerNormalization LRN QuantizeLinear DequantizeLinear"
                  + " ScatterND QLinearSigmoid QLinearLeakyRelu QLinearSoftmax")
              .split(" "));

  /** What gives a result of all its inputs' shapes together. */
  private static final Set<String> BROADCAST =
      Set.of(
          ("Add Sub Mul Div Mod Pow Min Max Sum Mean Where Equal Less LessOrEqual Greater"
                  + " GreaterOrEqual And Or")
              .split(" "));

  private static final Set<String> REDUCTIONS =
      Set.of(
          "ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceSumSquare"
              .split(" "));

  private final Map<String, long[]> shapes = new HashMap<>();
  private final OnnxNumbers numbers = new OnnxNumbers();

  /** The whole numbers that are known before an image is. */
  OnnxNumbers numbers() {
    return numbers;
  }

  void put(String value, long[] shape) {
    shapes.put(value, shape);
  }

  /** A node whose inputs are among the values that are known so far. */
  OnnxNode node(NodeProto proto) {
    return new OnnxNode(proto, shapes, numbers);
  }

  /** The shape of what comes out of a node first, whose inputs' shapes are known. */
  long[] infer(OnnxNode node) {
    node.require(!node.outputs().isEmpty(), "gives nothing");
    List<long[]> results = shapes(node);
    results.forEach(result -> check(node, result));
    for (int i = 0; i < node.outputs().size(); i++) {
      String output = node.outputs().get(i);
      node.require(!shapes.containsKey(output), "makes a value that is there already");
      if (!output.isEmpty()) {
        shapes.put(output, results.get(Math.min(i, results.size() - 1)));
      }
    }
    numbers.infer(node, results);
    return results.get(0);
  }

  private static void check(OnnxNode node, long[] shape) {
    long elements = 1;
    node.require(shape.length <= MAX_RANK, "gives " + shape.length + " dimensions");
    for (long size : shape) {
      node.require(size >= 0 && size <= MAX_ELEMENTS, "gives " + Arrays.toString(shape));
      elements *= size;
      node.require(elements <= MAX_ELEMENTS, "gives " + Arrays.toString(shape));
    }
  }

  /** The shape of a value; null if there is none of that name. */
  long @Nullable [] of(String value) {
    return shapes.get(value);
  }

  /** How many numbers a value consists of. */
  long elements(String value) {
    long[] shape = shapes.get(value);
    return shape == null ? 0 : Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** The shapes of what comes out; the last one is that of all further results. */
  private List<long[]> shapes(OnnxNode node) {
    return switch (node.type()) {
      case "Split" -> OnnxMoves.split(node);
      case "DynamicQuantizeLinear" -> List.of(node.shape(0), new long[0]);
      default -> List.of(shape(node));
    };
  }

  private long[] shape(OnnxNode node) {
    if (UNARY.contains(node.type())) {
      return node.shape(0);
    }
    if (BROADCAST.contains(node.type())) {
      long[] shape = node.shape(0);
      for (int i = 1; i < node.inputs().size(); i++) {
        shape = broadcast(node, shape, node.shape(i));
      }
      return shape;
    }
    if (REDUCTIONS.contains(node.type())) {
      return reduce(node);
    }
    return switch (node.type()) {
      case "Conv", "ConvInteger", "FusedConv" ->
          OnnxWindows.convolution(node, node.shape(0), node.shape(1));
      case "QLinearConv" -> OnnxWindows.convolution(node, node.shape(0), node.shape(3));
      case "MaxPool", "AveragePool" -> OnnxWindows.pool(node, node.shape(0));
      case "GlobalAveragePool", "GlobalMaxPool" -> global(node, node.shape(0));
      case "QLinearAveragePool" -> OnnxWindows.pool(node, channelsFirst(node));
      case "QLinearGlobalAveragePool" -> global(node, channelsFirst(node));
      case "QLinearAdd", "QLinearMul" -> broadcast(node, node.shape(0), node.shape(3));
      case "Gemm", "FusedGemm" -> gemm(node, node.shape(0), node.shape(1));
      case "QGemm" -> gemm(node, node.shape(0), node.shape(3));
      case "MatMul", "MatMulInteger" -> matMul(node, node.shape(0), node.shape(1));
      case "QLinearMatMul" -> matMul(node, node.shape(0), node.shape(3));
      case "Concat" -> OnnxMoves.concat(node, 0, 1);
      case "QLinearConcat" -> OnnxMoves.concat(node, 2, 3);
      case "Gather" -> OnnxMoves.gather(node);
      case "Slice" -> OnnxMoves.slice(node);
      case "Reshape" -> OnnxMoves.reshape(node);
      case "Flatten" -> OnnxMoves.flatten(node);
      case "Squeeze" -> OnnxMoves.squeeze(node);
      case "Unsqueeze" -> OnnxMoves.unsqueeze(node);
      case "Transpose" -> OnnxMoves.transpose(node);
      case "Pad" -> OnnxMoves.pad(node);
      case "Shape" -> new long[] {OnnxMoves.sizes(node).length};
      case "Size" -> new long[0];
      case "ConstantOfShape" -> node.required(0);
      case "Expand" -> broadcast(node, node.shape(0), node.required(1));
      case "Range" -> range(node);
      case "Constant" -> numbers.constant(node);
      default -> throw node.refuse("is not supported");
    };
  }

  private static long[] broadcast(OnnxNode node, long[] left, long[] right) {
    long[] shape = new long[Math.max(left.length, right.length)];
    for (int i = 1; i <= shape.length; i++) {
      long a = i <= left.length ? left[left.length - i] : 1;
      long b = i <= right.length ? right[right.length - i] : 1;
      node.require(a == b || a == 1 || b == 1, "has shapes that do not match");
      shape[shape.length - i] = a == 1 ? b : a;
    }
    return shape;
  }

  private static long[] reduce(OnnxNode node) {
    long[] shape = node.shape(0);
    long @Nullable [] axes = node.setting("axes", 1);
    boolean[] reduced = new boolean[shape.length];
    Arrays.fill(reduced, axes == null || axes.length == 0);
    for (int i = 0; axes != null && i < axes.length; i++) {
      reduced[node.axis(axes[i], shape.length)] = true;
    }
    boolean keeps = node.number("keepdims", 1) != 0;
    long[] result = new long[shape.length];
    int rank = 0;
    for (int i = 0; i < shape.length; i++) {
      if (keeps || !reduced[i]) {
        result[rank++] = reduced[i] ? 1 : shape[i];
      }
    }
    return Arrays.copyOf(result, rank);
  }

  private static long[] global(OnnxNode node, long[] shape) {
    node.require(shape.length >= 2, "has no map");
    Arrays.fill(shape, 2, shape.length, 1);
    return shape;
  }

  private static long[] channelsFirst(OnnxNode node) {
    node.require(
        node.number("channels_last", 0) == 0, "has its channels last, which is not supported");
    return node.shape(0);
  }

  private static long[] range(OnnxNode node) {
    long[] all = concat(node.required(0), node.required(1), node.required(2));
    node.require(all.length == 3 && all[2] != 0, "has no range");
    boolean sane = Arrays.stream(all).allMatch(value -> Math.abs(value) <= MAX_ELEMENTS);
    node.require(sane, "has the range " + Arrays.toString(all));
    double steps = Math.ceil((double) (all[1] - all[0]) / all[2]);
    return new long[] {(long) Math.max(0, steps)};
  }

  static long[] concat(long[]... parts) {
    return Arrays.stream(parts).flatMapToLong(Arrays::stream).toArray();
  }

  private static long[] gemm(OnnxNode node, long[] left, long[] right) {
    node.require(left.length == 2 && right.length == 2, "has no matrices");
    int rows = node.number("transA", 0) == 0 ? 0 : 1;
    int columns = node.number("transB", 0) == 0 ? 1 : 0;
    return new long[] {left[rows], right[columns]};
  }

  private static long[] matMul(OnnxNode node, long[] left, long[] right) {
    node.require(left.length >= 2 && right.length >= 2, "has no matrices");
    long[] batch =
        broadcast(
            node, Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2));
    return concat(batch, new long[] {left[left.length - 2], right[right.length - 1]});
  }

  /** The shapes that come out of convolutions and pools, whose padding could make them huge. */
  private static final class OnnxWindows {
    private static final int MAX_WINDOW = 4096;

    private OnnxWindows() {}

    static long[] convolution(OnnxNode node, long[] map, long[] weights) {
      node.require(
          map.length >= 3 && weights.length == map.length, "has weights that do not fit its map");
      long[] shape = output(node, map, Arrays.copyOfRange(weights, 2, weights.length));
      shape[1] = weights[0];
      return shape;
    }

    static long[] pool(OnnxNode node, long[] map) {
      long @Nullable [] window = node.numbers("kernel_shape");
      if (window == null || map.length < 3 || window.length != map.length - 2) {
        throw node.refuse("has no window");
      }
      return output(node, map, window);
    }

    private static long[] output(OnnxNode node, long[] map, long[] window) {
      long[] strides = setting(node, "strides", 1, window.length);
      long[] dilations = setting(node, "dilations", 1, window.length);
      long[] pads = setting(node, "pads", 0, 2 * window.length);
      boolean same = node.text("auto_pad", "NOTSET").startsWith("SAME");
      long[] shape = map.clone();
      for (int i = 0; i < window.length; i++) {
        node.require(
            inRange(window[i], 1) && inRange(strides[i], 1) && inRange(dilations[i], 1),
            "has a window of " + window[i] + " and a stride of " + strides[i]);
        long span = (window[i] - 1) * dilations[i] + 1;
        long padding = pads[i] + pads[window.length + i];
        node.require(
            inRange(pads[i], 0) && inRange(pads[window.length + i], 0),
            "has the padding " + pads[i] + " and " + pads[window.length + i]);
        long room = same ? map[i + 2] - 1 : map[i + 2] + padding - span;
        node.require(room >= 0, "has a window of " + span + " on " + map[i + 2] + " pixels");
        boolean up = !same && node.number("ceil_mode", 0) != 0;
        shape[i + 2] = (room + (up ? strides[i] - 1 : 0)) / strides[i] + 1;
      }
      return shape;
    }

    private static boolean inRange(long value, int min) {
      return value >= min && value <= MAX_WINDOW;
    }

    private static long[] setting(OnnxNode node, String name, long absent, int length) {
      long @Nullable [] given = node.numbers(name);
      if (given == null) {
        long[] values = new long[length];
        Arrays.fill(values, absent);
        return values;
      }
      node.require(given.length == length, "has " + given.length + " " + name);
      return given;
    }
  }
}
