package io.github.twohead.runtime.internal.formats;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * A file of a network that was checked, and can be given to an interpreter.
 *
 * @param content the whole file, direct; must not change
 * @param input what goes in
 * @param outputs what comes out, in the order of the file
 * @param metadata what the file says of itself, by key
 * @param scalesLinearChannels whether linear layers of bytes have a scale per channel, of which old
 *     TensorFlow Lite makes zeros
 */
public record NetworkFile(
    ByteBuffer content,
    ImageInput input,
    List<NetworkOutput> outputs,
    Map<String, String> metadata,
    boolean scalesLinearChannels) {

  public NetworkFile {
    outputs = List.copyOf(outputs);
    metadata = Map.copyOf(metadata);
  }

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

  /**
   * What comes out of a network for one image.
   *
   * @param name its name; may be empty
   * @param type the numbers that it consists of
   * @param quantization what they stand for
   * @param shape its shape
   * @param activation what they are
   * @param range between which they lie
   */
  public record NetworkOutput(
      String name,
      NumberType type,
      Quantization quantization,
      List<Integer> shape,
      FinalActivation activation,
      Range range) {

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

  /**
   * What an output's numbers are, as far as the last step of the network that computes numbers
   * shows it: a change of shape or type, or a choice among numbers, is none.
   *
   * @param kind what they are
   * @param label what messages call that step
   * @param together how many of its numbers belong together: those of one softmax, or all logits
   */
  public record FinalActivation(Kind kind, String label, long together) {

    /** What numbers are. */
    public enum Kind {
      /** What a linear layer gives. */
      LOGITS,
      /** Every number is a probability of its own. */
      SIGMOID,
      /** Probabilities that add up to 1. */
      SOFTMAX,
      /** What cannot be seen. */
      UNKNOWN
    }
  }

  /**
   * Between which numbers others lie, as far as the network shows it: those that bytes stand for go
   * no further.
   */
  public record Range(double least, double most) {
    /** Which nothing limits. */
    public static final Range ALL = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** That of the numbers' sigmoids. */
    public Range sigmoid() {
      return new Range(1 / (1 + Math.exp(-least)), 1 / (1 + Math.exp(-most)));
    }
  }

  /** What an input or output consists of. */
  public enum NumberType {
    FLOAT32(4),
    FLOAT16(2),
    UINT8(1),
    INT8(1);

    private final int bytes;

    NumberType(int bytes) {
      this.bytes = bytes;
    }

    /** The bytes of one number. */
    public int bytes() {
      return bytes;
    }

    /** Whether numbers of this type may stand for others, by a scale. */
    public boolean isByte() {
      return bytes == 1;
    }
  }

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
}
