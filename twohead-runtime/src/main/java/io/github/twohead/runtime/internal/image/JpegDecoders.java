package io.github.twohead.runtime.internal.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import org.slf4j.LoggerFactory;

/** Decodes each JPEG by what is fastest for it of what is on the class path. */
final class JpegDecoders {
  private static final JpegDecoder STANDARD = new ImageIoJpegDecoder();

  private JpegDecoders() {}

  /** Decodes a JPEG for an input, as {@link JpegDecoder#decode} does. */
  static StoredImage decode(byte[] jpeg, InputSize input) throws IOException {
    JpegHeader header = JpegHeader.of(jpeg);
    int wantedWidth = (int) input.across(header.width(), header.height()).scaled();
    int wantedHeight = (int) input.down(header.width(), header.height()).scaled();
    boolean reducible = header.reduction(wantedWidth, wantedHeight) > 1;
    JpegDecoder decoder = reducible ? Reducing.DECODER : STANDARD;
    return decoder.decode(jpeg, wantedWidth, wantedHeight);
  }

  /** Looks for leptonica at the first image that it would decode: loading it takes a while. */
  private static final class Reducing {
    static final JpegDecoder DECODER = load();

    private Reducing() {}

    private static JpegDecoder load() {
      try {
        return LeptonicaJpegDecoder.load(STANDARD);
      } catch (LinkageError | RuntimeException e) {
        if (isLogged()) {
          tell(e);
        }
        return STANDARD;
      }
    }

    /** Where nobody reads the log, SLF4J would complain of that, in three lines. */
    private static boolean isLogged() {
      ClassLoader loader = LoggerFactory.class.getClassLoader();
      return loader.getResource("META-INF/services/org.slf4j.spi.SLF4JServiceProvider") != null;
    }

    private static void tell(Throwable failure) {
      LoggerFactory.getLogger(JpegDecoders.class)
          .info(
              "ImageIO decodes large JPEGs. That takes two thirds of the time, and two fifths for"
                  + " progressive ones, with {} on the class path",
              leptonica());
      LoggerFactory.getLogger(JpegDecoders.class).debug("leptonica cannot be used", failure);
    }

    private static String leptonica() {
      Properties properties = new Properties();
      try (InputStream in = JpegDecoders.class.getResourceAsStream("decoders.properties")) {
        properties.load(Objects.requireNonNull(in, "decoders.properties is missing"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return properties.getProperty("leptonica");
    }
  }
}
