package io.github.twohead.runtime.internal.image;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Picks the fastest JPEG decoder on the class path, once. */
final class JpegDecoders {
  private static final Logger LOG = LoggerFactory.getLogger(JpegDecoders.class);
  private static final JpegDecoder FASTEST = fastest(new ImageIoJpegDecoder());

  private JpegDecoders() {}

  static JpegDecoder fastest() {
    return FASTEST;
  }

  private static JpegDecoder fastest(JpegDecoder standard) {
    try {
      JpegDecoder decoder = LeptonicaJpegDecoder.load(standard);
      LOG.debug("Large JPEGs are decoded by leptonica");
      return decoder;
    } catch (LinkageError | RuntimeException e) {
      LOG.debug("Large JPEGs are decoded by ImageIO, for leptonica cannot run here: {}", e.toString());
      return standard;
    }
  }
}
