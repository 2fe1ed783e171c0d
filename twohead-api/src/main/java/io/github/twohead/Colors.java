package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Locale;

/**
 * Which colours of an image file the network sees: one rule for JPEG, PNG and WebP.
 *
 * <p>Photos of phones mostly have Display P3's colours, those of cameras at times Adobe RGB's, and
 * say so by an ICC profile in the file. It belongs to the data that a model was trained on, and
 * travels with the model. Pixels that are already in memory are taken as they are.
 */
public enum Colors {
  /**
   * The numbers in the file, whatever its profile says, as Python's Pillow, torchvision and OpenCV
   * give them, and so what pretrained weights have seen.
   */
  AS_STORED,

  /**
   * The numbers in sRGB, converted from the file's ICC profile, as viewers, browsers and phones'
   * own decoders show them. The conversion is littlecms's, as Pillow's {@code
   * ImageCms.profileToProfile} does it, of every pixel that was decoded, before the resize.
   *
   * <p>A grey image is converted by a grey profile, a CMYK image by a CMYK profile. Everything else
   * stays as it is stored: a file whose profile is missing, broken, for another kind of image, or
   * sRGB in other words. A PNG's {@code gAMA}, {@code cHRM}, {@code sRGB} and {@code cICP} chunks
   * and EXIF's colour space are not followed, as Pillow does not.
   *
   * <p>A conversion makes decoding a 12-megapixel JPEG a tenth slower with leptonica and a third
   * with ImageIO, which leave most pixels out; a PNG or WebP a quarter; and a JPEG that is too
   * small to leave pixels out up to 2.4 times as slow: 7 milliseconds a megapixel, measured on
   * x86_64.
   */
  SRGB;

  /**
   * Reads a setting from text.
   *
   * @param text {@code as_stored} or {@code srgb}
   * @return the setting
   * @throws IllegalArgumentException if the text is neither
   */
  public static Colors parse(String text) {
    Arguments.notNull("text", text);
    for (Colors colors : values()) {
      if (colors.toString().equals(text)) {
        return colors;
      }
    }
    throw new IllegalArgumentException(
        "colors must be as_stored or srgb, but are \"" + text + "\"");
  }

  /** Returns the text that {@link #parse} reads. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
