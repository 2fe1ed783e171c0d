package io.github.twohead.runtime.internal.formats;

/**
 * The image that goes into a network, in a batch of one.
 *
 * @param name its name; may be empty
 * @param type the numbers that it consists of
 * @param quantization what they stand for
 * @param height pixels
 * @param width pixels
 * @param channelsFirst whether its shape is (1, 3, H, W) instead of (1, H, W, 3)
 */
public record ImageInput(
    String name,
    NumberType type,
    Quantization quantization,
    int height,
    int width,
    boolean channelsFirst) {

  /** Its numbers. */
  public int values() {
    return 3 * height * width;
  }

  /** The smallest number that goes in, if it consists of bytes. */
  public double smallest() {
    int byteOfIt = type == NumberType.INT8 ? Byte.MIN_VALUE : 0;
    return (double) quantization.scale() * (byteOfIt - quantization.zeroPoint());
  }

  /** How far the largest number that goes in is from the smallest, if it consists of bytes. */
  public double span() {
    return (double) quantization.scale() * 255;
  }

  /** Its bytes. */
  public int bytes() {
    return values() * type.bytes();
  }
}
