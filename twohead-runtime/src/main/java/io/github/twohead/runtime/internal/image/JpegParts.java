package io.github.twohead.runtime.internal.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes JPEGs apart.
 *
 * <p>What is left for decoders says by an Adobe segment, and by nothing else, how colours are
 * coded. ImageIO follows that in every JDK; without it, it looks for EXIF, component ids and
 * subsampling, and guesses otherwise than libjpeg, or refuses.
 */
final class JpegParts {
  private static final byte[] EXIF = "Exif\0\0".getBytes(US_ASCII);
  private static final byte[] XMP = "http://ns.adobe.com/xap/1.0/\0".getBytes(US_ASCII);
  private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(US_ASCII);
  private static final int ADOBE_SIZE = 4 + JpegHeader.ADOBE_LENGTH;
  private static final int ADOBE_VERSION = 100;

  private final byte[] jpeg;
  private final List<JpegSegment> segments;

  private JpegParts(byte[] jpeg) {
    this.jpeg = jpeg;
    segments = JpegSegment.of(jpeg);
  }

  static ImageParts of(byte[] jpeg) throws IOException {
    JpegParts parts = new JpegParts(jpeg);
    return new ImageParts(parts.pixels(), parts.exif(), parts.xmp(), parts.profile());
  }

  private byte[] pixels() throws IOException {
    JpegHeader header = JpegHeader.of(jpeg, segments);
    JpegSegment scan = segments.get(segments.size() - 1);
    if (scan.marker() != JpegSegment.START_OF_SCAN) {
      throw new IOException("it is truncated: it ends before its pixels begin");
    }
    int end = JpegScans.end(jpeg, JpegHeader.frame(segments), scan.start());
    List<JpegSegment> kept = new ArrayList<>(segments.subList(0, segments.size() - 1));
    kept.removeIf(JpegSegment::isMetadata);
    int tables = 0;
    for (JpegSegment segment : kept) {
      tables += segment.to() - segment.start();
    }
    ByteBuffer out = ByteBuffer.allocate(2 + ADOBE_SIZE + tables + end - scan.start());
    out.put(jpeg, 0, 2);
    putAdobe(out, header);
    for (JpegSegment segment : kept) {
      out.put(jpeg, segment.start(), segment.to() - segment.start());
    }
    return out.put(jpeg, scan.start(), end - scan.start()).array();
  }

  private static void putAdobe(ByteBuffer out, JpegHeader header) {
    out.put((byte) 0xFF).put((byte) (0xE0 + JpegHeader.ADOBE));
    out.putShort((short) (ADOBE_SIZE - 2)).put(JpegHeader.ADOBE_SIGNATURE);
    out.putShort((short) ADOBE_VERSION).putInt(0);
    out.put((byte) (!header.ycc() ? 0 : header.components() == 3 ? 1 : 2));
  }

  /** A block of more than 64 KB is spread over segments. */
  private byte @Nullable [] exif() {
    byte[] block = concat(contents(1, EXIF), 0);
    return block.length == 0 ? null : block;
  }

  private byte @Nullable [] xmp() {
    List<byte[]> packets = contents(1, XMP);
    return packets.isEmpty() ? null : packets.get(packets.size() - 1);
  }

  /** Its segments are numbered, and know how many they are; it is broken if one is missing. */
  private byte @Nullable [] profile() {
    List<byte[]> chunks = contents(2, PROFILE);
    if (chunks.isEmpty()) {
      return null;
    }
    chunks.removeIf(chunk -> chunk.length <= 2);
    chunks.sort(Comparator.comparing(chunk -> chunk[0] & 0xFF));
    boolean whole = !chunks.isEmpty() && chunks.size() == (chunks.get(0)[1] & 0xFF);
    return whole ? concat(chunks, 2) : null;
  }

  /** Joins blocks without the first bytes of each. */
  private static byte[] concat(List<byte[]> blocks, int skipped) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] block : blocks) {
      all.write(block, skipped, block.length - skipped);
    }
    return all.toByteArray();
  }

  /** What follows a signature in the segments that begin with it. */
  private List<byte[]> contents(int application, byte[] signature) {
    List<byte[]> contents = new ArrayList<>();
    for (JpegSegment segment : segments) {
      if (segment.isApplication(application, jpeg, signature)) {
        contents.add(Arrays.copyOfRange(jpeg, segment.from() + signature.length, segment.to()));
      }
    }
    return contents;
  }

  /**
   * Follows a JPEG's scans to where its image ends: at the end marker, or, where a careless program
   * left that out, behind the scan that completes the last component.
   *
   * <p>A baseline image is complete when every component was in a scan, a progressive one when
   * every bit of every coefficient was. Whether a scan holds all of its blocks, the decoder finds
   * out.
   */
  private static final class JpegScans {
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
}
