package io.github.twohead.djl.internal.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What a JPEG's segments say before its pixels begin.
 *
 * @param width in pixels, as stored: not yet turned upright
 * @param height in pixels, as stored
 * @param components 1 grey, 3 colour, 4 CMYK or YCCK
 * @param bits per sample
 * @param orientation of EXIF, 1 to 8
 */
record JpegHeader(int width, int height, int components, int bits, int orientation) {
  private static final int APP1 = 0xE1;

  /** Returns nothing if there is no frame; a decoder then says what is wrong. */
  static Optional<JpegHeader> of(byte[] jpeg) {
    ByteBuffer in = ByteBuffer.wrap(jpeg);
    int orientation = Orientation.UPRIGHT;
    JpegSegment frame = null;
    for (JpegSegment segment : JpegSegment.of(jpeg)) {
      if (segment.marker() == APP1 && orientation == Orientation.UPRIGHT) {
        orientation = Orientation.ofExif(in, segment.from(), segment.to());
      } else if (segment.isFrame()) {
        frame = segment;
      }
    }
    return frame == null
        ? Optional.empty()
        : Optional.of(of(in.order(ByteOrder.BIG_ENDIAN), frame.from(), orientation));
  }

  private static JpegHeader of(ByteBuffer in, int frame, int orientation) {
    return new JpegHeader(
        in.getShort(frame + 3) & 0xFFFF,
        in.getShort(frame + 1) & 0xFFFF,
        in.get(frame + 5) & 0xFF,
        in.get(frame) & 0xFF,
        orientation);
  }
}
