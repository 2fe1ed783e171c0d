package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tensorflow.lite.schema.TensorType;

/** Weights and what is computed as 8-bit integers, biases as 32-bit integers. */
final class Int8Encoding implements Encoding {
  /** Biases stay below this, so that sums with products fit into 32 bits. */
  private static final float MAX_BIAS = 0x1p30f;

  private final FlatModel model;
  private final ActivationScales activations;

  Int8Encoding(FlatModel model, ActivationScales activations) {
    this.model = model;
    this.activations = activations;
  }

  @Override
  public byte type() {
    return TensorType.INT8;
  }

  @Override
  public Quantization quantization(Value value) {
    return activations.of(value);
  }

  @Override
  public int version(Kernel kernel) {
    return kernel.int8Version();
  }

  @Override
  public byte[] lowest() {
    return new byte[] {Byte.MIN_VALUE};
  }

  @Override
  public Parameters store(Weights weights, Value in, Value out) {
    float[] bias = weights.bias();
    Int8Weights encoded = Int8Weights.of(weights, 1 / (MAX_BIAS * activations.step(in)));
    float[] products = times(encoded.scales(), activations.step(in));
    int[] length = {bias.length};
    byte[] integers = encode(bias, products);
    // what files say of scales is in units that may differ from those of the network
    float unit = activations.unit(in) / activations.unit(out);
    float[] scales = times(encoded.scales(), unit);
    Quantization declared = new Quantization(scales, 0, weights.axis());
    Quantization declaredBias = new Quantization(times(scales, quantization(in).scale()), 0, 0);
    return new Parameters(
        model.constant(weights.shape(), TensorType.INT8, declared, encoded.integers()),
        model.constant(length, TensorType.INT32, declaredBias, integers),
        weights.kernel().int8Version());
  }

  private static float[] times(float[] values, float factor) {
    float[] products = values.clone();
    for (int i = 0; i < products.length; i++) {
      products[i] *= factor;
    }
    return products;
  }

  private static byte[] encode(float[] bias, float[] scales) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * bias.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < bias.length; i++) {
      bytes.putInt(Math.round(bias[i] / scales[i % scales.length]));
    }
    return bytes.array();
  }
}
