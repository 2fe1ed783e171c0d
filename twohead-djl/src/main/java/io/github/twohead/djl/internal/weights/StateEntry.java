package io.github.twohead.djl.internal.weights;

import ai.djl.nn.Parameter;
import java.util.Arrays;

/**
 * One tensor of a state dict: a parameter, or the rows of a parameter that belong to one head.
 *
 * @param name the name in a state dict, such as {@code stage2.0.branch1.0.weight}
 * @param parameter where the values live
 * @param from the index of the first value within the parameter
 * @param shape the tensor's shape
 */
public record StateEntry(String name, Parameter parameter, int from, long[] shape) {

  /** A tensor that is a whole parameter. */
  public static StateEntry of(String name, Parameter parameter) {
    return new StateEntry(name, parameter, 0, parameter.getShape().getShape());
  }

  /** The number of values. */
  public int size() {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }

  /** Copies the values out of the network, in row-major order. */
  public float[] read() {
    return Arrays.copyOfRange(parameter.getArray().toFloatArray(), from, from + size());
  }
}
