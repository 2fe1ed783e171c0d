package io.github.twohead.djl.internal.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages the bytes of a file as a broken disk, a broken download or an attacker would. */
public final class Mutation {
  /** Half of all damage is done near the start and the end, where formats keep their structure. */
  private static final int EDGE = 2048;

  private static final long[] LENGTHS = {
    0,
    1,
    -1,
    2,
    0x7F,
    0x80,
    0xFF,
    0xFFFF,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final float[] NUMBERS = {
    0, 1, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE, Float.MIN_VALUE, 1e-30f, 1e30f
  };

  private final SplittableRandom random;

  /** Places of structure, where three quarters of all damage is done; none if they are unknown. */
  private final int[] structure;

  private Mutation(long seed, int[] structure) {
    random = new SplittableRandom(seed);
    this.structure = structure;
  }

  /** Damages a copy in one to four places. The same seed does the same damage. */
  static byte[] of(byte[] original, long seed) {
    return of(original, seed, new int[0]);
  }

  /**
   * Damages a copy in one to four places, mostly where a format keeps its structure.
   *
   * @param structure these places
   */
  public static byte[] of(byte[] original, long seed, int[] structure) {
    Mutation mutation = new Mutation(seed, structure);
    byte[] content = original.clone();
    for (int i = mutation.random.nextInt(1, 5); i > 0 && content.length > 0; i--) {
      content = mutation.damage(content);
    }
    return content;
  }

  private byte[] damage(byte[] content) {
    int place = place(content.length);
    if (structure.length > 0 && random.nextBoolean()) {
      changeNumber(content, place & -Integer.BYTES);
      return content;
    }
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> content[place] ^= (byte) (1 << random.nextInt(8));
      case 3, 4, 5 -> content[place] = (byte) random.nextInt(256);
      case 6, 7, 8 -> writeLength(content, place);
      case 9 -> copyBlock(content, place);
      case 10 -> {
        return removeBlock(content, place);
      }
      default -> {
        return Arrays.copyOf(content, place);
      }
    }
    return content;
  }

  /** Puts another number in place of an aligned one, near it, extreme, or found elsewhere. */
  private void changeNumber(byte[] content, int place) {
    if (place + Integer.BYTES > content.length) {
      return;
    }
    ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    int value = file.getInt(place);
    int other = place(content.length) & -Integer.BYTES;
    switch (random.nextInt(5)) {
      case 0 -> file.putInt(place, value + random.nextInt(-3, 4));
      case 1 -> file.putInt(place, random.nextInt(-2, 9));
      case 2 -> file.putInt(place, value << random.nextInt(-31, 32));
      case 3 -> file.putFloat(place, NUMBERS[random.nextInt(NUMBERS.length)]);
      default -> {
        if (other + Integer.BYTES <= content.length) {
          file.putInt(place, file.getInt(other));
          file.putInt(other, value);
        }
      }
    }
  }

  private int place(int length) {
    if (structure.length > 0 && random.nextInt(4) > 0) {
      return Math.min(structure[random.nextInt(structure.length)], length - 1);
    }
    int edge = Math.min(EDGE, length);
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(edge);
      case 1 -> length - 1 - random.nextInt(edge);
      default -> random.nextInt(length);
    };
  }

  private void writeLength(byte[] content, int place) {
    long value = LENGTHS[random.nextInt(LENGTHS.length)] + random.nextInt(-1, 2);
    value = random.nextInt(4) == 0 ? content.length + value : value;
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    int width = Math.min(1 << random.nextInt(4), content.length - place);
    System.arraycopy(bytes, 0, content, place, width);
  }

  private void copyBlock(byte[] content, int place) {
    int from = place(content.length);
    int length = Math.min(blockLength(), content.length - Math.max(from, place));
    System.arraycopy(content, from, content, place, length);
  }

  private byte[] removeBlock(byte[] content, int place) {
    int length = Math.min(blockLength(), content.length - place);
    byte[] rest = Arrays.copyOf(content, content.length - length);
    System.arraycopy(content, place + length, rest, place, rest.length - place);
    return rest;
  }

  private int blockLength() {
    return 1 << random.nextInt(10);
  }
}
