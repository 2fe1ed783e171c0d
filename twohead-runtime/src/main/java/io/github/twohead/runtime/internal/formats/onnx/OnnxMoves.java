package io.github.twohead.runtime.internal.formats.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shapes that come out of ONNX operators which move numbers about. */
final class OnnxMoves {
  private OnnxMoves() {}

  /**
   * What is joined.
   *
   * @param first the first input that is
   * @param step how far the next one is from it
   */
  static long[] concat(OnnxNode node, int first, int step) {
    long[] shape = node.shape(first);
    int axis = node.axis(node.number("axis", 0), shape.length);
    long size = 0;
    for (int i = first; i < node.inputs().size(); i += step) {
      long[] part = node.shape(i);
      node.require(part.length == shape.length, "joins shapes that do not match");
      size += part[axis];
      part[axis] = shape[axis];
      node.require(Arrays.equals(part, shape), "joins shapes that do not match");
    }
    shape[axis] = size;
    return shape;
  }

  static List<long[]> split(OnnxNode node) {
    long[] shape = node.shape(0);
    int axis = node.axis(node.number("axis", 0), shape.length);
    int count = node.outputs().size();
    long @Nullable [] sizes = node.setting("split", 1);
    node.require(sizes == null || sizes.length == count, "has parts without a size");
    List<long[]> parts = new ArrayList<>();
    long rest = shape[axis];
    for (int i = 0; i < count; i++) {
      long equal = (shape[axis] + count - 1) / count;
      long[] part = shape.clone();
      part[axis] = sizes == null ? Math.min(equal, rest) : sizes[i];
      node.require(part[axis] >= 0 && part[axis] <= rest, "has parts that do not fit");
      rest -= part[axis];
      parts.add(part);
    }
    return parts;
  }

  /** The sizes that a node gives of a value's shape. */
  static long[] sizes(OnnxNode node) {
    long[] shape = node.shape(0);
    return cut(shape, node.number("start", 0), node.number("end", shape.length));
  }

  static long[] gather(OnnxNode node) {
    long[] shape = node.shape(0);
    int axis = node.axis(node.number("axis", 0), shape.length);
    return OnnxShapes.concat(
        Arrays.copyOf(shape, axis),
        node.shape(1),
        Arrays.copyOfRange(shape, axis + 1, shape.length));
  }

  /** What a slice takes of a dimension; the step may be negative. */
  record Slice(long start, long step, long length) {
    static Slice of(long size, long from, long to, long step) {
      // backwards, a slice ends before the first
      long least = step > 0 ? 0 : -1;
      long most = step > 0 ? size : size - 1;
      long start = Math.max(step > 0 ? 0 : Math.min(0, most), Math.min(most, counted(size, from)));
      long end = Math.max(least, Math.min(most, counted(size, to)));
      long room = step > 0 ? end - start : start - end;
      return new Slice(start, step, room <= 0 ? 0 : (room - 1) / Math.abs(step) + 1);
    }

    /** A place that may be counted from the end. */
    private static long counted(long size, long place) {
      return place < 0 ? place + size : place;
    }
  }

  /** What a node takes of each dimension. */
  static Slice[] slices(OnnxNode node) {
    long[] shape = node.shape(0);
    long @Nullable [] from = node.setting("starts", 1);
    long @Nullable [] to = node.setting("ends", 2);
    long @Nullable [] axes = node.setting("axes", 3);
    long @Nullable [] steps = node.setting("steps", 4);
    if (from == null
        || to == null
        || from.length != to.length
        || (axes != null && axes.length != from.length)
        || (steps != null && steps.length != from.length)) {
      throw node.refuse("has no bounds");
    }
    Slice[] slices = new Slice[shape.length];
    Arrays.setAll(slices, i -> new Slice(0, 1, shape[i]));
    boolean[] taken = new boolean[shape.length];
    for (int i = 0; i < from.length; i++) {
      int axis = node.axis(axes == null ? i : axes[i], shape.length);
      long step = steps == null ? 1 : steps[i];
      node.require(!taken[axis], "has an axis twice");
      node.require(step != 0 && Math.abs(step) <= OnnxShapes.MAX_ELEMENTS, "has the step " + step);
      taken[axis] = true;
      slices[axis] = Slice.of(shape[axis], from[i], to[i], step);
    }
    return slices;
  }

  static long[] slice(OnnxNode node) {
    return Arrays.stream(slices(node)).mapToLong(Slice::length).toArray();
  }

  /** What a slice takes of a vector. */
  static long[] cut(long[] numbers, long from, long to) {
    Slice slice = Slice.of(numbers.length, from, to, 1);
    return Arrays.stream(numbers).skip(slice.start()).limit(slice.length()).toArray();
  }

  static long[] reshape(OnnxNode node) {
    long[] old = node.shape(0);
    long @Nullable [] wanted = node.setting("shape", 1);
    if (wanted == null) {
      throw node.refuse("has no shape");
    }
    long[] shape = wanted.clone();
    long elements = Arrays.stream(old).reduce(1, (a, b) -> a * b);
    long known = 1;
    int open = -1;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == 0 && node.number("allowzero", 0) == 0) {
        node.require(i < old.length, "has another shape than it can have");
        shape[i] = old[i];
      }
      if (shape[i] == -1) {
        node.require(open < 0, "leaves its shape open");
        open = i;
      } else {
        node.require(
            shape[i] >= 0 && shape[i] <= OnnxShapes.MAX_ELEMENTS,
            "has another shape than it can have");
        known = Math.min(OnnxShapes.MAX_ELEMENTS + 1, known * shape[i]);
      }
    }
    if (open >= 0) {
      node.require(known > 0 && elements % known == 0, "has another shape than it can have");
      shape[open] = elements / known;
    } else {
      node.require(known == elements, "has another shape than it can have");
    }
    return shape;
  }

  static long[] flatten(OnnxNode node) {
    long[] shape = node.shape(0);
    long value = node.number("axis", 1);
    int axis = value == shape.length ? shape.length : node.axis(value, shape.length);
    long first = Arrays.stream(shape, 0, axis).reduce(1, (a, b) -> a * b);
    long rest = Arrays.stream(shape, axis, shape.length).reduce(1, (a, b) -> a * b);
    return new long[] {first, rest};
  }

  static long[] squeeze(OnnxNode node) {
    long[] shape = node.shape(0);
    long @Nullable [] axes = node.setting("axes", 1);
    boolean[] gone = new boolean[shape.length];
    for (int i = 0; axes != null && i < axes.length; i++) {
      int axis = node.axis(axes[i], shape.length);
      node.require(shape[axis] == 1, "removes a dimension that is not 1");
      gone[axis] = true;
    }
    long[] rest = new long[shape.length];
    int rank = 0;
    for (int i = 0; i < shape.length; i++) {
      if (axes == null ? shape[i] != 1 : !gone[i]) {
        rest[rank++] = shape[i];
      }
    }
    return Arrays.copyOf(rest, rank);
  }

  static long[] unsqueeze(OnnxNode node) {
    long[] shape = node.shape(0);
    long @Nullable [] axes = node.setting("axes", 1);
    if (axes == null) {
      throw node.refuse("has no axes");
    }
    node.require(shape.length + axes.length <= OnnxShapes.MAX_RANK, "has too many axes");
    long[] result = new long[shape.length + axes.length];
    for (long value : axes) {
      int axis = node.axis(value, result.length);
      node.require(result[axis] == 0, "has an axis twice");
      result[axis] = 1;
    }
    int next = 0;
    for (int i = 0; i < result.length; i++) {
      boolean added = result[i] == 1;
      result[i] = added ? 1 : shape[next++];
    }
    return result;
  }

  static long[] transpose(OnnxNode node) {
    long[] shape = node.shape(0);
    return Arrays.stream(order(node, shape.length)).mapToLong(from -> shape[from]).toArray();
  }

  /** By dimension of a transposed value the one that it comes from. */
  static int[] order(OnnxNode node, int rank) {
    long @Nullable [] order = node.numbers("perm");
    node.require(order == null || order.length == rank, "has no permutation");
    int[] places = new int[rank];
    Arrays.setAll(places, i -> order == null ? rank - 1 - i : node.axis(order[i], rank));
    node.require(Arrays.stream(places).distinct().count() == rank, "has no permutation");
    return places;
  }

  static long[] pad(OnnxNode node) {
    long[] shape = node.shape(0);
    long @Nullable [] pads = node.setting("pads", 1);
    if (pads == null || pads.length != 2 * shape.length) {
      throw node.refuse("has no padding for each of its dimensions");
    }
    for (int i = 0; i < shape.length; i++) {
      long before = pads[i];
      long after = pads[shape.length + i];
      node.require(
          isPadding(before) && isPadding(after), "has the padding " + before + " and " + after);
      shape[i] += before + after;
    }
    return shape;
  }

  /** Less than nothing takes rows away. */
  private static boolean isPadding(long rows) {
    return rows >= -OnnxShapes.MAX_ELEMENTS && rows <= OnnxShapes.MAX_ELEMENTS;
  }
}
