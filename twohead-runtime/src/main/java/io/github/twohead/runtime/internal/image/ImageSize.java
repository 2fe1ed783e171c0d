package io.github.twohead.runtime.internal.image;

import io.github.twohead.runtime.internal.image.ReadAttempt.DamagedImageException;

/** How large an image may be, and how much of it is decoded. */
final class ImageSize {
  /** More are a mistake or an attack: a few bytes can claim to be any number of pixels. */
  private static final long MOST_PIXELS = 200_000_000;

  /** Larger images are read in part, to spare memory. */
  private static final long MOST_PIXELS_WHOLE = 40_000_000;

  private ImageSize() {}

  /** Checks what a header claims, before anything is allocated for it. */
  static void check(int width, int height) throws DamagedImageException {
    long pixels = (long) width * height;
    if (pixels < 1 || pixels > MOST_PIXELS) {
      throw new DamagedImageException(
          "it claims to have " + width + "×" + height + " pixels; the most are " + MOST_PIXELS);
    }
  }

  /**
   * Returns the distance of the pixels to keep. On each side three times as many remain as are
   * wanted: of two, sharp photos look different from what they are when every pixel counts.
   */
  static int period(int width, int height, int wantedWidth, int wantedHeight) {
    return Math.max(1, Math.min(width / (3 * wantedWidth), height / (3 * wantedHeight)));
  }

  /** The same for an image that is decoded whole unless it is huge. */
  static int periodIfHuge(int width, int height, int wantedWidth, int wantedHeight) {
    boolean huge = (long) width * height > MOST_PIXELS_WHOLE;
    return huge ? period(width, height, wantedWidth, wantedHeight) : 1;
  }

  /** Returns how many pixels of a side are kept: the middle one of every {@code period}. */
  static int reduced(int side, int period) {
    return (side - period / 2 + period - 1) / period;
  }
}
