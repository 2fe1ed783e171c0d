package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Value;
import org.jspecify.annotations.Nullable;

/** How the numbers of a format are stored. */
interface Encoding {

  /** The type of what is computed, of {@link org.tensorflow.lite.schema.TensorType}. */
  byte type();

  /** What the integers of a value stand for; null if its numbers are no integers. */
  @Nullable Quantization quantization(Value value);

  /** The version of an operator that has no weights. */
  int version(Kernel kernel);

  /** The least number there is, encoded for {@link #type()}. */
  byte[] lowest();

  /**
   * Stores the parameters of a layer from {@code in} to {@code out}.
   *
   * @throws IllegalArgumentException if a weight cannot be stored
   */
  Parameters store(Weights weights, Value in, Value out);

  /**
   * The parameters of a layer, as its kernel wants them.
   *
   * @param kernel what multiplies with them
   * @param shape of the weights
   * @param axis the dimension of the output channels
   * @param values the weights
   * @param bias per output channel
   * @param averaged whether the results are averaged over the map, and rounding with them
   */
  record Weights(
      Kernel kernel, int[] shape, int axis, float[] values, float[] bias, boolean averaged) {}

  /**
   * Stored parameters.
   *
   * @param weights a tensor
   * @param bias a tensor
   * @param version of the kernel that multiplies with them
   */
  record Parameters(int weights, int bias, int version) {}
}
