package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.tensorflow.lite.schema.TensorType;

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
