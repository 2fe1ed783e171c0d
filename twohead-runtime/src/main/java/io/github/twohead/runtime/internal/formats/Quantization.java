package io.github.twohead.runtime.internal.formats;

/**
 * What a stored number q stands for: (q − zeroPoint) · scale.
 *
 * @param scale positive
 * @param zeroPoint what stands for 0
 */
public record Quantization(float scale, int zeroPoint) {

  /** Every number stands for itself. */
  public static final Quantization NONE = new Quantization(1, 0);
}
