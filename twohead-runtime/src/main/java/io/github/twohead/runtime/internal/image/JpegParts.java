package io.github.twohead.runtime.internal.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
}
