package io.github.twohead.djl.internal.serving;

import io.github.twohead.djl.internal.formats.Activation;
import io.github.twohead.djl.internal.formats.NetworkOutput;
import io.github.twohead.djl.internal.formats.NumberType;
import java.nio.ByteBuffer;

/**
 * Reads a head's probability out of an output: of one number, or of two for no and yes.
 *
 * @param index the output's number in the file
 * @param output the output
 * @param size how many numbers it consists of
 */
record HeadDecoder(int index, NetworkOutput output, int size) {

  /**
   * The probability.
   *
   * @param numbers what the network gave, in native byte order
   */
  double probability(ByteBuffer numbers) {
    double last = number(numbers, size - 1);
    if (output.activation() == Activation.NONE) {
      double logit = size == 1 ? last : last - number(numbers, 0);
      return 1 / (1 + Math.exp(-logit));
    }
    // bytes may stand for a little less than 0, or more than 1
    return output.type() == NumberType.FLOAT32 ? last : Math.max(0, Math.min(1, last));
  }

  private double number(ByteBuffer numbers, int place) {
    return switch (output.type()) {
      case FLOAT32 -> numbers.getFloat(place * Float.BYTES);
      case INT8 -> real(numbers.get(place));
      case UINT8 -> real(Byte.toUnsignedInt(numbers.get(place)));
    };
  }

  private double real(int stored) {
    return (double) output.quantization().scale() * (stored - output.quantization().zeroPoint());
  }
}
