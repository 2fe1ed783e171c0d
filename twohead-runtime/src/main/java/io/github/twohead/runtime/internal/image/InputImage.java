package io.github.twohead.runtime.internal.image;

import io.github.twohead.ImageSource;
import io.github.twohead.Preprocessing;
import io.github.twohead.UnreadableImageException;

/** An image on its way to the network: decoded, upright, resized to the input size. */
public final class InputImage {
  private InputImage() {}

  /** The numbers that an image consists of: its bytes when decoded, its floats when normalised. */
  public static int values(Preprocessing preprocessing) {
    return 3 * preprocessing.width() * preprocessing.height();
  }

  /** The images, at most {@code wanted}, whose floats fit into one buffer. */
  public static int batchSize(Preprocessing preprocessing, int wanted) {
    return Math.min(wanted, Integer.MAX_VALUE / Float.BYTES / values(preprocessing));
  }

  /**
   * Reads an image.
   *
   * @return interleaved RGB, row by row
   * @throws UnreadableImageException if it cannot be decoded
   */
  public static byte[] read(ImageSource source, Preprocessing preprocessing) {
    InputSize size = InputSize.of(preprocessing);
    RgbImage image = SourceDecoder.decode(source, preprocessing.colors(), size);
    return Resampler.resize(image, size).pixels();
  }
}
