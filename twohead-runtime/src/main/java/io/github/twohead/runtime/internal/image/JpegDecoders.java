package io.github.twohead.runtime.internal.image;

import org.slf4j.LoggerFactory;

/** Picks the fastest JPEG decoder on the class path, once. */
final class JpegDecoders {
  private static final JpegDecoder FASTEST = fastest(new ImageIoJpegDecoder());

  private JpegDecoders() {}

  static JpegDecoder fastest() {
    return FASTEST;
  }

  private static JpegDecoder fastest(JpegDecoder standard) {
    try {
      return LeptonicaJpegDecoder.load(standard);
    } catch (NoClassDefFoundError e) {
      // without leptonica ImageIO decodes them; that is no news
      return standard;
    } catch (LinkageError | RuntimeException e) {
      LoggerFactory.getLogger(JpegDecoders.class)
          .debug("Large JPEGs are decoded by ImageIO, for leptonica cannot run here", e);
      return standard;
    }
  }
}
