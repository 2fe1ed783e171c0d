package io.github.twohead.runtime.internal.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Adds chunks to PNGs and WebPs. */
public final class TestChunks {
  private static final int PNG_HEADER = 33;
  private static final int PNG_END = 12;

  private TestChunks() {}

  /** Gives a PNG a colour profile. */
  public static byte[] withProfile(byte[] png, byte[] profile) {
    return withPngChunk(png, "iCCP", deflatedText("any", profile));
  }

  /** Adds a chunk to a PNG, before its pixels. */
  static byte[] withPngChunk(byte[] png, String type, byte[] content) {
    return Bytes.concat(
        Arrays.copyOf(png, PNG_HEADER),
        pngChunk(type, content),
        Arrays.copyOfRange(png, PNG_HEADER, png.length));
  }

  /** Adds a chunk to a PNG, after its pixels. */
  static byte[] withLastPngChunk(byte[] png, String type, byte[] content) {
    int end = png.length - PNG_END;
    return Bytes.concat(
        Arrays.copyOf(png, end), pngChunk(type, content), Arrays.copyOfRange(png, end, png.length));
  }

  private static byte[] pngChunk(String type, byte[] content) {
    ByteBuffer chunk = ByteBuffer.allocate(content.length + 12).putInt(content.length);
    chunk.put(type.getBytes(US_ASCII)).put(content);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, content.length + 4);
    return chunk.putInt((int) crc.getValue()).array();
  }

  static byte[] text(String key, byte[] text) {
    return Bytes.concat(latin(key + "\0"), text);
  }

  static byte[] deflatedText(String key, byte[] text) {
    return Bytes.concat(latin(key + "\0\0"), deflated(text));
  }

  static byte[] internationalText(String key, byte[] text, boolean deflated) {
    String language = (deflated ? "\1" : "\0") + "\0en\0key\0";
    return Bytes.concat(latin(key + "\0" + language), deflated ? deflated(text) : text);
  }

  static byte[] latin(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static byte[] deflated(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Adds a chunk to a WebP that has nothing but pixels so far. */
  static byte[] withWebpChunk(byte[] webp, String type, byte[] content, int width, int height) {
    ByteBuffer out =
        ByteBuffer.allocate(webp.length + 18 + 9 + content.length).order(ByteOrder.LITTLE_ENDIAN);
    int flag =
        switch (type) {
          case "ICCP" -> 0x20;
          case "EXIF" -> 0x08;
          default -> 0x04;
        };
    out.put(latin("RIFF")).putInt(0).put(latin("WEBPVP8X")).putInt(10).putInt(flag);
    out.putShort((short) (width - 1)).put((byte) 0).putShort((short) (height - 1)).put((byte) 0);
    byte[] chunk = webpChunk(type, content);
    byte[] pixels = Arrays.copyOfRange(webp, 12, webp.length);
    out.put(flag == 0x20 ? chunk : pixels).put(flag == 0x20 ? pixels : chunk);
    out.putInt(4, out.position() - 8);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static byte[] webpChunk(String type, byte[] content) {
    ByteBuffer chunk =
        ByteBuffer.allocate(8 + content.length + content.length % 2).order(ByteOrder.LITTLE_ENDIAN);
    return chunk.put(latin(type)).putInt(content.length).put(content).array();
  }
}
