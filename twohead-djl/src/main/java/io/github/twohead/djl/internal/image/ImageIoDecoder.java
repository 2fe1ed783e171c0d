package io.github.twohead.djl.internal.image;

import com.google.common.base.Strings;
import com.google.common.base.Throwables;
import io.github.twohead.djl.internal.image.ReadAttempt.DamagedImageException;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.spi.ImageReaderSpi;
import org.jspecify.annotations.Nullable;

/** Decodes what ImageIO reads: the first of a format's readers that succeeds decides. */
final class ImageIoDecoder {
  /** Larger images are read in part, to spare memory. */
  private static final long MOST_PIXELS_WHOLE = 40_000_000;

  private ImageIoDecoder() {}

  /** Decodes an image as it is stored, whole unless it is huge. */
  static RgbImage decode(ImageFormat format, byte[] encoded, int wantedWidth, int wantedHeight)
      throws IOException {
    return firstOf(
        format,
        encoded,
        attempt -> {
          boolean huge = (long) attempt.width() * attempt.height() > MOST_PIXELS_WHOLE;
          BufferedImage image = attempt.read(huge ? period(attempt, wantedWidth, wantedHeight) : 1);
          return RgbConversion.toRgb(image);
        });
  }

  /** Returns the distance of the pixels to keep, so that twice as many remain as are wanted. */
  static int period(ReadAttempt attempt, int wantedWidth, int wantedHeight) throws IOException {
    int period =
        Math.min(attempt.width() / (2 * wantedWidth), attempt.height() / (2 * wantedHeight));
    return Math.max(1, period);
  }

  /** Lets one reader after the other try. */
  static RgbImage firstOf(ImageFormat format, byte[] encoded, Reading reading) throws IOException {
    Exception first = null;
    for (ImageReaderSpi spi : ImageReaders.of(format)) {
      try (ReadAttempt attempt = new ReadAttempt(spi, encoded)) {
        attempt.checkSize();
        return reading.read(attempt);
      } catch (DamagedImageException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        first = first == null ? e : first;
      }
    }
    throw new IIOException(reason(first), first);
  }

  /** Says in one line what went wrong, for some readers say nothing. */
  private static String reason(@Nullable Exception e) {
    if (e == null) {
      return "there is no reader for it";
    }
    if (Throwables.getCausalChain(e).stream().anyMatch(EOFException.class::isInstance)) {
      return "it is truncated";
    }
    String message = Strings.nullToEmpty(e instanceof IOException ? e.getMessage() : null);
    return message.lines().findFirst().orElse("its content makes no sense");
  }

  /** What to do with a reader. */
  interface Reading {
    RgbImage read(ReadAttempt attempt) throws IOException;
  }
}
