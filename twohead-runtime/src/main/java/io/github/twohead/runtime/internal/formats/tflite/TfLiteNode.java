package io.github.twohead.runtime.internal.formats.tflite;

import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.tflite.TfLiteTensor.TfLiteType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.lite.schema.BuiltinOperator;

/**
 * An operator of a graph with its tensors.
 *
 * @param label what messages call it
 * @param code one of {@link BuiltinOperator}
 * @param inputs what goes in; null for an optional one that is not used
 * @param outputs what comes out
 * @param options its settings
 * @param optionsType what kind of settings they are
 */
record TfLiteNode(
    String label,
    int code,
    List<@Nullable TfLiteTensor> inputs,
    List<TfLiteTensor> outputs,
    @Nullable FlatTable options,
    int optionsType) {

  void require(boolean condition, String what) {
    if (!condition) {
      throw refuse(what);
    }
  }

  RuntimeException refuse(String what) {
    return InvalidFile.of(label + " " + what);
  }

  void requireInputs(int min, int max) {
    require(
        inputs.size() >= min && inputs.size() <= max && outputs.size() == 1,
        "has " + inputs.size() + " inputs and " + outputs.size() + " outputs");
  }

  TfLiteTensor input(int index) {
    TfLiteTensor tensor = optional(index);
    if (tensor == null) {
      throw refuse("lacks an input");
    }
    return tensor;
  }

  /** An input that may be left out. */
  @Nullable TfLiteTensor optional(int index) {
    return index < inputs.size() ? inputs.get(index) : null;
  }

  TfLiteTensor output() {
    return outputs.get(0);
  }

  /** The settings, which must be of a kind. */
  FlatTable options(int type) {
    FlatTable given = options;
    if (given == null || optionsType != type) {
      throw refuse("lacks its settings");
    }
    return given;
  }

  /** The settings, which an operator may lack whose settings are all off then. */
  @Nullable FlatTable optionalOptions(int type) {
    return options == null ? null : options(type);
  }

  /** Constant whole numbers that go in. */
  int[] integers(int index) {
    int[] values = input(index).integers();
    if (values == null) {
      throw refuse("has a shape or an axis that is not constant, which is not supported");
    }
    return values;
  }

  /** A constant whole number that goes in. */
  int integer(int index) {
    int[] values = integers(index);
    require(values.length == 1, "has several numbers in place of one");
    return values[0];
  }

  /** A setting's dimension, which may be counted from the end. */
  int axis(int value, int rank) {
    int axis = value < 0 ? value + rank : value;
    require(axis >= 0 && axis < rank, "has the axis " + value + " for " + rank + " dimensions");
    return axis;
  }

  void requireRank(TfLiteTensor tensor, int min, int max) {
    require(
        tensor.rank() >= min && tensor.rank() <= max,
        "has a tensor of " + tensor.rank() + " dimensions");
  }

  /** Requires that what comes out is declared with the shape that it will have. */
  void requireOutput(int... shape) {
    require(
        output().hasShape(shape),
        "gives the shape "
            + Arrays.toString(shape)
            + ", but declares "
            + Arrays.toString(output().shape()));
  }

  /** Requires that both tensors are of one type, which the operator can compute with. */
  void requireSameType(TfLiteTensor first, TfLiteTensor second) {
    require(
        first.type() == second.type() && isComputable(first.type()),
        "has tensors of types " + first.type() + " and " + second.type());
  }

  private static boolean isComputable(TfLiteType type) {
    return type == TfLiteType.FLOAT32 || type.isByte();
  }
}
