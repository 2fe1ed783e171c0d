package io.github.twohead.runtime.internal.serving;

import io.github.twohead.OutputType;
import io.github.twohead.runtime.internal.formats.Half;
import io.github.twohead.runtime.internal.formats.NetworkOutput;
import java.nio.ByteBuffer;

/**
 * Reads a head's probability out of an output: of one number, or of two for no and yes.
 *
 * @param index the output's number in the file
 * @param output the output
 * @param type what its numbers are
 */
record HeadDecoder(int index, NetworkOutput output, OutputType type) {
  /** How far rounding may bring a probability out of its range; of bytes, by one step. */
  private static final double ROUNDING = 1e-3;

  /**
   * The probability.
   *
   * @param numbers what the network gave, in native byte order
   */
  double probability(ByteBuffer numbers) {
    int size = output.size();
    double last = number(numbers, size - 1);
    if (type == OutputType.LOGITS) {
      double logit = size == 1 ? last : last - number(numbers, 0);
      return 1 / (1 + Math.exp(-logit));
    }
    double nearest = Math.max(0, Math.min(1, last));
    double rounding = output.type().isByte() ? output.quantization().scale() : ROUNDING;
    return Math.abs(last - nearest) <= rounding ? nearest : last;
  }

  private double number(ByteBuffer numbers, int place) {
    return switch (output.type()) {
      case FLOAT32 -> numbers.getFloat(place * Float.BYTES);
      case FLOAT16 -> Half.toFloat(numbers.getShort(place * Short.BYTES));
      case INT8 -> real(numbers.get(place));
      case UINT8 -> real(Byte.toUnsignedInt(numbers.get(place)));
    };
  }

  private double real(int stored) {
    return (double) output.quantization().scale() * (stored - output.quantization().zeroPoint());
  }
}
