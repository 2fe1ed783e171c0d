package io.github.twohead.djl.internal.image;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a JPEG's segments say before its pixels begin.
 *
 * @param width in pixels, as stored: not yet turned upright
 * @param height in pixels, as stored
 * @param components 1 grey, 3 colour, 4 CMYK or YCCK
 * @param bits per sample
 */
record JpegHeader(int width, int height, int components, int bits) {
  /** Returns nothing if there is no frame; a decoder then says what is wrong. */
  static Optional<JpegHeader> of(byte[] jpeg) {
    return JpegSegment.of(jpeg).stream()
        .filter(JpegSegment::isFrame)
        .reduce((earlier, last) -> last)
        .map(frame -> of(ByteBuffer.wrap(jpeg), frame.from()));
  }

  private static JpegHeader of(ByteBuffer in, int frame) {
    return new JpegHeader(
        in.getShort(frame + 3) & 0xFFFF,
        in.getShort(frame + 1) & 0xFFFF,
        in.get(frame + 5) & 0xFF,
        in.get(frame) & 0xFF);
  }
}
