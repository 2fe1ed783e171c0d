package io.github.twohead.runtime.internal.image;

import io.github.twohead.Colors;
import io.github.twohead.ImageSource;
import io.github.twohead.ResizeMode;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.runtime.internal.image.ImageIoDecoder.GifDecoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns any {@link ImageSource} into upright 8-bit RGB; large JPEGs are decoded at a reduced size.
 *
 * <p>Whatever is wrong with an image, only {@link UnreadableImageException} is thrown. Safe for use
 * by several threads.
 */
public final class SourceDecoder {
  private static final long LARGEST_FILE = 1L << 29;

  private SourceDecoder() {}

  /** Decodes an image whose colours are taken as they are stored. */
  public static RgbImage decode(ImageSource source, int targetWidth, int targetHeight) {
    return decode(source, Colors.AS_STORED, targetWidth, targetHeight);
  }

  /** Decodes an image that is then stretched. */
  public static RgbImage decode(
      ImageSource source, Colors colors, int targetWidth, int targetHeight) {
    return decode(source, colors, new InputSize(targetWidth, targetHeight, ResizeMode.STRETCH));
  }

  /**
   * Decodes an image, which {@link Resampler} then brings to the target size.
   *
   * @param colors which colours of an image file are wanted
   * @return the image, upright: on each side at least as large as what it is scaled to, or as
   *     stored
   * @throws UnreadableImageException if there is no image, it is damaged, or it is too large
   */
  static RgbImage decode(ImageSource source, Colors colors, InputSize target) {
    try {
      ImageSource loaded = source instanceof ImageSource.OnDemand own ? load(own) : source;
      if (loaded instanceof ImageSource.FileImage file) {
        return decode(read(file.path()), colors, target);
      } else if (loaded instanceof ImageSource.EncodedImage image) {
        return decode(image.encoded(), colors, target);
      } else if (loaded instanceof ImageSource.RgbPixels image) {
        return new RgbImage(image.width(), image.height(), image.pixels());
      } else {
        return convert(((ImageSource.PixelImage) loaded).image());
      }
    } catch (IOException e) {
      throw new UnreadableImageException(name(source) + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new UnreadableImageException(
          name(source) + ": it cannot be decoded: its content makes no sense", e);
    } catch (OutOfMemoryError e) {
      throw new UnreadableImageException(
          name(source) + ": it does not fit into memory; make the image smaller", e);
    }
  }

  /** Its name, or, where a source of one's own fails to say that, its class. */
  private static String name(ImageSource source) {
    try {
      return source.name();
    } catch (RuntimeException e) {
      return source.getClass().getName() + ", whose name() fails with " + e;
    }
  }

  private static ImageSource load(ImageSource.OnDemand source) throws IOException {
    @Nullable ImageSource loaded;
    try {
      loaded = source.load();
    } catch (IOException e) {
      throw e.getMessage() == null ? new IOException(e.toString(), e) : e;
    } catch (RuntimeException e) {
      throw new IOException("it cannot be loaded: " + e, e);
    }
    if (loaded == null || loaded instanceof ImageSource.OnDemand) {
      throw new IOException(
          "load() of "
              + source.getClass().getName()
              + " must give a file, encoded bytes or pixels, but gives "
              + (loaded == null ? "null" : "another source of your own"));
    }
    return loaded;
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
    ImageSize.check(image.getWidth(), image.getHeight());
    return Samples.of(image).toRgb();
  }

  private static RgbImage decode(byte[] encoded, Colors colors, InputSize target)
      throws IOException {
    if (encoded.length == 0) {
      throw new IOException("it is empty");
    }
    Optional<ImageFormat> format = ImageFormat.of(encoded);
    return format.isPresent()
        ? decode(format.get(), encoded, colors, target)
        : AddedFormats.decode(encoded, colors, target.width(), target.height());
  }

  private static RgbImage decode(
      ImageFormat format, byte[] encoded, Colors colors, InputSize target) throws IOException {
    try {
      ImageParts parts = ImageParts.of(format, encoded);
      int orientation = Orientation.of(parts);
      InputSize lying = Orientation.swapsSides(orientation) ? target.swapped() : target;
      StoredImage stored = decodeStored(format, parts.pixels(), lying);
      return Orientation.upright(ColorProfile.toRgb(stored, parts.profile(), colors), orientation);
    } catch (IOException e) {
      throw new IOException("this " + format + " cannot be decoded: " + e.getMessage(), e);
    }
  }

  private static StoredImage decodeStored(ImageFormat format, byte[] pixels, InputSize target)
      throws IOException {
    int width = target.width();
    int height = target.height();
    return switch (format) {
      case JPEG -> JpegDecoders.decode(pixels, target);
      case GIF -> GifDecoder.decode(pixels, width, height);
      case PNG, BMP, WEBP -> ImageIoDecoder.decode(format, pixels, width, height);
    };
  }
}
