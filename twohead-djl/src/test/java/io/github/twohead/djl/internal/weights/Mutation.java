package io.github.twohead.djl.internal.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages the bytes of a file as a broken disk, a broken download or an attacker would. */
final class Mutation {
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

  private final SplittableRandom random;

  private Mutation(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Damages a copy in one to four places. The same seed does the same damage. */
  static byte[] of(byte[] original, long seed) {
    Mutation mutation = new Mutation(seed);
    byte[] content = original.clone();
    for (int i = mutation.random.nextInt(1, 5); i > 0 && content.length > 0; i--) {
      content = mutation.damage(content);
    }
    return content;
  }

  private byte[] damage(byte[] content) {
    int place = place(content.length);
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

  private int place(int length) {
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
