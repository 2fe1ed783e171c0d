package io.github.twohead.runtime.internal.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An image file taken apart: what its pixels are decoded from, and what it says about them.
 *
 * <p>Decoders see the former alone, so that none refuses an image for its metadata, guesses its
 * colours, or applies a profile by a rule of its own.
 *
 * @param pixels a file of the same format with nothing in it but the pixels
 * @param exif an EXIF block, a TIFF file, perhaps after {@code Exif\0\0}
 * @param xmp an XMP packet
 * @param profile an ICC profile
 */
record ImageParts(
    byte[] pixels, byte @Nullable [] exif, byte @Nullable [] xmp, byte @Nullable [] profile) {

  /**
   * Takes a file apart.
   *
   * @throws IOException if it is damaged, with what is wrong
   */
  static ImageParts of(ImageFormat format, byte[] encoded) throws IOException {
    return switch (format) {
      case JPEG -> JpegParts.of(encoded);
      case PNG -> PngParts.of(encoded);
      case WEBP -> WebpParts.of(encoded);
      case GIF, BMP -> new ImageParts(encoded, null, null, null);
    };
  }
}
