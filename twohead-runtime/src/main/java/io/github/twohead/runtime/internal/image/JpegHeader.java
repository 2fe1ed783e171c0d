package io.github.twohead.runtime.internal.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a JPEG's segments say of its pixels.
 *
 * @param width in pixels, as stored: not yet turned upright
 * @param height in pixels, as stored
 * @param components 1 grey, 3 colour, 4 CMYK
 * @param common whether every decoder reads it without complaints: 8 bits of grey or colour,
 *     baseline or progressive, in Huffman's codes, with an end marker
 * @param ycc whether colours are coded as one brightness and two differences; 4 components are then
 *     what is called YCCK
 */
record JpegHeader(int width, int height, int components, boolean common, boolean ycc) {
  static final int ADOBE = 14;
  static final byte[] ADOBE_SIGNATURE = "Adobe".getBytes(US_ASCII);
  static final int ADOBE_LENGTH = 12;

  private static final byte[] JFIF_SIGNATURE = "JFIF\0".getBytes(US_ASCII);
  private static final int JFIF_LENGTH = 14;
  private static final int PROGRESSIVE = 0xC2;
  private static final int LARGEST_REDUCTION = 8;

  /**
   * Reads them.
   *
   * @throws IOException if there are none, or the image is too large
   */
  static JpegHeader of(byte[] jpeg) throws IOException {
    return of(jpeg, JpegSegment.of(jpeg));
  }

  static JpegHeader of(byte[] jpeg, List<JpegSegment> segments) throws IOException {
    JpegSegment frame = frame(segments);
    ByteBuffer in = ByteBuffer.wrap(jpeg, frame.from(), frame.to() - frame.from()).slice();
    int components = in.get(5) & 0xFF;
    int width = in.getShort(3) & 0xFFFF;
    int height = in.getShort(1) & 0xFFFF;
    ImageSize.check(width, height);
    boolean common =
        frame.marker() <= PROGRESSIVE && in.get(0) == 8 && (components == 1 || components == 3);
    boolean whole = JpegSegment.hasEnd(jpeg);
    return new JpegHeader(width, height, components, common && whole, isYcc(jpeg, segments, in));
  }

  /**
   * Returns by how much libjpeg reduces the image as it is decoded: the largest divisor that leaves
   * two fifths more than what is wanted, or 1. Of less, sharp photos look different from what they
   * are when every pixel counts.
   */
  int reduction(int wantedWidth, int wantedHeight) {
    int reduction = common ? LARGEST_REDUCTION : 1;
    while (reduction > 1
        && (5L * width < 7L * reduction * wantedWidth
            || 5L * height < 7L * reduction * wantedHeight)) {
      reduction /= 2;
    }
    return reduction;
  }

  static JpegSegment frame(List<JpegSegment> segments) throws IOException {
    for (JpegSegment segment : segments) {
      if (segment.isFrame()) {
        return segment;
      }
    }
    throw new IOException("it is truncated: it ends before its pixels begin");
  }

  /** Decides as libjpeg does (jdapimin.c, default_decompress_parms): JFIF comes before Adobe. */
  private static boolean isYcc(byte[] jpeg, List<JpegSegment> segments, ByteBuffer frame) {
    int components = frame.get(5);
    boolean jfif = false;
    int adobe = -1;
    for (JpegSegment segment : segments) {
      int length = segment.to() - segment.from();
      jfif |= segment.isApplication(0, jpeg, JFIF_SIGNATURE) && length >= JFIF_LENGTH;
      if (segment.isApplication(ADOBE, jpeg, ADOBE_SIGNATURE) && length >= ADOBE_LENGTH) {
        adobe = jpeg[segment.from() + ADOBE_LENGTH - 1] & 0xFF;
      }
    }
    if (components == 3) {
      boolean named = frame.get(6) == 'R' && frame.get(9) == 'G' && frame.get(12) == 'B';
      return jfif || (adobe < 0 ? !named : adobe != 0);
    }
    return components == 4 && adobe > 0;
  }
}
