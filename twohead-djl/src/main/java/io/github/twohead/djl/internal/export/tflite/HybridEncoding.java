package io.github.twohead.djl.internal.export.tflite;

import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import io.github.twohead.djl.internal.graph.Value;
import org.tensorflow.lite.schema.TensorType;

/**
 * Weights as 8-bit integers, multiplied with inputs that the runtime quantises as it goes.
 *
 * <p>Depthwise convolutions have few weights, and hardly a runtime has a fast kernel for them like
 * this: theirs are 16-bit floats.
 */
final class HybridEncoding extends HalfEncoding {
  /** With fewer, the operators that widen them take more room than is saved. */
  private static final int FEW = 64;

  HybridEncoding(FlatModel model) {
    super(model, FEW);
  }

  @Override
  public Parameters store(Weights weights, Value in, Value out) {
    if (weights.kernel() == Kernel.DEPTHWISE_CONV_2D) {
      return super.store(weights, in, out);
    }
    float[] bias = weights.bias();
    Int8Weights encoded = Int8Weights.of(weights, 0, Double.POSITIVE_INFINITY);
    float[] scales = Floats.toArray(Doubles.asList(encoded.scales()));
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Math.max(Float.MIN_NORMAL, scales[i]); // XNNPACK takes no smaller ones
    }
    Quantization quantization = new Quantization(scales, 0, weights.axis());
    int tensor =
        model().constant(weights.shape(), TensorType.INT8, quantization, encoded.integers());
    int biasTensor = floats(new int[] {bias.length}, bias);
    return new Parameters(tensor, biasTensor, version(weights.kernel(), scales.length));
  }

  private static int version(Kernel kernel, int scales) {
    if (kernel == Kernel.FULLY_CONNECTED) {
      return 3;
    }
    return scales == 1 ? 2 : 5;
  }
}
