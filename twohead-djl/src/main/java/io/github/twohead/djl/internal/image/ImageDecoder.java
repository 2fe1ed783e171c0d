package io.github.twohead.djl.internal.image;

import io.github.twohead.ImageSource;
import io.github.twohead.UnreadableImageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Turns any {@link ImageSource} into upright 8-bit RGB; large JPEGs are decoded at a reduced size.
 *
 * <p>Whatever is wrong with an image, only {@link UnreadableImageException} is thrown. Safe for use
 * by several threads.
 */
public final class ImageDecoder {
  private static final long LARGEST_FILE = 1L << 29;
  private static final int WEBP_SIZE = 4;
  private static final int WEBP_FLAGS = 20;
  private static final int WEBP_ANIMATED = 0x02;

  private ImageDecoder() {}

  /**
   * Decodes an image, which {@link Resampler} then brings to the target size.
   *
   * @return the image, upright: on each side at least as large as the target, or as stored
   * @throws UnreadableImageException if there is no image, it is damaged, or it is too large
   */
  public static RgbImage decode(ImageSource source, int targetWidth, int targetHeight) {
    try {
      if (source instanceof ImageSource.FileImage file) {
        return decode(read(file.path()), targetWidth, targetHeight);
      } else if (source instanceof ImageSource.EncodedImage image) {
        return decode(image.encoded(), targetWidth, targetHeight);
      } else if (source instanceof ImageSource.RgbPixels image) {
        return new RgbImage(image.width(), image.height(), image.pixels());
      } else {
        return convert(((ImageSource.PixelImage) source).image());
      }
    } catch (IOException e) {
      throw new UnreadableImageException(source.name() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new UnreadableImageException(
          source.name() + ": it cannot be decoded: its content makes no sense", e);
    } catch (OutOfMemoryError e) {
      throw new UnreadableImageException(
          source.name() + ": it does not fit into memory; make the image smaller", e);
    }
  }

  private static byte[] read(Path path) throws IOException {
    try {
      if (Files.isDirectory(path)) {
        throw new IOException("it is a folder, not an image");
      }
      if (Files.size(path) > LARGEST_FILE) {
        throw new IOException("the file has more than " + LARGEST_FILE + " bytes");
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException("the file may not be read", e);
    }
  }

  private static RgbImage convert(BufferedImage image) throws IOException {
    if ((long) image.getWidth() * image.getHeight() > ReadAttempt.MOST_PIXELS) {
      throw new IOException("it has more than " + ReadAttempt.MOST_PIXELS + " pixels");
    }
    return RgbConversion.toRgb(image);
  }

  private static RgbImage decode(byte[] encoded, int targetWidth, int targetHeight)
      throws IOException {
    if (encoded.length == 0) {
      throw new IOException("it is empty");
    }
    ImageFormat format =
        ImageFormat.of(encoded)
            .orElseThrow(() -> new IOException("it is not a JPEG, PNG, GIF, BMP or WebP image"));
    int orientation = Orientation.of(format, encoded);
    boolean swap = Orientation.swapsSides(orientation);
    int width = swap ? targetHeight : targetWidth;
    int height = swap ? targetWidth : targetHeight;
    try {
      return Orientation.upright(decodeStored(format, encoded, width, height), orientation);
    } catch (IOException e) {
      throw new IOException("this " + format + " cannot be decoded: " + e.getMessage(), e);
    }
  }

  private static RgbImage decodeStored(ImageFormat format, byte[] encoded, int width, int height)
      throws IOException {
    if (format == ImageFormat.JPEG) {
      return JpegDecoders.fastest().decode(encoded, width, height);
    }
    if (format == ImageFormat.WEBP) {
      checkWebp(ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN));
    }
    return ImageIoDecoder.decode(format, encoded, width, height);
  }

  /** The reader paints what is missing black, and gets the colours of animations wrong. */
  private static void checkWebp(ByteBuffer webp) throws IOException {
    if (Integer.toUnsignedLong(webp.getInt(WEBP_SIZE)) > webp.limit() - WEBP_SIZE - 3L) {
      throw new IOException("it is truncated");
    }
    boolean extended = webp.limit() > WEBP_FLAGS && webp.get(WEBP_FLAGS - 5) == 'X';
    if (extended && (webp.get(WEBP_FLAGS) & WEBP_ANIMATED) != 0) {
      throw new IOException("it is an animation; save one frame as a still image");
    }
  }
}
