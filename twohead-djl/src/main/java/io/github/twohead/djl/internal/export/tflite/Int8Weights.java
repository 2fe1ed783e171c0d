package io.github.twohead.djl.internal.export.tflite;

import com.google.common.primitives.Doubles;
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
 * @param scales one per output channel, or one for all; above 0, also of channels that died
 */
record Int8Weights(byte[] integers, double[] scales) {
  private static final int MAX = 127;

  /** Of the products of 255 with a channel's integers, where its sums are shifted up. */
  private static final int MAX_SUM = 1 << 21;

  /**
   * Encodes weights.
   *
   * @param perBias how great a channel's scale must be at least, as a part of its bias
   * @param coarse the scale from which on a product is a step of the results or more: kernels then
   *     shift sums up, for which they have to leave room
   * @throws IllegalArgumentException if a weight or a bias is infinite or not a number
   */
  static Int8Weights of(Weights weights, double perBias, double coarse) {
    checkFinite(weights.values());
    checkFinite(weights.bias());
    double[] scales = new double[weights.bias().length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Math.max(Double.MIN_NORMAL, Math.abs(weights.bias()[i]) * perBias);
    }
    int inner = inner(weights);
    for (int i = 0; i < weights.values().length; i++) {
      int channel = i / inner % scales.length;
      scales[channel] = Math.max(scales[channel], Math.abs((double) weights.values()[i]) / MAX);
    }
    scales = distinct(scales, weights);
    leaveRoom(scales, weights, coarse);
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

  private static double[] distinct(double[] scales, Weights weights) {
    double max = Doubles.max(scales);
    boolean perTensor =
        switch (weights.kernel()) {
          case FULLY_CONNECTED -> true;
          // with equal scales per channel, TFLite 2.6 returned the bias alone
          case CONV_2D -> weights.averaged() || Doubles.min(scales) == max;
          default -> false;
        };
    return perTensor ? new double[] {max} : scales;
  }

  private static void leaveRoom(double[] scales, Weights weights, double coarse) {
    double[] sums = new double[weights.bias().length];
    int inner = inner(weights);
    for (int i = 0; i < weights.values().length; i++) {
      sums[i / inner % sums.length] += Math.abs(weights.values()[i]);
    }
    for (int i = 0; i < sums.length; i++) {
      int place = i % scales.length;
      if (scales[place] >= coarse) {
        scales[place] = Math.max(scales[place], 255 * sums[i] / MAX_SUM);
      }
    }
  }

  private static byte[] encode(Weights weights, double[] scales, int inner) {
    byte[] integers = new byte[weights.values().length];
    for (int i = 0; i < integers.length; i++) {
      double scale = scales[i / inner % scales.length];
      long rounded = Math.round(weights.values()[i] / scale);
      integers[i] = (byte) Math.max(-MAX, Math.min(MAX, rounded));
    }
    return integers;
  }
}
