package io.github.twohead.djl.internal.export.tflite;

import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import io.github.twohead.djl.internal.export.tflite.Encoding.HalfEncoding;
import io.github.twohead.djl.internal.export.tflite.Encoding.Weights;
import io.github.twohead.djl.internal.export.tflite.FlatModel.Quantization;
import io.github.twohead.djl.internal.graph.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.tensorflow.lite.schema.TensorType;

/**
 * Numbers as 8-bit integers: weights and what is computed, with biases as 32-bit integers; {@link
 * HybridEncoding} stores weights alone so.
 */
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

  /**
   * Weights as integers from −127 to 127.
   *
   * <p>A convolution has a scale per output channel, but where its results are averaged over the
   * map: a head's convolution is as good with one for all, and 1024 of them would take 12 to 16 kB.
   * Linear layers have one scale, since old runtimes know no other.
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
     * @param coarse the scale from which on a product is a step of the results or more: kernels
     *     then shift sums up, for which they have to leave room
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

  /**
   * Weights as 8-bit integers, multiplied with inputs that the runtime quantises as it goes.
   *
   * <p>Depthwise convolutions have few weights, and hardly a runtime has a fast kernel for them
   * like this: theirs are 16-bit floats.
   */
  static final class HybridEncoding extends HalfEncoding {
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
}
