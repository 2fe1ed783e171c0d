package io.github.twohead.djl.internal.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One reader's attempt at one image; to be closed.
 *
 * <p>Readers only warn of a JPEG that ends too early, and paint the rest grey; here it is an error.
 */
final class ReadAttempt implements AutoCloseable {
  /** More are a mistake or an attack: a few bytes can claim to be any number of pixels. */
  static final long MOST_PIXELS = 200_000_000;

  private final ImageReader reader;
  private final ImageInputStream stream;
  private @Nullable String damage;

  ReadAttempt(ImageReaderSpi spi, byte[] encoded) throws IOException {
    reader = spi.createReaderInstance();
    stream = new ByteArrayImageInputStream(encoded);
    reader.addIIOReadWarningListener((source, warning) -> warn(warning));
    reader.setInput(stream, true, true);
  }

  private void warn(String warning) {
    if (warning.startsWith("Truncated") || warning.contains("remature end")) {
      damage = "it is truncated";
    } else if (warning.startsWith("Corrupt") && !warning.contains("extraneous bytes")) {
      damage = "it is damaged: " + warning;
    }
  }

  int width() throws IOException {
    return reader.getWidth(0);
  }

  int height() throws IOException {
    return reader.getHeight(0);
  }

  /** Returns 1 for grey, 3 for colour, 4 for CMYK. */
  int components() throws IOException {
    return reader.getImageTypes(0).next().getNumComponents();
  }

  /** Reads every {@code period}-th pixel of every {@code period}-th row. */
  BufferedImage read(int period) throws IOException {
    return read(params(period));
  }

  /** Reads into an image, which must have {@link #reducedSize the reduced size}. */
  void readInto(BufferedImage destination, int period) throws IOException {
    ImageReadParam params = params(period);
    params.setDestination(destination);
    read(params);
  }

  private BufferedImage read(ImageReadParam params) throws IOException {
    try {
      BufferedImage image = reader.read(0, params);
      if (damage != null) {
        throw new DamagedImageException(damage);
      }
      return image;
    } catch (EOFException e) {
      throw new DamagedImageException("it is truncated", e);
    }
  }

  /** Takes the middle pixel of each square: the first would shift the image by half a square. */
  private ImageReadParam params(int period) {
    ImageReadParam params = reader.getDefaultReadParam();
    params.setSourceSubsampling(period, period, period / 2, period / 2);
    return params;
  }

  static int reducedSize(int side, int period) {
    return (side - period / 2 + period - 1) / period;
  }

  /** Checks the size that the header claims, before anything is allocated for it. */
  void checkSize() throws IOException {
    long pixels = (long) width() * height();
    if (pixels < 1 || pixels > MOST_PIXELS) {
      throw new DamagedImageException(
          "it claims to have " + width() + "×" + height() + " pixels; the most are " + MOST_PIXELS);
    }
  }

  @Override
  public void close() throws IOException {
    reader.dispose();
    stream.close();
  }

  /** An image that no other reader should try. */
  static final class DamagedImageException extends IIOException {
    private static final long serialVersionUID = 1;

    DamagedImageException(String message) {
      super(message);
    }

    DamagedImageException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
