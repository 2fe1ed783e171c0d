package io.github.twohead.runtime.internal.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageInputStreamImpl;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * One reader's attempt at one image; to be closed.
 *
 * <p>Readers only warn of a JPEG whose blocks are missing, and paint them grey; here it is an
 * error. A missing end marker alone is none.
 */
final class ReadAttempt implements AutoCloseable {
  private final ImageReader reader;
  private final ImageInputStream stream;
  private @Nullable String damage;

  ReadAttempt(ImageReaderSpi spi, byte[] encoded) throws IOException {
    reader = spi.createReaderInstance();
    stream = new EncodedStream(encoded);
    reader.addIIOReadWarningListener((source, warning) -> warn(warning));
    reader.setInput(stream, true, true);
  }

  /** Keeps the first of libjpeg's complaints, of which the others are consequences. */
  private void warn(String warning) {
    if (damage == null && warning.startsWith("Corrupt") && !warning.contains("extraneous bytes")) {
      boolean ended = warning.contains("premature end") || warning.contains("found marker 0xd9");
      damage = ended ? "it is truncated" : "it is damaged: " + warning;
    }
  }

  int width() throws IOException {
    return reader.getWidth(0);
  }

  int height() throws IOException {
    return reader.getHeight(0);
  }

  /** Reads a number that the reader knows of the file. */
  int ofFile(String element, String attribute) throws IOException {
    return number(reader.getStreamMetadata(), element, attribute);
  }

  /** Reads a number that the reader knows of the image. */
  int ofImage(String element, String attribute) throws IOException {
    return number(reader.getImageMetadata(0), element, attribute);
  }

  private static int number(IIOMetadata metadata, String element, String attribute) {
    IIOMetadataNode tree =
        (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
    Element found = (Element) tree.getElementsByTagName(element).item(0);
    return Integer.parseInt(found.getAttribute(attribute));
  }

  /** Reads the middle pixel of each square: the first would shift the image by half a square. */
  BufferedImage read(int period) throws IOException {
    return read(period, period / 2, period / 2);
  }

  /** Reads every {@code period}-th pixel of every {@code period}-th row, from a pixel on. */
  BufferedImage read(int period, int x, int y) throws IOException {
    ImageReadParam params = params(period, x, y);
    return checked(() -> reader.read(0, params));
  }

  /** Reads into an image, which must have {@link ImageSize#reduced the reduced size}. */
  void readInto(BufferedImage destination, int period) throws IOException {
    ImageReadParam params = params(period, period / 2, period / 2);
    params.setDestination(destination);
    checked(() -> reader.read(0, params));
  }

  /** Reads samples as they are coded, without any conversion. */
  Raster readRaster(int period) throws IOException {
    ImageReadParam params = params(period, period / 2, period / 2);
    return checked(() -> reader.readRaster(0, params));
  }

  private ImageReadParam params(int period, int x, int y) {
    ImageReadParam params = reader.getDefaultReadParam();
    params.setSourceSubsampling(period, period, x, y);
    return params;
  }

  private <T> T checked(Reading<T> reading) throws IOException {
    try {
      T image = reading.read();
      if (damage != null) {
        throw new DamagedImageException(damage);
      }
      return image;
    } catch (EOFException e) {
      throw new DamagedImageException("it is truncated", e);
    }
  }

  /** A way to read. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  @Override
  public void close() throws IOException {
    reader.dispose();
    stream.close();
  }

  /** The bytes of a file where they are; Java's own streams would copy them. */
  private static final class EncodedStream extends ImageInputStreamImpl {
    private final byte[] encoded;

    EncodedStream(byte[] encoded) {
      this.encoded = encoded;
    }

    @Override
    public long length() {
      return encoded.length;
    }

    @Override
    public int read() throws IOException {
      checkClosed();
      bitOffset = 0;
      return streamPos < encoded.length ? encoded[(int) streamPos++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      checkClosed();
      bitOffset = 0;
      if (streamPos >= encoded.length) {
        return -1;
      }
      int count = Math.min(length, encoded.length - (int) streamPos);
      System.arraycopy(encoded, (int) streamPos, bytes, offset, count);
      streamPos += count;
      return count;
    }
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
