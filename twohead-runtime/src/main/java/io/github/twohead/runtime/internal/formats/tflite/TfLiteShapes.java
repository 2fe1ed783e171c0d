package io.github.twohead.runtime.internal.formats.tflite;

import io.github.twohead.runtime.internal.formats.tflite.TfLiteTensor.TfLiteType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tensorflow.lite.schema.BuiltinOperator;
import org.tensorflow.lite.schema.BuiltinOptions;

/** Checks operators that move numbers about, or reduce dimensions. */
final class TfLiteShapes {
  private static final int MAX_RANK = 4;

  private TfLiteShapes() {}

  /** An operator that gives its input's numbers in another shape. */
  private static void requireSameElements(TfLiteNode node) {
    TfLiteTensor input = node.input(0);
    node.requireSameType(input, node.output());
    node.require(
        input.elements() == node.output().elements(),
        "makes " + node.output().elements() + " numbers of " + input.elements());
  }

  /** What is moved, the first of so many inputs: of the output's type. */
  private static TfLiteTensor input(TfLiteNode node, int inputs) {
    node.requireInputs(inputs, inputs);
    TfLiteTensor input = node.input(0);
    node.requireRank(input, 1, MAX_RANK);
    node.requireSameType(input, node.output());
    return input;
  }

  static void reshape(TfLiteNode node) {
    node.requireInputs(1, 2);
    requireSameElements(node);
    @Nullable FlatTable options = node.optionalOptions(BuiltinOptions.ReshapeOptions);
    int[] wanted;
    if (node.inputs().size() == 2) {
      node.require(
          node.input(1).type() == TfLiteType.INT32 && node.input(1).rank() == 1,
          "has a shape that is no list of numbers");
      wanted = node.integers(1);
    } else {
      wanted = options == null ? new int[0] : options.ints(0);
    }
    int[] shape = node.output().shape();
    node.require(wanted.length == shape.length, "declares another shape than it gives");
    for (int i = 0; i < shape.length; i++) {
      node.require(
          wanted[i] == shape[i] || wanted[i] == -1, "declares another shape than it gives");
    }
    node.require(
        Arrays.stream(wanted).filter(size -> size == -1).count() <= 1, "leaves its shape open");
  }

  static void squeeze(TfLiteNode node) {
    node.requireInputs(1, 1);
    requireSameElements(node);
    TfLiteTensor input = node.input(0);
    @Nullable FlatTable options = node.optionalOptions(BuiltinOptions.SqueezeOptions);
    int[] axes = options == null ? new int[0] : options.ints(0);
    boolean[] gone = new boolean[input.rank()];
    for (int axis : axes) {
      int place = node.axis(axis, input.rank());
      node.require(input.size(place) == 1, "removes a dimension that is not 1");
      gone[place] = true;
    }
    for (int i = 0; axes.length == 0 && i < gone.length; i++) {
      gone[i] = input.size(i) == 1;
    }
    node.requireOutput(without(input.shape(), gone));
  }

  private static int[] without(int[] shape, boolean[] gone) {
    int[] rest = new int[shape.length];
    int count = 0;
    for (int i = 0; i < shape.length; i++) {
      if (!gone[i]) {
        rest[count++] = shape[i];
      }
    }
    return Arrays.copyOf(rest, count);
  }

  static void expandDims(TfLiteNode node) {
    node.requireInputs(2, 2);
    requireSameElements(node);
    int[] shape = node.output().shape();
    boolean[] added = new boolean[shape.length];
    added[node.axis(node.integer(1), shape.length)] = true;
    node.require(
        Arrays.equals(without(shape, added), node.input(0).shape()),
        "declares another shape than it gives");
  }

  static void transpose(TfLiteNode node) {
    node.requireInputs(2, 2);
    requireSameElements(node);
    TfLiteTensor input = node.input(0);
    int[] order = node.integers(1);
    int[] shape = new int[input.rank()];
    boolean[] used = new boolean[input.rank()];
    node.require(
        order.length == shape.length && node.input(1).type() == TfLiteType.INT32,
        "has no permutation");
    for (int i = 0; i < order.length; i++) {
      node.require(
          order[i] >= 0 && order[i] < used.length && !used[order[i]], "has no permutation");
      used[order[i]] = true;
      shape[i] = input.size(order[i]);
    }
    node.requireOutput(shape);
  }

  static void concatenation(TfLiteNode node) {
    node.requireInputs(1, Integer.MAX_VALUE);
    FlatTable options = node.options(BuiltinOptions.ConcatenationOptions);
    node.require(options.int8(1) == 0, "has an activation, which is not supported");
    int[] shape = node.input(0).shape();
    node.requireRank(node.input(0), 1, MAX_RANK);
    int axis = node.axis(options.int32(0, 0), shape.length);
    long size = 0;
    for (int i = 0; i < node.inputs().size(); i++) {
      TfLiteTensor part = node.input(i);
      node.requireSameType(part, node.output());
      size += part.rank() == shape.length ? part.size(axis) : 0;
      shape[axis] = part.rank() == shape.length ? part.size(axis) : 0;
      node.require(part.hasShape(shape), "joins shapes that do not match");
      if (part.type().isByte()) {
        node.require(part.channels() == 1, "has a tensor without a usable scale");
        TfLiteOperators.requireRatio(node, part.scale(), node.output().scale());
      }
    }
    node.require(size <= Integer.MAX_VALUE, "is too large");
    shape[axis] = (int) size;
    node.requireOutput(shape);
  }

  static void split(TfLiteNode node) {
    int parts = node.outputs().size();
    FlatTable options = node.options(BuiltinOptions.SplitOptions);
    node.require(
        node.inputs().size() == 2 && parts >= 1 && options.int32(0, 0) == parts,
        "has " + parts + " outputs, not " + options.int32(0, 0));
    TfLiteTensor input = node.input(1);
    int axis = splitAxis(node, input, 0);
    node.require(input.size(axis) % parts == 0, "cannot cut " + input.size(axis) + " in " + parts);
    int[] sizes = new int[parts];
    Arrays.fill(sizes, input.size(axis) / parts);
    requireParts(node, input, axis, sizes);
  }

  static void splitV(TfLiteNode node) {
    int parts = node.outputs().size();
    FlatTable options = node.options(BuiltinOptions.SplitVOptions);
    node.require(
        node.inputs().size() == 3 && parts >= 1 && options.int32(0, 0) == parts,
        "has " + parts + " outputs, not " + options.int32(0, 0));
    TfLiteTensor input = node.input(0);
    int axis = splitAxis(node, input, 2);
    node.require(
        node.input(1).type() == TfLiteType.INT32 && node.input(1).hasShape(parts), "has no sizes");
    int[] sizes = node.integers(1);
    long sum = 0;
    for (int size : sizes) {
      node.require(size >= 1, "has a part of the size " + size);
      sum += size;
    }
    node.require(sum == input.size(axis), "cuts " + input.size(axis) + " into " + sum);
    requireParts(node, input, axis, sizes);
  }

  private static int splitAxis(TfLiteNode node, TfLiteTensor input, int index) {
    node.requireRank(input, 1, MAX_RANK);
    node.require(node.input(index).type() == TfLiteType.INT32, "has no axis");
    return node.axis(node.integer(index), input.rank());
  }

  private static void requireParts(TfLiteNode node, TfLiteTensor input, int axis, int[] sizes) {
    int[] shape = input.shape();
    for (int i = 0; i < sizes.length; i++) {
      TfLiteTensor output = node.outputs().get(i);
      shape[axis] = sizes[i];
      node.requireSameType(input, output);
      node.require(output.hasShape(shape), "declares another shape than it gives");
    }
  }

  static void gather(TfLiteNode node) {
    TfLiteTensor input = input(node, 2);
    node.requireRank(node.input(1), 1, 1);
    FlatTable options = node.options(BuiltinOptions.GatherOptions);
    node.require(options.int32(1, 0) == 0, "has batches, which is not supported");
    int[] shape = input.shape();
    int axis = node.axis(options.int32(0, 0), shape.length);
    for (int index : node.integers(1)) {
      node.require(index >= 0 && index < shape[axis], "takes " + index + " of " + shape[axis]);
    }
    shape[axis] = node.input(1).elements();
    node.requireOutput(shape);
  }

  static void slice(TfLiteNode node) {
    TfLiteTensor input = input(node, 3);
    node.require(node.input(1).type() == node.input(2).type(), "has numbers of different types");
    int[] from = node.integers(1);
    int[] sizes = node.integers(2);
    int[] shape = input.shape();
    node.require(from.length == shape.length && sizes.length == shape.length, "lacks a dimension");
    for (int i = 0; i < shape.length; i++) {
      int rest = shape[i] - from[i];
      int size = sizes[i] == -1 ? rest : sizes[i];
      node.require(from[i] >= 0 && from[i] < shape[i] && size >= 1 && size <= rest, "lies outside");
      shape[i] = size;
    }
    node.requireOutput(shape);
  }

  static void stridedSlice(TfLiteNode node) {
    TfLiteTensor input = input(node, 4);
    FlatTable options = node.options(BuiltinOptions.StridedSliceOptions);
    node.require(
        options.int32(2, 0) == 0 && options.int32(3, 0) == 0 && options.int8(5) == 0,
        "has settings that are not supported");
    int[][] numbers = new int[3][];
    for (int i = 0; i < numbers.length; i++) {
      node.require(node.input(i + 1).type() == TfLiteType.INT32, "has numbers of another type");
      numbers[i] = node.integers(i + 1);
      node.require(numbers[i].length == input.rank(), "lacks a dimension");
    }
    int[] shape = input.shape();
    boolean[] gone = new boolean[shape.length];
    for (int i = 0; i < shape.length; i++) {
      int bit = 1 << i;
      int from = (options.int32(0, 0) & bit) != 0 ? 0 : numbers[0][i];
      int to = (options.int32(1, 0) & bit) != 0 ? shape[i] : numbers[1][i];
      int stride = numbers[2][i];
      gone[i] = (options.int32(4, 0) & bit) != 0;
      to = gone[i] ? from + 1 : to;
      node.require(
          from >= 0 && from < to && to <= shape[i] && stride >= 1 && stride <= shape[i],
          "lies outside, or steps in a way that is not supported");
      shape[i] = (to - from + stride - 1) / stride;
    }
    node.requireOutput(without(shape, gone));
  }

  static void pad(TfLiteNode node) {
    boolean hasValue = node.code() == BuiltinOperator.PADV2;
    TfLiteTensor input = input(node, hasValue ? 3 : 2);
    int[] shape = input.shape();
    node.require(
        node.input(1).hasShape(shape.length, 2), "has no padding for each of its dimensions");
    int[] padding = node.integers(1);
    for (int i = 0; i < shape.length; i++) {
      int before = padding[2 * i];
      int after = padding[2 * i + 1];
      long size = (long) shape[i] + before + after;
      node.require(
          before >= 0 && after >= 0 && size <= Integer.MAX_VALUE,
          "has the padding " + before + " and " + after);
      shape[i] = (int) size;
    }
    if (hasValue) {
      node.require(
          node.input(2).type() == input.type() && node.input(2).elements() == 1,
          "has no number to pad with");
    }
    node.requireOutput(shape);
  }

  static void reduce(TfLiteNode node) {
    TfLiteTensor input = input(node, 2);
    if (input.type().isByte()) {
      node.require(input.channels() == 1, "has a tensor without a usable scale");
      TfLiteOperators.requireRatio(node, input.scale(), node.output().scale());
    }
    @Nullable FlatTable options = node.optionalOptions(BuiltinOptions.ReducerOptions);
    boolean keeps = options != null && options.int8(0) != 0;
    node.require(node.input(1).type() == TfLiteType.INT32, "has no axes");
    int[] shape = input.shape();
    boolean[] reduced = new boolean[shape.length];
    int[] axes = node.integers(1);
    node.require(axes.length <= shape.length, "has more axes than dimensions");
    for (int axis : axes) {
      int place = node.axis(axis, shape.length);
      reduced[place] = true;
      shape[place] = 1;
    }
    node.requireOutput(keeps ? shape : without(shape, reduced));
  }
}
