package io.github.twohead.runtime.internal.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Takes PNGs apart. Metadata may come after the pixels, and are left out where they are broken. */
final class PngParts {
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

  /** Returns the text after the key: deflated, or after a language and its own word for the key. */
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
