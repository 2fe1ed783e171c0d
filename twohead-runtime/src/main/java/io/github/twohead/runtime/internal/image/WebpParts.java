package io.github.twohead.runtime.internal.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes WebPs apart: their reader would convert by the profile, which those of others do not. */
final class WebpParts {
  private static final int SIZE = 4;
  private static final int FIRST_CHUNK = 12;
  private static final int HEADER = 8;
  private static final int ANIMATED = 0x02;
  private static final int ALPHA = 0x10;

  private final byte[] webp;
  private final ByteBuffer pixels;
  private byte @Nullable [] exif;
  private byte @Nullable [] xmp;
  private byte @Nullable [] profile;

  private WebpParts(byte[] webp) {
    this.webp = webp;
    pixels = ByteBuffer.allocate(webp.length + 1).order(ByteOrder.LITTLE_ENDIAN);
    pixels.put(webp, 0, FIRST_CHUNK);
  }

  static ImageParts of(byte[] webp) throws IOException {
    WebpParts parts = new WebpParts(webp);
    parts.split();
    parts.pixels.putInt(SIZE, parts.pixels.position() - HEADER);
    byte[] pixels = Arrays.copyOf(parts.pixels.array(), parts.pixels.position());
    return new ImageParts(pixels, parts.exif, parts.xmp, parts.profile);
  }

  /** Refuses truncated files: the reader would paint what is missing black. */
  private void split() throws IOException {
    ByteBuffer in = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
    long size = HEADER + Integer.toUnsignedLong(in.getInt(SIZE));
    if (size > webp.length + 1L) {
      throw new IOException("it is truncated");
    }
    int end = (int) Math.min(size, webp.length);
    int at = FIRST_CHUNK;
    while (at + HEADER <= end) {
      int from = at + HEADER;
      long to = from + Integer.toUnsignedLong(in.getInt(at + 4));
      read(new String(webp, at, 4, ISO_8859_1), from, to);
      at = (int) Math.min(to + (to & 1), end);
    }
  }

  private void read(String type, int from, long to) throws IOException {
    boolean whole = to <= webp.length;
    switch (type) {
      case "EXIF" -> exif = whole ? content(from, to) : null;
      case "XMP " -> xmp = whole ? content(from, to) : null;
      case "ICCP" -> profile = whole ? content(from, to) : null;
      case "VP8X", "ALPH", "VP8 ", "VP8L" -> {
        if (!whole) {
          throw new IOException("it is truncated");
        }
        keep(type, from, (int) to);
      }
      default -> {}
    }
  }

  /** The reader gets the colours of animations wrong. */
  private void keep(String type, int from, int to) throws IOException {
    int kept = pixels.position() + HEADER;
    pixels.put(webp, from - HEADER, to - from + HEADER);
    if (type.equals("VP8X")) {
      if ((webp[from] & ANIMATED) != 0) {
        throw new IOException("it is an animation; save one frame as a still image");
      }
      pixels.put(kept, (byte) (webp[from] & ALPHA));
    }
    if ((to - from) % 2 != 0) {
      pixels.put((byte) 0);
    }
  }

  private byte[] content(int from, long to) {
    return Arrays.copyOfRange(webp, from, (int) to);
  }
}
