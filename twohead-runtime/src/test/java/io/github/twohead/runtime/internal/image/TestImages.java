package io.github.twohead.runtime.internal.image;

import com.google.common.primitives.Bytes;
import io.github.twohead.Colors;
import io.github.twohead.ImageSource;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Images that tests make for themselves. */
final class TestImages {
  private TestImages() {}

  static byte[] fixture(String name) {
    try (InputStream in = TestImages.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] encode(BufferedImage image, String format) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no writer for " + format + " of " + image);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Smooth colours with some detail, different in every corner. */
  static BufferedImage photo(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double wave = 20 * Math.sin(x * 0.5) * Math.cos(y * 0.4);
        int red = (int) (40 + 160.0 * x / width + wave);
        int green = (int) (40 + 160.0 * y / height - wave);
        int blue = (int) (200 - 80.0 * x / width - 80.0 * y / height);
        image.setRGB(x, y, new Color(red, green, blue).getRGB());
      }
    }
    return image;
  }

  static BufferedImage filled(int width, int height, int type, Color color) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, color.getRGB());
      }
    }
    return image;
  }

  /** Adds an EXIF segment after a JPEG's first marker. */
  static byte[] withExif(byte[] jpeg, int orientation, boolean bigEndian) {
    return withSegment(
        jpeg,
        0xE1,
        Bytes.concat(new byte[] {'E', 'x', 'i', 'f', 0, 0}, exif(orientation, bigEndian)));
  }

  /** Adds a segment after a JPEG's first marker. */
  static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    return ByteBuffer.allocate(jpeg.length + content.length + 4)
        .put(jpeg, 0, 2)
        .putShort((short) (0xFF00 | marker))
        .putShort((short) (content.length + 2))
        .put(content)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** An EXIF block with nothing in it but an orientation. */
  static byte[] exif(int orientation, boolean bigEndian) {
    ByteBuffer tiff = ByteBuffer.allocate(26);
    tiff.order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    byte order = (byte) (bigEndian ? 'M' : 'I');
    tiff.put(order).put(order).putShort((short) 42).putInt(8).putShort((short) 1);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    return tiff.array();
  }

  /** Returns a valid PNG header that claims a size, and nothing else. */
  static byte[] pngHeader(int width, int height, int bits, int colorType) {
    ByteBuffer png = ByteBuffer.allocate(33);
    png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    png.putInt(13).put(new byte[] {'I', 'H', 'D', 'R'}).putInt(width).putInt(height);
    png.put((byte) bits).put((byte) colorType).put(new byte[3]);
    CRC32 crc = new CRC32();
    crc.update(png.array(), 12, 17);
    return png.putInt((int) crc.getValue()).array();
  }

  static int[] pixel(RgbImage image, int x, int y) {
    int at = 3 * (y * image.width() + x);
    byte[] pixels = image.pixels();
    return new int[] {pixels[at] & 0xFF, pixels[at + 1] & 0xFF, pixels[at + 2] & 0xFF};
  }

  /** Decodes a file at its full size. */
  static RgbImage decode(byte[] encoded) {
    return decode(encoded, Colors.AS_STORED);
  }

  static RgbImage decode(byte[] encoded, Colors colors) {
    return SourceDecoder.decode(ImageSource.of(encoded), colors, 4096, 4096);
  }

  /** Mean absolute difference of two images of one size, in levels of 0 to 255. */
  static double difference(RgbImage one, RgbImage other) {
    byte[] a = one.pixels();
    byte[] b = other.pixels();
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
    }
    return sum / (double) a.length;
  }
}
