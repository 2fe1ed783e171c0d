package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.export.tflite.FlatModel.Quantization;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.formats.Half;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.tensorflow.lite.schema.TensorType;

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

  /** Everything as 32-bit floats; the formats that only store weights otherwise build on it. */
  class FloatEncoding implements Encoding {
    private final FlatModel model;

    FloatEncoding(FlatModel model) {
      this.model = model;
    }

    @Override
    public final byte type() {
      return TensorType.FLOAT32;
    }

    @Override
    public final @Nullable Quantization quantization(Value value) {
      return null;
    }

    @Override
    public final int version(Kernel kernel) {
      return kernel.floatVersion();
    }

    @Override
    public final byte[] lowest() {
      return bytes(-Float.MAX_VALUE);
    }

    @Override
    public Parameters store(Weights weights, Value in, Value out) {
      return new Parameters(
          floats(weights.shape(), weights.values()),
          floats(new int[] {weights.bias().length}, weights.bias()),
          weights.kernel().floatVersion());
    }

    /** The file that tensors are added to. */
    final FlatModel model() {
      return model;
    }

    /** Adds a tensor of 32-bit floats. */
    final int floats(int[] shape, float... values) {
      return model.constant(shape, TensorType.FLOAT32, null, bytes(values));
    }

    private static byte[] bytes(float... values) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      return bytes.array();
    }
  }

  /**
   * Weights and biases as 16-bit floats, which the runtime widens once. XNNPACK takes a layer over
   * only if both are; layers whose numbers 16 bits cannot hold stay as they are.
   */
  class HalfEncoding extends FloatEncoding {
    private final int few;

    /**
     * Creates an encoding.
     *
     * @param few layers with fewer weights stay as they are
     */
    HalfEncoding(FlatModel model, int few) {
      super(model);
      this.few = few;
    }

    @Override
    public Parameters store(Weights weights, Value in, Value out) {
      if (weights.values().length < few || !fits(weights)) {
        return super.store(weights, in, out);
      }
      return new Parameters(
          halves(weights.shape(), weights.values()),
          halves(new int[] {weights.bias().length}, weights.bias()),
          weights.kernel().floatVersion());
    }

    private static boolean fits(Weights weights) {
      float greatest = magnitude(weights.values());
      return Half.holds(greatest)
          && Half.holds(magnitude(weights.bias()))
          && (greatest >= Half.MIN_NORMAL || greatest == 0);
    }

    /** The greatest magnitude; NaN if one is. */
    private static float magnitude(float[] values) {
      float greatest = 0;
      for (float value : values) {
        greatest = Math.max(greatest, Math.abs(value));
      }
      return greatest;
    }

    private int halves(int[] shape, float[] values) {
      ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      for (float value : values) {
        bytes.putShort(Half.of(value));
      }
      int stored = model().constant(shape, TensorType.FLOAT16, null, bytes.array());
      int wide = model().tensor(shape, TensorType.FLOAT32, null);
      int version = Kernel.DEQUANTIZE.floatVersion();
      model().operator(Kernel.DEQUANTIZE, version, new int[] {stored}, new int[] {wide});
      return wide;
    }
  }
}
