package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Where an image comes from: a file, encoded bytes, pixels in memory, or {@linkplain OnDemand a
 * place of your own}.
 *
 * <p>Encoded images may be JPEG, PNG, GIF, BMP or WebP, or of a format for which there is an {@link
 * io.github.twohead.spi.ImageDecoder}; grey, palette, CMYK, 16-bit and transparent ones become
 * 8-bit RGB (transparent on white). They are turned upright by the orientation in their EXIF or,
 * where that has none, their XMP, as Pillow does it. Of a GIF the first frame is taken, where it
 * lies on its canvas. What a colour profile counts for says {@link Colors}.
 *
 * <p>A JPEG whose end marker is missing, or is followed by something else, is whole if all of its
 * blocks are there.
 */
public sealed interface ImageSource {

  /**
   * Returns what messages call this image.
   *
   * @return a path, or a short description
   */
  String name();

  /**
   * Returns an image that is read from a file each time it is needed.
   *
   * @param path the file
   * @return the source
   */
  static ImageSource of(Path path) {
    return new FileImage(Arguments.notNull("path", path));
  }

  /**
   * Says whether a file is named as an image, as folders are read: {@code jpg}, {@code jpeg},
   * {@code jpe}, {@code jfif}, {@code png}, {@code gif}, {@code bmp}, {@code webp}, and the
   * {@linkplain io.github.twohead.spi.ImageDecoder#extensions endings} of added formats, in upper
   * or lower case.
   *
   * @param file the file, which is not opened
   * @return whether its name ends so
   * @throws DataException if an added decoder cannot be loaded, or does not say its endings
   */
  static boolean isNamedAsImage(Path file) {
    return ImageNames.isImage(Arguments.notNull("file", file));
  }

  /**
   * Returns an image from its encoded bytes, which are not copied.
   *
   * @param encoded the content of an image file
   * @return the source
   */
  static ImageSource of(byte[] encoded) {
    Arguments.notNull("encoded", encoded);
    return new EncodedImage("image of " + encoded.length + " bytes", encoded);
  }

  /**
   * Returns an image from a stream, which is read to its end but not closed.
   *
   * @param encoded the content of an image file
   * @return the source
   * @throws UnreadableImageException if the stream cannot be read
   */
  static ImageSource of(InputStream encoded) {
    Arguments.notNull("encoded", encoded);
    try {
      return of(encoded.readAllBytes());
    } catch (IOException e) {
      throw new UnreadableImageException("the stream of an image cannot be read: " + e, e);
    }
  }

  /**
   * Returns an image from its pixels, which are not copied.
   *
   * @param image the pixels, upright
   * @return the source
   */
  static ImageSource of(BufferedImage image) {
    Arguments.notNull("image", image);
    return new PixelImage(
        "image of " + image.getWidth() + "×" + image.getHeight() + " pixels", image);
  }

  /**
   * Returns an image from pixels as cameras and decoders give them. At the model's input size
   * nothing is left to do but to normalise them.
   *
   * <p>They are not copied: they must not change until the prediction is there, or, in a table of
   * images, until training ends.
   *
   * @param pixels width·height·3 bytes, row by row: red, green, blue of each pixel, 0 to 255
   * @param width the pixels of a row
   * @param height the rows
   * @return the source
   * @throws IllegalArgumentException if a side is below 1, or the bytes are not so many
   */
  static ImageSource ofRgb(byte[] pixels, int width, int height) {
    return new RgbPixels(pixels, width, height);
  }

  /**
   * An image from a place of your own, such as an archive, a database or a camera. It is loaded
   * each time it is needed, by any thread.
   *
   * <p>Two of them are the same image if they are equal, so make it a record.
   *
   * <pre>{@code
   * record ZippedImage(Path archive, String entry) implements ImageSource.OnDemand {
   *   public String name() {
   *     return archive + "!" + entry;
   *   }
   *
   *   public ImageSource load() throws IOException {
   *     try (ZipFile zip = new ZipFile(archive.toFile())) {
   *       ZipEntry found = zip.getEntry(entry);
   *       if (found == null) {
   *         throw new IOException("the archive has no such entry");
   *       }
   *       return ImageSource.of(zip.getInputStream(found));
   *     }
   *   }
   * }
   * }</pre>
   */
  non-sealed interface OnDemand extends ImageSource {

    /**
     * Loads the image.
     *
     * @return a file, encoded bytes or pixels, the same at every call; not another one of this type
     * @throws IOException if there is no such image, with what is wrong; messages add the {@link
     *     #name}
     */
    ImageSource load() throws IOException;
  }

  /**
   * An image file.
   *
   * @param path the file
   */
  record FileImage(Path path) implements ImageSource {

    public FileImage {
      Arguments.notNull("path", path);
    }

    @Override
    public String name() {
      return path.toString();
    }
  }

  /**
   * The content of an image file.
   *
   * @param name what messages call it
   * @param encoded the bytes
   */
  record EncodedImage(String name, byte[] encoded) implements ImageSource {

    public EncodedImage {
      Arguments.notNull("name", name);
      Arguments.notNull("encoded", encoded);
    }
  }

  /**
   * Pixels in memory.
   *
   * @param name what messages call it
   * @param image the pixels
   */
  record PixelImage(String name, BufferedImage image) implements ImageSource {

    public PixelImage {
      Arguments.notNull("name", name);
      Arguments.notNull("image", image);
    }
  }

  /**
   * Bytes of red, green and blue in memory.
   *
   * @param pixels width·height·3 bytes, row by row
   * @param width the pixels of a row
   * @param height the rows
   */
  record RgbPixels(byte[] pixels, int width, int height) implements ImageSource {

    public RgbPixels {
      Arguments.notNull("pixels", pixels);
      Checks.positive("width", width);
      Checks.positive("height", height);
      if (pixels.length != 3L * width * height) {
        throw new IllegalArgumentException(
            "an image of "
                + width
                + "×"
                + height
                + " pixels has "
                + 3L * width * height
                + " bytes, but these are "
                + pixels.length);
      }
    }

    @Override
    public String name() {
      return "image of " + width + "×" + height + " pixels";
    }
  }
}
