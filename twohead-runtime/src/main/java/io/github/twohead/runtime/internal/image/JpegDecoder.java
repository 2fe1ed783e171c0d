package io.github.twohead.runtime.internal.image;

import java.io.IOException;

/** Decodes JPEGs, reduced where that is faster. Safe for use by several threads. */
public interface JpegDecoder {

  /**
   * Decodes a JPEG.
   *
   * @param jpeg the pixels alone, as {@link ImageParts} leaves them
   * @return the image: on each side at least as large as wanted, or as stored
   * @throws IOException if it is damaged, with what is wrong
   */
  StoredImage decode(byte[] jpeg, int wantedWidth, int wantedHeight) throws IOException;
}
