package io.github.twohead.djl.internal.image;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegSegmentMetadataReader;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.riff.RiffReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.webp.WebpRiffHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * EXIF's orientation: how a stored image must be turned to stand upright, 1 (not at all) to 8.
 *
 * <p>Whatever cannot be understood counts as upright: a photo is not refused for its metadata.
 */
final class Orientation {
  static final int UPRIGHT = 1;

  private Orientation() {}

  static int of(ImageFormat format, byte[] encoded) {
    try {
      ExifIFD0Directory exif =
          metadata(format, encoded).getFirstDirectoryOfType(ExifIFD0Directory.class);
      Integer value = exif == null ? null : exif.getInteger(ExifDirectoryBase.TAG_ORIENTATION);
      return value != null && value >= 1 && value <= 8 ? value : UPRIGHT;
    } catch (ImageProcessingException | IOException | RuntimeException e) {
      return UPRIGHT;
    }
  }

  /**
   * Reads from the array, not from a stream: lengths are then checked before they are allocated.
   */
  private static Metadata metadata(ImageFormat format, byte[] encoded)
      throws ImageProcessingException, IOException {
    Metadata metadata = new Metadata();
    SequentialByteArrayReader reader = new SequentialByteArrayReader(encoded);
    switch (format) {
      case JPEG -> {
        List<JpegSegmentMetadataReader> exif = List.of(new ExifReader());
        JpegMetadataReader.process(metadata, new ByteArrayInputStream(encoded), exif);
      }
      case PNG -> {
        for (PngChunk chunk : new PngChunkReader().extract(reader, Set.of(PngChunkType.eXIf))) {
          new ExifReader().extract(new ByteArrayReader(chunk.getBytes()), metadata);
        }
      }
      case WEBP -> new RiffReader().processRiff(reader, new WebpRiffHandler(metadata));
      case GIF, BMP -> {
        return metadata;
      }
    }
    return metadata;
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
