package io.github.twohead.djl.internal.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * EXIF's orientation: how a stored image must be turned to stand upright, 1 (not at all) to 8.
 *
 * <p>Whatever cannot be understood counts as upright: a photo is not refused for its metadata.
 */
final class Orientation {
  static final int UPRIGHT = 1;

  private static final int EXIF_MAGIC = 0x45786966; // "Exif"
  private static final int PNG_EXIF = 0x65584966; // "eXIf"
  private static final int WEBP_EXIF = 0x45584946; // "EXIF"
  private static final int TAG = 0x0112;
  private static final int TYPE_SHORT = 3;

  private Orientation() {}

  static int of(ImageFormat format, byte[] encoded) {
    return switch (format) {
      case JPEG -> JpegHeader.of(encoded).map(JpegHeader::orientation).orElse(UPRIGHT);
      case PNG -> ofPng(ByteBuffer.wrap(encoded));
      case WEBP -> ofWebp(ByteBuffer.wrap(encoded));
      case GIF, BMP -> UPRIGHT;
    };
  }

  /** Whether upright width is stored height. */
  static boolean swapsSides(int orientation) {
    return orientation >= 5;
  }

  private static int ofPng(ByteBuffer in) {
    for (long at = 8; at + 8 <= in.limit(); ) {
      int data = (int) at + 8;
      long end = data + (in.getInt((int) at) & 0xFFFFFFFFL);
      if (in.getInt((int) at + 4) == PNG_EXIF && end <= in.limit()) {
        return ofTiff(in, data, (int) end);
      }
      at = end + 4;
    }
    return UPRIGHT;
  }

  private static int ofWebp(ByteBuffer in) {
    for (long at = 12; at + 8 <= in.limit(); ) {
      int data = (int) at + 8;
      int name = in.order(ByteOrder.BIG_ENDIAN).getInt((int) at);
      long size = in.order(ByteOrder.LITTLE_ENDIAN).getInt((int) at + 4) & 0xFFFFFFFFL;
      long end = data + size;
      if (name == WEBP_EXIF && end <= in.limit()) {
        int found = ofExif(in, data, (int) end);
        return found == UPRIGHT ? ofTiff(in, data, (int) end) : found;
      }
      at = end + (size & 1);
    }
    return UPRIGHT;
  }

  /** Reads a block that starts with "Exif" and two zeros. */
  static int ofExif(ByteBuffer in, int from, int to) {
    boolean named = to - from >= 6 && in.order(ByteOrder.BIG_ENDIAN).getInt(from) == EXIF_MAGIC;
    return named ? ofTiff(in, from + 6, to) : UPRIGHT;
  }

  /** Looks for the tag in the first directory of a TIFF block. */
  private static int ofTiff(ByteBuffer in, int from, int to) {
    if (to - from < 14) {
      return UPRIGHT;
    }
    ByteBuffer tiff = in.slice(from, to - from);
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (tiff.getShort(2) != 42 || directory < 8 || directory > tiff.limit() - 2) {
      return UPRIGHT;
    }
    int entries = Math.min(tiff.getShort(directory) & 0xFFFF, (tiff.limit() - directory - 2) / 12);
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if (tiff.getShort(entry) == TAG && tiff.getShort(entry + 2) == TYPE_SHORT) {
        int value = tiff.getShort(entry + 8);
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Turns a stored image upright. */
  static RgbImage upright(RgbImage stored, int orientation) {
    int w = stored.width();
    int h = stored.height();
    int last = w * h - 1;
    return switch (orientation) {
      case 2 -> walk(stored, w, h, w - 1, -1, w);
      case 3 -> walk(stored, w, h, last, -1, -w);
      case 4 -> walk(stored, w, h, last - w + 1, 1, -w);
      case 5 -> walk(stored, h, w, 0, w, 1);
      case 6 -> walk(stored, h, w, last - w + 1, -w, 1);
      case 7 -> walk(stored, h, w, last, -w, -1);
      case 8 -> walk(stored, h, w, w - 1, w, -1);
      default -> stored;
    };
  }

  /** Copies pixels from {@code first} on, by a step for each column and one for each row. */
  private static RgbImage walk(
      RgbImage stored, int width, int height, int first, int columnStep, int rowStep) {
    byte[] from = stored.pixels();
    byte[] to = new byte[from.length];
    int out = 0;
    for (int y = 0; y < height; y++) {
      int in = 3 * (first + y * rowStep);
      for (int x = 0; x < width; x++, in += 3 * columnStep) {
        to[out++] = from[in];
        to[out++] = from[in + 1];
        to[out++] = from[in + 2];
      }
    }
    return new RgbImage(width, height, to);
  }
}
