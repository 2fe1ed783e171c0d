package io.github.twohead.runtime.internal.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An image file taken apart: what its pixels are decoded from, and what it says about them.
 *
 * <p>Decoders see the former alone, so that none refuses an image for its metadata, guesses its
 * colours, or applies a profile by a rule of its own.
 *
 * @param pixels a file of the same format with nothing in it but the pixels
 * @param exif an EXIF block, a TIFF file, perhaps after {@code Exif\0\0}
 * @param xmp an XMP packet
 * @param profile an ICC profile
 */
record ImageParts(
    byte[] pixels, byte @Nullable [] exif, byte @Nullable [] xmp, byte @Nullable [] profile) {

  /**
   * Takes a file apart.
   *
   * @throws IOException if it is damaged, with what is wrong
   */
  static ImageParts of(ImageFormat format, byte[] encoded) throws IOException {
    return switch (format) {
      case JPEG -> JpegParts.of(encoded);
      case PNG -> PngParts.of(encoded);
      case WEBP -> WebpParts.of(encoded);
      case GIF, BMP -> new ImageParts(encoded, null, null, null);
    };
  }

  /**
   * Takes PNGs apart. Metadata may come after the pixels, and are left out where they are broken.
   */
  private static final class PngParts {
    private static final int SIGNATURE = 8;
    private static final int FRAME = 12;
    private static final byte[] END = {
      0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xAE, 0x42, 0x60, (byte) 0x82
    };

    private static final Set<String> METADATA = Set.of("eXIf", "iCCP", "tEXt", "zTXt", "iTXt");
    private static final String XMP = "XML:com.adobe.xmp";

    /** What ImageMagick wrote before there was a chunk for EXIF: a block in hexadecimal digits. */
    private static final String EXIF_AS_TEXT = "Raw profile type exif";

    private static final int LINES_BEFORE_DIGITS = 3;

    private final byte[] png;
    private final ByteBuffer pixels;
    private byte @Nullable [] exif;
    private byte @Nullable [] exifAsText;
    private byte @Nullable [] xmp;
    private byte @Nullable [] profile;

    /** How many bytes may still be inflated, for a few can become any number. */
    private int room = 1 << 24;

    private PngParts(byte[] png) {
      this.png = png;
      pixels = ByteBuffer.allocate(png.length + END.length).put(png, 0, SIGNATURE);
    }

    static ImageParts of(byte[] png) {
      PngParts parts = new PngParts(png);
      parts.split();
      byte[] pixels = Arrays.copyOf(parts.pixels.array(), parts.pixels.position());
      byte @Nullable [] exif = parts.exif != null ? parts.exif : parts.exifAsText;
      return new ImageParts(pixels, exif, parts.xmp, parts.profile);
    }

    private void split() {
      ByteBuffer in = ByteBuffer.wrap(png);
      int at = SIGNATURE;
      while (at + FRAME <= png.length) {
        int length = in.getInt(at);
        if (length < 0 || length > png.length - at - FRAME) {
          break;
        }
        String type = new String(png, at + 4, 4, ISO_8859_1);
        int next = at + FRAME + length;
        if (Character.isUpperCase(type.charAt(0)) || type.equals("tRNS")) {
          pixels.put(png, at, next - at);
        } else if (METADATA.contains(type)) {
          read(type, Arrays.copyOfRange(png, at + 8, at + 8 + length));
        }
        at = next;
        if (type.equals("IEND")) {
          return;
        }
      }
      pixels.put(png, at, png.length - at);
      if (at == png.length) {
        pixels.put(END);
      }
    }

    private void read(String type, byte[] content) {
      try {
        switch (type) {
          case "eXIf" -> exif = content;
          case "iCCP" -> profile = inflated(content, after(content, 0) + 1);
          default -> readText(type, content);
        }
      } catch (IOException | RuntimeException e) {
        // a photo is not refused for its metadata
      }
    }

    private void readText(String type, byte[] content) throws IOException {
      int from = after(content, 0);
      String key = new String(content, 0, from - 1, ISO_8859_1);
      if (key.equals(XMP)) {
        xmp = text(type, content, from);
      } else if (key.equals(EXIF_AS_TEXT)) {
        exifAsText = digits(new String(text(type, content, from), ISO_8859_1));
      }
    }

    /**
     * Returns the text after the key: deflated, or after a language and its own word for the key.
     */
    private byte[] text(String type, byte[] content, int from) throws IOException {
      if (type.equals("zTXt")) {
        return inflated(content, from + 1);
      }
      boolean plain = type.equals("tEXt");
      int text = plain ? from : after(content, after(content, from + 2));
      return plain || content[from] == 0
          ? Arrays.copyOfRange(content, text, content.length)
          : inflated(content, text);
    }

    private static byte[] digits(String text) {
      String digits =
          text.lines()
              .skip(LINES_BEFORE_DIGITS)
              .map(line -> line.replaceAll("\\s", ""))
              .collect(Collectors.joining());
      return HexFormat.of().parseHex(digits);
    }

    /** Where what follows the next zero begins. */
    private static int after(byte[] content, int from) {
      int at = from;
      while (content[at] != 0) {
        at++;
      }
      return at + 1;
    }

    private byte[] inflated(byte[] content, int from) throws IOException {
      try (InflaterInputStream in =
          new InflaterInputStream(new ByteArrayInputStream(content, from, content.length - from))) {
        byte[] inflated = in.readNBytes(room + 1);
        room -= inflated.length;
        if (room < 0) {
          room = 0;
          throw new IOException("too large");
        }
        return inflated;
      }
    }
  }

  /** Takes WebPs apart: their reader would convert by the profile, which those of others do not. */
  private static final class WebpParts {
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
}
