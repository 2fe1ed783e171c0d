package io.github.twohead.djl.internal.image;

import java.io.IOException;

/** Decodes JPEGs, reduced where that is faster. Safe for use by several threads. */
public interface JpegDecoder {

  /**
   * Decodes a JPEG as it is stored.
   *
   * @return the image: on each side at least as large as wanted, or as stored
   * @throws IOException if it is damaged, with what is wrong
   */
  RgbImage decode(byte[] jpeg, int wantedWidth, int wantedHeight) throws IOException;
}
