package io.github.twohead.service;

import io.github.twohead.ImageSource.EncodedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * An image and the pixels that its header claims: a few bytes can make it huge.
 *
 * @param pixels 0 for what cannot be read: whoever decodes it says why
 */
record SizedImage(EncodedImage image, long pixels) {
  /** Where a GIF tells the size of the screen that its frames are drawn on. */
  private static final int GIF_SCREEN = 6;

  static SizedImage of(EncodedImage image) {
    return new SizedImage(image, pixels(image.encoded()));
  }

  private static long pixels(byte[] encoded) {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return 0;
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        boolean gif = reader.getFormatName().equalsIgnoreCase("gif");
        return gif ? Math.max(pixels, gifScreen(encoded)) : pixels;
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  private static long gifScreen(byte[] encoded) {
    ByteBuffer screen =
        ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).position(GIF_SCREEN);
    return (long) Short.toUnsignedInt(screen.getShort()) * Short.toUnsignedInt(screen.getShort());
  }
}
