package io.github.twohead.runtime.internal.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import io.github.twohead.Colors;
import io.github.twohead.ImageSource;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.runtime.internal.image.ImageIoDecoder.GifDecoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

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

  /**
   * Decodes an image, which {@link Resampler} then brings to the target size.
   *
   * @param colors which colours of an image file are wanted
   * @return the image, upright: on each side at least as large as the target, or as stored
   * @throws UnreadableImageException if there is no image, it is damaged, or it is too large
   */
  public static RgbImage decode(
      ImageSource source, Colors colors, int targetWidth, int targetHeight) {
    try {
      ImageSource loaded = source instanceof ImageSource.OnDemand own ? load(own) : source;
      if (loaded instanceof ImageSource.FileImage file) {
        return decode(read(file.path()), colors, targetWidth, targetHeight);
      } else if (loaded instanceof ImageSource.EncodedImage image) {
        return decode(image.encoded(), colors, targetWidth, targetHeight);
      } else if (loaded instanceof ImageSource.RgbPixels image) {
        return new RgbImage(image.width(), image.height(), image.pixels());
      } else {
        return convert(((ImageSource.PixelImage) loaded).image());
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

  private static RgbImage decode(byte[] encoded, Colors colors, int targetWidth, int targetHeight)
      throws IOException {
    if (encoded.length == 0) {
      throw new IOException("it is empty");
    }
    Optional<ImageFormat> format = ImageFormat.of(encoded);
    return format.isPresent()
        ? decode(format.get(), encoded, colors, targetWidth, targetHeight)
        : AddedFormats.decode(encoded, colors, targetWidth, targetHeight);
  }

  private static RgbImage decode(
      ImageFormat format, byte[] encoded, Colors colors, int targetWidth, int targetHeight)
      throws IOException {
    try {
      ImageParts parts = ImageParts.of(format, encoded);
      int orientation = Orientation.of(parts);
      boolean swap = Orientation.swapsSides(orientation);
      int width = swap ? targetHeight : targetWidth;
      int height = swap ? targetWidth : targetHeight;
      StoredImage stored = decodeStored(format, parts.pixels(), width, height);
      return Orientation.upright(ColorProfile.toRgb(stored, parts.profile(), colors), orientation);
    } catch (IOException e) {
      throw new IOException("this " + format + " cannot be decoded: " + e.getMessage(), e);
    }
  }

  private static StoredImage decodeStored(ImageFormat format, byte[] pixels, int width, int height)
      throws IOException {
    return switch (format) {
      case JPEG -> JpegDecoders.fastest().decode(pixels, width, height);
      case GIF -> GifDecoder.decode(pixels, width, height);
      case PNG, BMP, WEBP -> ImageIoDecoder.decode(format, pixels, width, height);
    };
  }

  /**
   * How a stored image must be turned to stand upright, 1 (not at all) to 8.
   *
   * <p>The rule for every format is Pillow's ({@code Image.getexif}): EXIF's tag, or, where EXIF
   * has none, the first digit of one in XMP. Whatever cannot be understood counts as upright: a
   * photo is not refused for its metadata.
   */
  static final class Orientation {
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
      return to <= block.length
          && Arrays.equals(block, from, to, EXIF_PREFIX, 0, EXIF_PREFIX.length);
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

  /** Picks the fastest JPEG decoder on the class path, once. */
  static final class JpegDecoders {
    private static final JpegDecoder FASTEST = fastest(new ImageIoJpegDecoder());

    private JpegDecoders() {}

    static JpegDecoder fastest() {
      return FASTEST;
    }

    private static JpegDecoder fastest(JpegDecoder standard) {
      try {
        return LeptonicaJpegDecoder.load(standard);
      } catch (NoClassDefFoundError e) {
        // without leptonica ImageIO decodes them; that is no news
        return standard;
      } catch (LinkageError | RuntimeException e) {
        LoggerFactory.getLogger(JpegDecoders.class)
            .debug("Large JPEGs are decoded by ImageIO, for leptonica cannot run here", e);
        return standard;
      }
    }
  }
}
