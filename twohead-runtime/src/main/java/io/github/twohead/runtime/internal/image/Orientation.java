package io.github.twohead.runtime.internal.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a stored image must be turned to stand upright, 1 (not at all) to 8.
 *
 * <p>The rule for every format is Pillow's ({@code Image.getexif}): EXIF's tag, or, where EXIF has
 * none, the first digit of one in XMP. Whatever cannot be understood counts as upright: a photo is
 * not refused for its metadata.
 */
final class Orientation {
  static final int UPRIGHT = 1;

  private static final byte[] EXIF_PREFIX = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern IN_XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

  private Orientation() {}

  static int of(ImageParts parts) {
    Integer value = parts.exif() == null ? null : inExif(parts.exif());
    if (value == null && parts.xmp() != null) {
      value = inXmp(parts.xmp());
    }
    return value != null && value >= 1 && value <= 8 ? value : UPRIGHT;
  }

  private static @Nullable Integer inExif(byte[] block) {
    int from = 0;
    while (startsWithPrefix(block, from)) {
      from += EXIF_PREFIX.length;
    }
    try {
      Metadata metadata = new Metadata();
      new ExifReader().extract(new ByteArrayReader(block, from), metadata);
      ExifIFD0Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
      return exif == null ? null : exif.getInteger(ExifDirectoryBase.TAG_ORIENTATION);
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static boolean startsWithPrefix(byte[] block, int from) {
    int to = from + EXIF_PREFIX.length;
    return to <= block.length && Arrays.equals(block, from, to, EXIF_PREFIX, 0, EXIF_PREFIX.length);
  }

  private static @Nullable Integer inXmp(byte[] packet) {
    Matcher tag = IN_XMP.matcher(new String(packet, StandardCharsets.ISO_8859_1));
    return tag.find() ? Integer.valueOf(tag.group(1)) : null;
  }

  /** Whether upright width is stored height. */
  static boolean swapsSides(int orientation) {
    return orientation >= 5;
  }

  /** Turns a stored image upright. */
  static RgbImage upright(RgbImage stored, int orientation) {
    int w = stored.width();
    int h = stored.height();
    int last = w * h - 1;
    return switch (orientation) {
      case 2 -> walk(stored, false, w - 1, -1, w);
      case 3 -> walk(stored, false, last, -1, -w);
      case 4 -> walk(stored, false, last - w + 1, 1, -w);
      case 5 -> walk(stored, true, 0, w, 1);
      case 6 -> walk(stored, true, last - w + 1, -w, 1);
      case 7 -> walk(stored, true, last, -w, -1);
      case 8 -> walk(stored, true, w - 1, w, -1);
      default -> stored;
    };
  }

  /** Copies pixels from {@code first} on, by a step for each column and one for each row. */
  private static RgbImage walk(
      RgbImage stored, boolean swapped, int first, int columnStep, int rowStep) {
    int width = swapped ? stored.height() : stored.width();
    int height = swapped ? stored.width() : stored.height();
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
    Reduction turned = stored.reduction().turned(swapped, columnStep < 0, rowStep < 0);
    return new RgbImage(width, height, to, turned);
  }
}
