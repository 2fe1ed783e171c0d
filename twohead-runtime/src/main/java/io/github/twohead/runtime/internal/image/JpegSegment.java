package io.github.twohead.runtime.internal.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A part of a JPEG before its first scan, or the head of that scan.
 *
 * @param marker what it is
 * @param from where its content begins, four bytes after the segment
 * @param to where its content ends
 */
record JpegSegment(int marker, int from, int to) {
  static final int END_OF_IMAGE = 0xD9;
  static final int START_OF_SCAN = 0xDA;

  private static final int COMMENT = 0xFE;

  /** Lists the segments as far as they make sense; the last one is the first scan's head. */
  static List<JpegSegment> of(byte[] jpeg) {
    List<JpegSegment> segments = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(jpeg).position(2);
    while (in.remaining() >= 4) {
      if ((in.get() & 0xFF) != 0xFF) {
        continue;
      }
      int marker = in.get(in.position()) & 0xFF;
      if (marker == 0xFF || isAlone(marker)) {
        continue;
      }
      int length = in.getShort(in.position() + 1) & 0xFFFF;
      int from = in.position() + 3;
      int to = from + length - 2;
      if (length < 2 || to > in.limit()) {
        break;
      }
      segments.add(new JpegSegment(marker, from, to));
      if (marker == START_OF_SCAN) {
        break;
      }
      in.position(to);
    }
    return segments;
  }

  /** Whether the last thing in a file is its end marker; without it libjpeg prints a complaint. */
  static boolean hasEnd(byte[] jpeg) {
    return jpeg[jpeg.length - 2] == (byte) 0xFF && (jpeg[jpeg.length - 1] & 0xFF) == END_OF_IMAGE;
  }

  /** Whether a marker has no length: padding, a restart, or the start or end of an image. */
  private static boolean isAlone(int marker) {
    return marker <= 1 || (marker >= 0xD0 && marker <= END_OF_IMAGE);
  }

  /** Where its marker begins. */
  int start() {
    return from - 4;
  }

  /** Whether this tells the size of the image. */
  boolean isFrame() {
    boolean table = marker == 0xC4 || marker == 0xC8 || marker == 0xCC;
    return marker >= 0xC0 && marker <= 0xCF && !table;
  }

  /** Whether this is a comment or an application's: no part of the pixels. */
  boolean isMetadata() {
    return (marker >= 0xE0 && marker <= 0xEF) || marker == COMMENT;
  }

  /** Whether this is application segment {@code number}, and its content begins like this. */
  boolean isApplication(int number, byte[] jpeg, byte[] signature) {
    int end = from + signature.length;
    return marker == 0xE0 + number
        && end <= to
        && Arrays.equals(jpeg, from, end, signature, 0, signature.length);
  }
}
