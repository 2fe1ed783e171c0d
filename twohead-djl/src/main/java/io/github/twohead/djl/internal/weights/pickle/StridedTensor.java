package io.github.twohead.djl.internal.weights.pickle;

import io.github.twohead.ModelFileException;
import io.github.twohead.djl.internal.weights.ElementType;
import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.nio.ByteBuffer;

/**
 * A view of a storage: the number at {@code index} is the storage's at {@code offset + index ·
 * stride}. A transposed tensor is the same storage with other strides.
 */
record StridedTensor(Storage storage, long offset, long[] shape, long[] stride) {
  StridedTensor {
    if (shape.length != stride.length) {
      throw outside();
    }
    if (Tensor.count(shape) > 0 && !lies(offset, shape, stride, storage.size())) {
      throw outside();
    }
  }

  private static ModelFileException outside() {
    return InvalidFile.of("it holds a tensor that does not lie within its storage");
  }

  private static boolean lies(long offset, long[] shape, long[] stride, long size) {
    try {
      long last = offset;
      for (int i = 0; i < shape.length; i++) {
        if (stride[i] < 0) {
          return false;
        }
        last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, stride[i]));
      }
      return offset >= 0 && last < size;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  int count() {
    return Tensor.count(shape);
  }

  /** Copies the values out of the storage's data. */
  Tensor read(ByteBuffer data) {
    int count = count();
    if (count == 0) {
      return new Tensor(shape, new float[0]);
    }
    if (isContiguous()) {
      return new Tensor(shape, storage.type().read(data, (int) offset, count));
    }
    float[] values = new float[count];
    long[] index = new long[shape.length];
    long place = offset;
    for (int i = 0; i < count; i++) {
      values[i] = storage.type().read(data, (int) place);
      place += step(index);
    }
    return new Tensor(shape, values);
  }

  private boolean isContiguous() {
    long expected = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] != 1 && stride[i] != expected) {
        return false;
      }
      expected *= shape[i];
    }
    return true;
  }

  /** Moves to the next index in row-major order, and says how far that is in the storage. */
  private long step(long[] index) {
    long distance = 0;
    for (int i = shape.length - 1; i >= 0; i--) {
      distance += stride[i];
      if (++index[i] < shape[i]) {
        return distance;
      }
      distance -= shape[i] * stride[i];
      index[i] = 0;
    }
    return distance;
  }

  /**
   * A run of numbers that tensors are views of.
   *
   * @param key its name within the file
   * @param type of its numbers
   * @param size how many numbers the pickle says it has
   */
  record Storage(String key, ElementType type, long size) {
    long bytes() {
      return Math.multiplyExact(size, type.bytes());
    }
  }
}
