package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.twohead.runtime.internal.formats.NetworkFile.Quantization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that are known before an image is: short constants, and what exporters compute from the
 * shape of a value.
 */
final class OnnxNumbers {
  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;

  private final Map<String, OnnxArray> arrays = new HashMap<>();

  /** The whole numbers of a value; null if they are not known. */
  long @Nullable [] of(String value) {
    @Nullable OnnxArray array = arrays.get(value);
    return array == null || !array.isWhole() ? null : array.whole();
  }

  /** What a value is; null if that is not known. */
  @Nullable OnnxArray array(String value) {
    return arrays.get(value);
  }

  /** What bytes stand for by a scale and a zero point; null if these are not known. */
  @Nullable Quantization quantization(String scale, String zeroPoint) {
    double factor = single(scale);
    double zero = zeroPoint.isEmpty() ? 0 : single(zeroPoint);
    boolean usable = factor > 0 && factor <= Float.MAX_VALUE && !Double.isNaN(zero);
    return usable ? new Quantization((float) factor, (int) zero) : null;
  }

  private double single(String value) {
    @Nullable OnnxArray array = arrays.get(value);
    return array == null || array.length() != 1 ? Double.NaN : array.get(0);
  }

  /** Checks a constant and returns its shape; its numbers are known from now on. */
  long[] constant(String name, TensorProto tensor) {
    long[] shape = OnnxConstants.checkedShape(name, tensor);
    boolean little = OnnxArray.elements(shape) <= OnnxArray.MAX_LENGTH;
    know(name, little ? OnnxArray.of(tensor, shape) : null);
    return shape;
  }

  private void know(String name, @Nullable OnnxArray array) {
    if (array != null && array.length() <= OnnxArray.MAX_LENGTH && !name.isEmpty()) {
      arrays.put(name, array);
    }
  }

  /** The shape of a node's constant, whose numbers are known from now on. */
  long[] constant(OnnxNode node) {
    String output = node.outputs().get(0);
    for (AttributeProto attribute : node.attributes()) {
      switch (attribute.getName()) {
        case "value" -> {
          return constant(output, attribute.getT());
        }
        case "value_int" -> {
          return shapeOf(output, OnnxArray.ofLongs(new long[0], attribute.getI()));
        }
        case "value_ints" -> {
          long[] shape = {attribute.getIntsCount()};
          return shapeOf(output, OnnxArray.ofLongs(shape, OnnxNode.longs(attribute.getIntsList())));
        }
        case "value_float" -> {
          return shapeOf(output, new OnnxArray(FLOAT, new long[0], attribute.getF()));
        }
        case "value_floats" -> {
          double[] floats =
              attribute.getFloatsList().stream().mapToDouble(Float::doubleValue).toArray();
          return shapeOf(output, new OnnxArray(FLOAT, new long[] {floats.length}, floats));
        }
        default -> node.require(false, "has the attribute " + attribute.getName());
      }
    }
    throw node.refuse("has no value");
  }

  private long[] shapeOf(String name, OnnxArray array) {
    know(name, array);
    return array.shape();
  }

  /**
   * Computes what a node gives, if it is little, and what goes in is known.
   *
   * @param shapes the shapes of what comes out
   */
  void infer(OnnxNode node, List<long[]> shapes) {
    for (int i = 0; i < Math.min(shapes.size(), node.outputs().size()); i++) {
      boolean little = OnnxArray.elements(shapes.get(i)) <= OnnxArray.MAX_LENGTH;
      know(node.outputs().get(i), little ? result(node, shapes, i) : null);
    }
  }

  private @Nullable OnnxArray result(OnnxNode node, List<long[]> shapes, int output) {
    if (node.type().equals("Split")) {
      @Nullable OnnxArray whole = arrays.get(node.input(0));
      return whole == null ? null : part(node, whole, shapes, output);
    }
    return output == 0 ? result(node, shapes.get(0)) : null;
  }

  private @Nullable OnnxArray result(OnnxNode node, long[] shape) {
    return switch (node.type()) {
      case "Shape" -> OnnxArray.ofLongs(shape, OnnxMoves.sizes(node));
      case "Size" -> OnnxArray.ofLongs(shape, OnnxArray.elements(node.shape(0)));
      case "ConstantOfShape" -> filled(node, shape);
      case "Concat" -> concat(node, shape);
      default -> {
        @Nullable OnnxArray first = arrays.get(node.input(0));
        yield first == null ? null : result(node, first, shape);
      }
    };
  }

  private @Nullable OnnxArray result(OnnxNode node, OnnxArray first, long[] shape) {
    return switch (node.type()) {
      case "Identity", "Squeeze", "Unsqueeze", "Reshape", "Flatten" -> first.reshaped(shape);
      case "Cast" -> OnnxArithmetic.cast(first, (int) node.number("to", 0));
      case "Expand" -> first.broadcast(shape);
      case "Transpose" -> transpose(node, first, shape);
      case "Slice" -> slice(node, first, shape);
      case "Gather" -> gather(node, first, shape);
      case "Range" -> range(node, first, shape);
      case "Clip" -> clip(node, first, shape);
      case "ReduceProd" -> reduced("Mul", first, shape);
      case "ReduceSum" -> reduced("Add", first, shape);
      case "ReduceMax" -> reduced("Max", first, shape);
      case "ReduceMin" -> reduced("Min", first, shape);
      default -> computed(node.type(), known(node.inputs()), shape);
    };
  }

  private static @Nullable OnnxArray filled(OnnxNode node, long[] shape) {
    @Nullable TensorProto value = node.tensor("value");
    if (value == null) {
      return new OnnxArray(FLOAT, new long[0], 0).broadcast(shape);
    }
    long[] one = OnnxConstants.checkedShape(node.outputs().get(0), value);
    node.require(OnnxArray.elements(one) == 1, "has no number to fill with");
    @Nullable OnnxArray number = OnnxArray.of(value, one);
    return number == null ? null : number.reshaped(new long[0]).broadcast(shape);
  }

  private @Nullable OnnxArray concat(OnnxNode node, long[] shape) {
    List<OnnxArray> parts = new ArrayList<>();
    for (String input : node.inputs()) {
      @Nullable OnnxArray part = arrays.get(input);
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    int axis = node.axis(node.number("axis", 0), shape.length);
    double[] values = new double[(int) OnnxArray.elements(shape)];
    int rows = (int) OnnxArray.elements(Arrays.copyOf(shape, axis));
    int place = 0;
    for (int row = 0; row < rows; row++) {
      for (OnnxArray part : parts) {
        int length = part.length() / rows;
        for (int i = 0; i < length; i++) {
          values[place++] = part.get(row * length + i);
        }
      }
    }
    return new OnnxArray(parts.get(0).type(), shape, values);
  }

  private static OnnxArray transpose(OnnxNode node, OnnxArray array, long[] shape) {
    int[] order = OnnxMoves.order(node, shape.length);
    return array.moved(
        shape,
        index -> {
          int[] from = new int[index.length];
          for (int i = 0; i < index.length; i++) {
            from[order[i]] = index[i];
          }
          return from;
        });
  }

  /** One of the arrays that an array is split into. */
  private static OnnxArray part(OnnxNode node, OnnxArray whole, List<long[]> shapes, int number) {
    int axis = node.axis(node.number("axis", 0), whole.shape().length);
    long start = shapes.subList(0, number).stream().mapToLong(shape -> shape[axis]).sum();
    return whole.moved(
        shapes.get(number),
        index -> {
          int[] from = index.clone();
          from[axis] += (int) start;
          return from;
        });
  }

  /** Only of a vector, to one number. */
  private static @Nullable OnnxArray reduced(String operator, OnnxArray array, long[] shape) {
    if (array.shape().length != 1 || array.length() == 0 || OnnxArray.elements(shape) != 1) {
      return null;
    }
    @Nullable OnnxArray result = array.single(0, shape);
    for (int i = 1; i < array.length(); i++) {
      OnnxArray next = array.single(i, shape);
      result = result == null ? null : OnnxArithmetic.of(operator, List.of(result, next), shape);
    }
    return result;
  }

  private static OnnxArray slice(OnnxNode node, OnnxArray array, long[] shape) {
    OnnxMoves.Slice[] slices = OnnxMoves.slices(node);
    return array.moved(
        shape,
        index -> {
          int[] from = new int[index.length];
          Arrays.setAll(from, i -> (int) (slices[i].start() + index[i] * slices[i].step()));
          return from;
        });
  }

  private @Nullable OnnxArray gather(OnnxNode node, OnnxArray array, long[] shape) {
    @Nullable OnnxArray indices = arrays.get(node.input(1));
    int axis = node.axis(node.number("axis", 0), array.shape().length);
    long size = array.shape()[axis];
    if (indices == null) {
      return null;
    }
    for (long index : indices.whole()) {
      node.require(index >= -size && index < size, "takes number " + index + " of " + size);
    }
    int rank = indices.shape().length;
    return array.moved(
        shape,
        index -> {
          int[] from = new int[array.shape().length];
          int chosen = indices.at(Arrays.copyOfRange(index, axis, axis + rank));
          long place = indices.whole()[chosen];
          Arrays.setAll(from, i -> i < axis ? index[i] : i > axis ? index[i + rank - 1] : 0);
          from[axis] = (int) (place < 0 ? place + size : place);
          return from;
        });
  }

  private @Nullable OnnxArray range(OnnxNode node, OnnxArray start, long[] shape) {
    @Nullable OnnxArray step = arrays.get(node.input(2));
    if (step == null || !start.isWhole()) {
      return null;
    }
    double[] values = new double[(int) shape[0]];
    Arrays.setAll(values, i -> start.get(0) + i * step.get(0));
    return new OnnxArray(start.type(), shape, values);
  }

  /** Older versions have their limits as attributes. */
  private @Nullable OnnxArray clip(OnnxNode node, OnnxArray array, long[] shape) {
    if (!node.attributes().isEmpty()) {
      return null;
    }
    @Nullable OnnxArray bounded = bounded("Max", array, node.input(1), shape);
    return bounded("Min", bounded, node.input(2), shape);
  }

  private @Nullable OnnxArray bounded(
      String operator, @Nullable OnnxArray array, String bound, long[] shape) {
    return bound.isEmpty()
        ? array
        : computed(operator, Arrays.asList(array, arrays.get(bound)), shape);
  }

  private List<@Nullable OnnxArray> known(List<String> values) {
    List<@Nullable OnnxArray> known = new ArrayList<>();
    values.forEach(value -> known.add(arrays.get(value)));
    return known;
  }

  private static @Nullable OnnxArray computed(
      String operator, List<@Nullable OnnxArray> arrays, long[] shape) {
    List<OnnxArray> operands = new ArrayList<>();
    for (@Nullable OnnxArray array : arrays) {
      @Nullable OnnxArray operand = array == null ? null : array.broadcast(shape);
      if (operand == null) {
        return null;
      }
      operands.add(operand);
    }
    return OnnxArithmetic.of(operator, operands, shape);
  }
}
