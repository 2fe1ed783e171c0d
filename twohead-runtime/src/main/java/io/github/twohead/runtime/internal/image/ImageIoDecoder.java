package io.github.twohead.runtime.internal.image;

import io.github.twohead.runtime.internal.image.ReadAttempt.DamagedImageException;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.spi.ImageReaderSpi;
import org.jspecify.annotations.Nullable;

/** Decodes what ImageIO reads: the first of a format's readers that succeeds decides. */
final class ImageIoDecoder {
  private ImageIoDecoder() {}

  /** Decodes an image, whole unless it is huge. */
  static StoredImage decode(ImageFormat format, byte[] encoded, int wantedWidth, int wantedHeight)
      throws IOException {
    return firstOf(
        format,
        encoded,
        attempt -> {
          int width = attempt.width();
          int height = attempt.height();
          ImageSize.check(width, height);
          return Samples.of(
              attempt.read(ImageSize.periodIfHuge(width, height, wantedWidth, wantedHeight)));
        });
  }

  /** Lets one reader after the other try. */
  static StoredImage firstOf(ImageFormat format, byte[] encoded, Reading reading)
      throws IOException {
    Exception first = null;
    for (ImageReaderSpi spi : ImageReaders.of(format)) {
      try (ReadAttempt attempt = new ReadAttempt(spi, encoded)) {
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
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof EOFException) {
        return "it is truncated";
      }
    }
    return Optional.ofNullable(e instanceof IOException ? e.getMessage() : null)
        .flatMap(message -> message.lines().findFirst())
        .orElse("its content makes no sense");
  }

  /** What to do with a reader. */
  interface Reading {
    StoredImage read(ReadAttempt attempt) throws IOException;
  }
}
