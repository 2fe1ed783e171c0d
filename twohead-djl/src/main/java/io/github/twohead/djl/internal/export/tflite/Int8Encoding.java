package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tensorflow.lite.schema.TensorType;

/** Weights and what is computed as 8-bit integers, biases as 32-bit integers. */
final class Int8Encoding implements Encoding {
  /** Biases stay below this, so that sums with products fit into 32 bits. */
  private static final long MAX_BIAS = 1L << 30;

  /**
   * The same where sums are shifted up. A bias beyond this is so great that no sum makes up for it.
   */
  private static final long MAX_COARSE_BIAS = 1L << 22;

  /**
   * The step of products over that of results: kernels have multipliers from here to there. With
   * less, what is summed up is less than a step; with more, one product fills the range of results,
   * as it does with the greatest.
   */
  private static final double MIN_MULTIPLIER = 0x1p-32;

  private static final double MAX_MULTIPLIER = 255;

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
    double step = activations.step(in);
    double coarse = activations.step(out) / step;
    Int8Weights encoded = Int8Weights.of(weights, 1 / (MAX_BIAS * step), coarse);
    byte[] biases = encode(weights.bias(), encoded.scales(), step, coarse);
    float[] scales = declared(encoded.scales(), in, out);
    float[] products = scales.clone();
    for (int i = 0; i < products.length; i++) {
      products[i] *= quantization(in).scale();
    }
    Quantization ofWeights = new Quantization(scales, 0, weights.axis());
    Quantization ofBiases = new Quantization(products, 0, 0);
    int[] length = {weights.bias().length};
    return new Parameters(
        model.constant(weights.shape(), TensorType.INT8, ofWeights, encoded.integers()),
        model.constant(length, TensorType.INT32, ofBiases, biases),
        weights.kernel().int8Version());
  }

  /** What the file says of scales, in units that may differ from those of the network. */
  private float[] declared(double[] scales, Value in, Value out) {
    float[] declared = new float[scales.length];
    for (int i = 0; i < scales.length; i++) {
      double multiplier = scales[i] * activations.step(in) / activations.step(out);
      double usable = Math.max(MIN_MULTIPLIER, Math.min(MAX_MULTIPLIER, multiplier));
      declared[i] = (float) (usable * quantization(out).scale() / quantization(in).scale());
    }
    return declared;
  }

  private static byte[] encode(float[] bias, double[] scales, double step, double coarse) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * bias.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < bias.length; i++) {
      double scale = scales[i % scales.length];
      long max = scale >= coarse ? MAX_COARSE_BIAS : MAX_BIAS;
      bytes.putInt((int) Math.max(-max, Math.min(max, Math.round(bias[i] / (scale * step)))));
    }
    return bytes.array();
  }
}
