package io.github.twohead.bench;

import java.io.IOException;

/** A drawn image file, of a size that users send. */
public enum Photo {
  /** 12 megapixels, baseline JPEG, quality 90. */
  JPEG_12MP(4000, 3000, "jpg", false),
  /** 12 megapixels, progressive JPEG, quality 90. */
  PROGRESSIVE_12MP(4000, 3000, "jpg", true),
  /** 1 megapixel, baseline JPEG, quality 90. */
  JPEG_1MP(1152, 864, "jpg", false),
  /** 1 megapixel, PNG. */
  PNG_1MP(1152, 864, "png", false);

  private static final long SEED = 1;

  private final int width;
  private final int height;
  private final String format;
  private final boolean progressive;

  Photo(int width, int height, String format, boolean progressive) {
    this.width = width;
    this.height = height;
    this.format = format;
    this.progressive = progressive;
  }

  /** The file's content. */
  byte[] encoded() throws IOException {
    return Drawings.encoded(Drawings.photo(width, height, SEED), format, progressive);
  }
}
