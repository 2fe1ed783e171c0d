package io.github.twohead.runtime.internal.formats;

/** Numbers of IEEE 754 binary16: 1 bit sign, 5 bits exponent of bias 15, 10 bits fraction. */
public final class Half {
  /** The least number with all its digits. */
  public static final float MIN_NORMAL = 0x1p-14f;

  /** From here on numbers are nearer to what would come after the largest. */
  private static final float OVERFLOW = 65520;

  private Half() {}

  /** What 16 bits stand for. */
  public static float toFloat(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    if (exponent == 0) {
      return Math.copySign(fraction * 0x1p-24f, sign == 0 ? 1 : -1);
    }
    int wide = exponent == 0x1F ? 0xFF : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }

  /** Whether a number has a nearest one of 16 bits that is finite. */
  public static boolean holds(float value) {
    return Math.abs(value) < OVERFLOW;
  }

  /**
   * The nearest number; of two as near, the one whose last bit is 0. What is too large becomes
   * infinite.
   */
  public static short of(float value) {
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (!holds(value)) {
      return (short) (sign | (Float.isNaN(value) ? 0x7E00 : 0x7C00));
    }
    int bits = Float.floatToRawIntBits(magnitude);
    int half =
        magnitude < MIN_NORMAL
            ? (int) Math.rint(magnitude * 0x1p24)
            : ((bits + 0xFFF + (bits >> 13 & 1)) >> 13) - (112 << 10);
    return (short) (sign | half);
  }
}
