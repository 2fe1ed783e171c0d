package io.github.twohead.runtime.internal.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import io.github.twohead.runtime.internal.image.ReadAttempt.DamagedImageException;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

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

  /**
   * Who can read a format, the JDK's own reader first.
   *
   * <p>They are looked up once: plug-ins that an application registers later do not change what an
   * image looks like.
   */
  private static final class ImageReaders {
    private static final Map<ImageFormat, List<ImageReaderSpi>> READERS = find();

    private ImageReaders() {}

    static List<ImageReaderSpi> of(ImageFormat format) {
      return Objects.requireNonNull(READERS.get(format));
    }

    private static Map<ImageFormat, List<ImageReaderSpi>> find() {
      Map<Class<?>, ImageReaderSpi> all = new LinkedHashMap<>();
      IIORegistry.getDefaultInstance()
          .getServiceProviders(ImageReaderSpi.class, true)
          .forEachRemaining(spi -> all.put(spi.getClass(), spi));
      // the registry has looked through the class loader of whichever thread was first to use it
      Iterator<ImageReaderSpi> found =
          ServiceLoader.load(ImageReaderSpi.class, ImageReaders.class.getClassLoader()).iterator();
      while (addNext(found, all)) {
        // one broken plug-in does not keep the others away
      }
      Map<ImageFormat, List<ImageReaderSpi>> readers = new EnumMap<>(ImageFormat.class);
      for (ImageFormat format : ImageFormat.values()) {
        readers.put(format, of(format, all.values()));
      }
      readers.put(ImageFormat.WEBP, List.of(new WebPImageReaderSpi()));
      return readers;
    }

    /** Adds a plug-in unless it is broken; returns whether there may be more. */
    private static boolean addNext(
        Iterator<ImageReaderSpi> found, Map<Class<?>, ImageReaderSpi> all) {
      try {
        if (!found.hasNext()) {
          return false;
        }
        ImageReaderSpi spi = found.next();
        all.putIfAbsent(spi.getClass(), spi);
      } catch (ServiceConfigurationError | LinkageError e) {
        LoggerFactory.getLogger(ImageReaders.class)
            .debug("A plug-in that reads images is broken: {}", e.toString());
      }
      return true;
    }

    private static List<ImageReaderSpi> of(ImageFormat format, Collection<ImageReaderSpi> all) {
      Module jdk = ImageIO.class.getModule();
      List<ImageReaderSpi> readers = new ArrayList<>();
      for (ImageReaderSpi spi : all) {
        if (Arrays.asList(spi.getFormatNames()).contains(format.toString())) {
          readers.add(spi);
        }
      }
      readers.sort(Comparator.comparing(spi -> spi.getClass().getModule() != jdk));
      return List.copyOf(readers);
    }
  }
}
