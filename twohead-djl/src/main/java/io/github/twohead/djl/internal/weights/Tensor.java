package io.github.twohead.djl.internal.weights;

import io.github.twohead.ModelFileException;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A named tensor's content.
 *
 * @param shape its sizes; empty for a single number
 * @param values in row-major order
 */
public record Tensor(long[] shape, float[] values) {
  public static final int MAX_DIMENSIONS = 8;

  /**
   * The number of values of a shape.
   *
   * @throws ModelFileException if it has too many dimensions or values, or a negative size
   */
  public static int count(long[] shape) {
    if (shape.length > MAX_DIMENSIONS) {
      throw InvalidFile.of("it holds a tensor of " + shape.length + " dimensions");
    }
    try {
      long count = 1;
      for (long size : shape) {
        if (size < 0) {
          throw InvalidFile.of("it holds a tensor of the size " + size);
        }
        count = Math.multiplyExact(count, size);
      }
      return Math.toIntExact(count);
    } catch (ArithmeticException e) {
      throw InvalidFile.of("it holds a tensor of more than 2^31 values", e);
    }
  }

  /**
   * A dictionary of tensors in a file of weights.
   *
   * @param path the keys that lead to it, such as {@code model}; empty for the file's own
   * @param tensors by name, in the order of the file
   */
  public record TensorDict(String path, Map<String, Tensor> tensors) {

    public TensorDict {
      tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }
  }
}
