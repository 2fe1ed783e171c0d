package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.formats.Half;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tensorflow.lite.schema.TensorType;

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
