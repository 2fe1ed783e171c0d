package io.github.twohead.runtime.internal.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Follows a JPEG's scans to where its image ends: at the end marker, or, where a careless program
 * left that out, behind the scan that completes the last component.
 *
 * <p>A baseline image is complete when every component was in a scan, a progressive one when every
 * bit of every coefficient was. Whether a scan holds all of its blocks, the decoder finds out.
 */
final class JpegScans {
  private static final int COEFFICIENTS = 64;
  private static final int BITS = 16;
  private static final long EVERY_BYTE = 0x0101010101010101L;

  private final ByteBuffer jpeg;
  private final ByteBuffer words;
  private final boolean progressive;

  /** By component, how many low bits of each coefficient are still to come. */
  private final Map<Byte, int[]> missing = new HashMap<>();

  private boolean complete;

  private JpegScans(byte[] jpeg, JpegSegment frame) {
    this.jpeg = ByteBuffer.wrap(jpeg);
    words = ByteBuffer.wrap(jpeg).order(ByteOrder.LITTLE_ENDIAN);
    progressive = (frame.marker() & 3) == 2;
    for (int at = frame.from() + 6; at + 3 <= frame.to(); at += 3) {
      int[] bits = new int[COEFFICIENTS];
      Arrays.fill(bits, BITS);
      missing.put(jpeg[at], bits);
    }
  }

  /**
   * Finds where the image ends.
   *
   * @param scan where the first scan's marker is
   * @return where the end marker ends, or its place; the length of the file if something else is
   *     wrong, which a decoder will say
   * @throws IOException if the file ends before the last scan
   */
  static int end(byte[] jpeg, JpegSegment frame, int scan) throws IOException {
    return new JpegScans(jpeg, frame).end(scan);
  }

  private int end(int scan) throws IOException {
    int at = scan;
    while (at + 2 <= jpeg.limit()) {
      int marker = jpeg.get(at + 1) & 0xFF;
      if (marker == JpegSegment.END_OF_IMAGE) {
        return at + 2;
      }
      if (complete) {
        return at;
      }
      if (!hasLength(marker)) {
        return jpeg.limit();
      }
      int content = at + 4;
      int next = content > jpeg.limit() ? content : at + 2 + (jpeg.getShort(at + 2) & 0xFFFF);
      if (next <= jpeg.limit() && marker == JpegSegment.START_OF_SCAN) {
        add(content);
      }
      at = nextMarker(next);
    }
    if (complete) {
      return jpeg.limit();
    }
    throw new IOException("it is truncated");
  }

  private static boolean hasLength(int marker) {
    return (marker >= 0xC0 && marker <= 0xCF)
        || (marker >= 0xDA && marker <= 0xEF)
        || marker == 0xFE;
  }

  /** Notes what a scan gives, by its head. */
  private void add(int head) {
    int components = jpeg.get(head) & 0xFF;
    int spectrum = head + 1 + 2 * components;
    int first = progressive ? jpeg.get(spectrum) : 0;
    int last = progressive ? jpeg.get(spectrum + 1) : COEFFICIENTS - 1;
    int bits = progressive ? jpeg.get(spectrum + 2) & 0xF : 0;
    for (int i = 0; i < components; i++) {
      int[] coefficients = missing.get(jpeg.get(head + 1 + 2 * i));
      if (coefficients != null) {
        Arrays.fill(coefficients, first, last + 1, bits);
      }
    }
    complete = isNothingMissing();
  }

  private boolean isNothingMissing() {
    for (int[] coefficients : missing.values()) {
      for (int left : coefficients) {
        if (left != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** Skips coded data: stuffed zeros, restart markers and padding belong to it. */
  private int nextMarker(int from) {
    int at = nextMarkerByte(from);
    while (at + 2 <= jpeg.limit()) {
      int marker = jpeg.get(at + 1) & 0xFF;
      if (marker != 0 && marker != 0xFF && (marker < 0xD0 || marker > 0xD7)) {
        return at;
      }
      at = nextMarkerByte(at + 1);
    }
    return jpeg.limit();
  }

  /** Finds the next 0xFF, of which there are few, by looking at eight bytes at a time. */
  private int nextMarkerByte(int from) {
    int at = from;
    while (at + Long.BYTES <= words.limit()) {
      long bytes = words.getLong(at);
      // the lowest bit that remains is the highest one of the first byte whose bits are all set
      long found = (~bytes - EVERY_BYTE) & bytes & EVERY_BYTE << 7;
      if (found != 0) {
        return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
      at += Long.BYTES;
    }
    while (at < jpeg.limit() && jpeg.get(at) != (byte) 0xFF) {
      at++;
    }
    return at;
  }
}
