package io.github.twohead.runtime.internal.image;

import io.github.twohead.runtime.internal.image.ReadAttempt.DamagedImageException;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
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

  /**
   * Draws the first frame of a GIF where it belongs on its canvas, which is transparent elsewhere.
   *
   * <p>As in Pillow, a frame that is larger than its canvas widens it. What becomes of a frame when
   * the next one comes does not matter.
   */
  static final class GifDecoder {
    private static final String SCREEN = "LogicalScreenDescriptor";
    private static final String FRAME = "ImageDescriptor";

    private GifDecoder() {}

    static StoredImage decode(byte[] gif, int wantedWidth, int wantedHeight) throws IOException {
      return ImageIoDecoder.firstOf(
          ImageFormat.GIF, gif, attempt -> draw(attempt, wantedWidth, wantedHeight));
    }

    private static StoredImage draw(ReadAttempt attempt, int wantedWidth, int wantedHeight)
        throws IOException {
      int left = attempt.ofImage(FRAME, "imageLeftPosition");
      int top = attempt.ofImage(FRAME, "imageTopPosition");
      int width = Math.max(attempt.ofFile(SCREEN, "logicalScreenWidth"), left + attempt.width());
      int height = Math.max(attempt.ofFile(SCREEN, "logicalScreenHeight"), top + attempt.height());
      ImageSize.check(width, height);
      int period = ImageSize.periodIfHuge(width, height, wantedWidth, wantedHeight);
      byte[] canvas =
          new byte[3 * ImageSize.reduced(width, period) * ImageSize.reduced(height, period)];
      Arrays.fill(canvas, (byte) 0xFF);
      StoredImage image =
          new StoredImage(
              ImageSize.reduced(width, period), ImageSize.reduced(height, period), 3, canvas);
      // of each square of the canvas the middle pixel is kept: where the frame's first ones go
      int column = firstKept(left, period);
      int row = firstKept(top, period);
      int x = period / 2 + column * period - left;
      int y = period / 2 + row * period - top;
      if (x < attempt.width() && y < attempt.height()) {
        put(Samples.of(attempt.read(period, x, y)).toRgb(), image, column, row);
      }
      return image;
    }

    /** Returns which of the kept columns or rows is the first that does not lie before a pixel. */
    private static int firstKept(int pixel, int period) {
      return Math.max(0, pixel - period / 2 + period - 1) / period;
    }

    private static void put(RgbImage frame, StoredImage canvas, int column, int row) {
      for (int y = 0; y < frame.height(); y++) {
        int from = 3 * y * frame.width();
        int to = 3 * ((row + y) * canvas.width() + column);
        System.arraycopy(frame.pixels(), from, canvas.samples(), to, 3 * frame.width());
      }
    }
  }
}
