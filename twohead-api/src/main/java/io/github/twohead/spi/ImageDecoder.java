package io.github.twohead.spi;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/**
 * Reads images of a format that is not built in, such as TIFF, HEIC or DICOM, wherever an image
 * file or its content is taken: in tables, by predictors and on the command line.
 *
 * <p>A decoder has a public constructor without parameters and is named in {@code
 * META-INF/services/io.github.twohead.spi.ImageDecoder}, on the class path of twohead itself. It is
 * asked for what is no JPEG, PNG, GIF, BMP or WebP; of several the first that knows the format
 * decodes. Safe for use by several threads.
 */
public interface ImageDecoder {

  /**
   * Returns what messages call the format.
   *
   * @return a name such as {@code TIFF}
   */
  String format();

  /**
   * Returns how the names of such files end, so that {@link
   * io.github.twohead.ImageTable#readFolders} knows them among other files.
   *
   * @return endings without a dot, such as {@code tif} and {@code tiff}; by default the format's
   *     name in lower case
   */
  default Set<String> extensions() {
    return Set.of(format().toLowerCase(Locale.ROOT));
  }

  /**
   * Says whether an image is of this format, which its first bytes tell; names of files do not
   * count.
   *
   * @param encoded the content of an image file, not empty; must not be changed
   * @return whether {@link #decode} shall read it
   */
  boolean decodes(byte[] encoded);

  /**
   * Decodes an image.
   *
   * <p>Its numbers are taken as those of the file. Where a model wants {@link
   * io.github.twohead.Colors#SRGB}, an RGB image in another colour space is converted from it.
   *
   * @param encoded the content of an image file; must not be changed
   * @param width the pixels across that the network sees
   * @param height the pixels down that the network sees
   * @return the image, upright; it is resized, so that it may be of the file's size, or smaller
   *     where that is faster, but on each side at least as large as what the network sees
   * @throws IOException if it is damaged or too large, with what is wrong; messages add the image's
   *     name and the format
   */
  BufferedImage decode(byte[] encoded, int width, int height) throws IOException;
}
