package io.github.twohead.djl.internal.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
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

  /** Far more than what is meant; a few bytes can inflate to any number. */
  private static final int MOST_INFLATED = 1 << 24;

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
      } else {
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
        case "tEXt" ->
            text(content, Arrays.copyOfRange(content, after(content, 0), content.length));
        case "zTXt" -> text(content, inflated(content, after(content, 0) + 1));
        case "iTXt" -> internationalText(content);
        default -> {}
      }
    } catch (IOException | RuntimeException e) {
      // a photo is not refused for its metadata
    }
  }

  private void internationalText(byte[] content) throws IOException {
    int flag = after(content, 0);
    int from = after(content, after(content, flag + 2));
    boolean deflated = content[flag] != 0;
    text(
        content,
        deflated ? inflated(content, from) : Arrays.copyOfRange(content, from, content.length));
  }

  private void text(byte[] content, byte[] text) {
    switch (new String(content, 0, after(content, 0) - 1, ISO_8859_1)) {
      case XMP -> xmp = text;
      case EXIF_AS_TEXT -> exifAsText = digits(new String(text, ISO_8859_1));
      default -> {}
    }
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

  private static byte[] inflated(byte[] content, int from) throws IOException {
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(content, from, content.length - from))) {
      byte[] inflated = in.readNBytes(MOST_INFLATED + 1);
      if (inflated.length > MOST_INFLATED) {
        throw new IOException("too large");
      }
      return inflated;
    }
  }
}
