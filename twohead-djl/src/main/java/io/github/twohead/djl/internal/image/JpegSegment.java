package io.github.twohead.djl.internal.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a JPEG before its pixels.
 *
 * @param marker what it is
 * @param from where its content begins, after the length
 * @param to where its content ends
 */
record JpegSegment(int marker, int from, int to) {
  private static final int START_OF_SCAN = 0xDA;
  private static final int SMALLEST_FRAME = 6;

  /** Lists the segments as far as they make sense. */
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
      if (marker == START_OF_SCAN || length < 2 || to > in.limit()) {
        break;
      }
      segments.add(new JpegSegment(marker, from, to));
      in.position(to);
    }
    return segments;
  }

  /** Whether a marker has no length: padding, a restart, or the start or end of an image. */
  private static boolean isAlone(int marker) {
    return marker <= 1 || (marker >= 0xD0 && marker <= 0xD9);
  }

  /** Whether this tells the size of the image. */
  boolean isFrame() {
    boolean table = marker == 0xC4 || marker == 0xC8 || marker == 0xCC;
    return marker >= 0xC0 && marker <= 0xCF && !table && to - from >= SMALLEST_FRAME;
  }
}
