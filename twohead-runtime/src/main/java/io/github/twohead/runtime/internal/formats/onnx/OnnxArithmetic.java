package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes with numbers that are known before an image is, as the runtime will. */
final class OnnxArithmetic {
  private static final int BOOL = TensorProto.DataType.BOOL_VALUE;

  private OnnxArithmetic() {}

  /**
   * Computes number by number.
   *
   * @param operator the operator's type
   * @param operands what goes in, of the shape of the result
   * @return null if the operator is not known here, or the result not exact
   */
  static @Nullable OnnxArray of(String operator, List<OnnxArray> operands, long[] shape) {
    OnnxArray first = operands.get(0);
    OnnxArray last = operands.get(operands.size() - 1);
    int[] types = operands.stream().mapToInt(OnnxArray::type).distinct().toArray();
    boolean choice = operator.equals("Where") && operands.size() == 3;
    if ((!choice && types.length > 1) || !operands.stream().allMatch(OnnxArray::isExact)) {
      return null;
    }
    double[] results = new double[first.length()];
    for (int i = 0; i < results.length; i++) {
      results[i] =
          switch (operands.size()) {
            case 1 -> unary(operator, first.get(i));
            case 2 -> binary(operator, first.get(i), last.get(i), first.isWhole());
            case 3 -> choice ? (first.get(i) == 0 ? last : operands.get(1)).get(i) : Double.NaN;
            default -> Double.NaN;
          };
    }
    return checked(new OnnxArray(compares(operator) ? BOOL : last.type(), shape, results));
  }

  private static double unary(String operator, double a) {
    return switch (operator) {
      case "Neg" -> -a;
      case "Abs" -> Math.abs(a);
      case "Floor" -> Math.floor(a);
      case "Ceil" -> Math.ceil(a);
      case "Round" -> Math.rint(a);
      case "Sqrt" -> Math.sqrt(a);
      case "Not" -> 1 - a;
      default -> Double.NaN;
    };
  }

  private static double binary(String operator, double a, double b, boolean whole) {
    return switch (operator) {
      case "Add" -> a + b;
      case "Sub" -> a - b;
      case "Mul" -> a * b;
      case "Div" -> whole ? quotient(a, b) : a / b;
      case "Mod" -> whole && b != 0 ? Math.floorMod((long) a, (long) b) : Double.NaN;
      case "Pow" -> power(a, b);
      case "Min" -> Math.min(a, b);
      case "Max" -> Math.max(a, b);
      case "Equal" -> a == b ? 1 : 0;
      case "Less" -> a < b ? 1 : 0;
      case "LessOrEqual" -> a <= b ? 1 : 0;
      case "Greater" -> a > b ? 1 : 0;
      case "GreaterOrEqual" -> a >= b ? 1 : 0;
      case "And" -> a * b;
      case "Or" -> Math.max(a, b);
      default -> Double.NaN;
    };
  }

  /** What is no whole number may be rounded in another way. */
  private static double power(double a, double b) {
    double result = Math.pow(a, b);
    return result == Math.rint(result) ? result : Double.NaN;
  }

  private static double quotient(double a, double b) {
    if (b == 0) {
      return Double.NaN;
    }
    long result = (long) a / (long) b;
    return result;
  }

  private static boolean compares(String operator) {
    return operator.equals("Equal")
        || operator.startsWith("Less")
        || operator.startsWith("Greater");
  }

  /** Converts numbers; null if one cannot be converted exactly as the runtime does. */
  static @Nullable OnnxArray cast(OnnxArray array, int type) {
    double[] results = new double[array.length()];
    for (int i = 0; i < results.length; i++) {
      double value = array.get(i);
      results[i] =
          switch (type) {
            case TensorProto.DataType.INT64_VALUE, TensorProto.DataType.INT32_VALUE ->
                value < 0 ? Math.ceil(value) : Math.floor(value);
            case BOOL -> value == 0 ? 0 : 1;
            default -> value;
          };
    }
    return array.isExact() ? checked(new OnnxArray(type, array.shape(), results)) : null;
  }

  private static double rounded(double value, int type) {
    return switch (type) {
      case TensorProto.DataType.FLOAT_VALUE -> (float) value;
      case TensorProto.DataType.DOUBLE_VALUE -> value;
      default -> value + 0.0; // there is no −0
    };
  }

  /** Rounds numbers to their type; null if they do not fit, or of a type not known here. */
  private static @Nullable OnnxArray checked(OnnxArray array) {
    double[] results = new double[array.length()];
    for (int i = 0; i < results.length; i++) {
      double value = array.get(i);
      boolean fits =
          switch (array.type()) {
            case TensorProto.DataType.INT32_VALUE -> value == (int) value;
            case TensorProto.DataType.INT64_VALUE -> value == (long) value;
            case BOOL -> value == 0 || value == 1;
            case TensorProto.DataType.FLOAT_VALUE, TensorProto.DataType.DOUBLE_VALUE ->
                !Double.isNaN(value);
            default -> false;
          };
      if (!fits) {
        return null;
      }
      results[i] = rounded(value, array.type());
    }
    OnnxArray rounded = new OnnxArray(array.type(), array.shape(), results);
    return rounded.isExact() ? rounded : null;
  }
}
