package io.github.twohead.djl.internal.export.tflite;

import com.google.common.primitives.Floats;
import io.github.twohead.djl.internal.export.tflite.Encoding.Weights;
import java.util.Arrays;

/**
 * Weights as integers from −127 to 127.
 *
 * <p>A convolution has a scale per output channel, but where its results are averaged over the map:
 * a head's convolution is as good with one for all, and 1024 of them would take 12 to 16 kB. Linear
 * layers have one scale, since old runtimes know no other.
 *
 * @param integers in the order of the weights
 * @param scales one per output channel, or one for all
 */
record Int8Weights(byte[] integers, float[] scales) {
  private static final int MAX = 127;

  /** Of channels that died. It is not 0, since numbers are divided by it. */
  private static final float LEAST = 1e-20f;

  /**
   * Encodes weights.
   *
   * @param perBias how great a channel's scale must be at least, as a part of its bias
   */
  static Int8Weights of(Weights weights, float perBias) {
    checkFinite(weights.values());
    checkFinite(weights.bias());
    float[] scales = weights.bias().clone();
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Math.max(LEAST, Math.abs(scales[i]) * perBias);
    }
    int inner = inner(weights);
    for (int i = 0; i < weights.values().length; i++) {
      int channel = i / inner % scales.length;
      scales[channel] = Math.max(scales[channel], Math.abs(weights.values()[i]) / MAX);
    }
    scales = distinct(scales, weights);
    return new Int8Weights(encode(weights, scales, inner), scales);
  }

  private static void checkFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "a weight is " + value + ", which no integer stands for");
      }
    }
  }

  /** How many numbers lie between those of one channel and of the next. */
  private static int inner(Weights weights) {
    return Arrays.stream(weights.shape()).skip(weights.axis() + 1).reduce(1, Math::multiplyExact);
  }

  private static float[] distinct(float[] scales, Weights weights) {
    float max = Floats.max(scales);
    boolean perTensor =
        switch (weights.kernel()) {
          case FULLY_CONNECTED -> true;
          // with equal scales per channel, TFLite 2.6 returned the bias alone
          case CONV_2D -> weights.averaged() || Floats.min(scales) == max;
          default -> false;
        };
    return perTensor ? new float[] {max} : scales;
  }

  private static byte[] encode(Weights weights, float[] scales, int inner) {
    byte[] integers = new byte[weights.values().length];
    for (int i = 0; i < integers.length; i++) {
      float scale = scales[i / inner % scales.length];
      int rounded = Math.round(weights.values()[i] / scale);
      integers[i] = (byte) Math.max(-MAX, Math.min(MAX, rounded));
    }
    return integers;
  }
}
