package io.github.twohead.runtime.internal.formats;

import java.util.List;

/**
 * What comes out of a network for one image.
 *
 * @param name its name; may be empty
 * @param type the numbers that it consists of
 * @param quantization what they stand for
 * @param shape its shape
 * @param activation what they are
 */
public record NetworkOutput(
    String name,
    NumberType type,
    Quantization quantization,
    List<Integer> shape,
    FinalActivation activation) {

  public NetworkOutput {
    shape = List.copyOf(shape);
  }

  /** How many numbers it consists of. */
  public int size() {
    int numbers = 1;
    for (int size : shape) {
      numbers = Math.multiplyExact(numbers, size);
    }
    return numbers;
  }

  /** Its bytes. */
  public int bytes() {
    return size() * type.bytes();
  }

  /** What messages call it. */
  @Override
  public String toString() {
    return "\"" + name + "\" (" + size() + (size() == 1 ? " number)" : " numbers)");
  }
}
