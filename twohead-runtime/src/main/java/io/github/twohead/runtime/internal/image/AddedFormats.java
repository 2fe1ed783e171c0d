package io.github.twohead.runtime.internal.image;

import io.github.twohead.Colors;
import io.github.twohead.spi.ImageDecoder;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Formats that are not built in, each with a decoder that this class's loader sees: not that of
 * whichever thread was first to meet such an image.
 */
final class AddedFormats {
  private static @Nullable List<ImageDecoder> known;

  private AddedFormats() {}

  /** Decodes an image that is of no built-in format. */
  static RgbImage decode(byte[] encoded, Colors colors, int width, int height) throws IOException {
    List<ImageDecoder> decoders = decoders();
    for (ImageDecoder decoder : decoders) {
      try {
        if (decoder.decodes(encoded)) {
          return decode(decoder, encoded, colors, width, height);
        }
      } catch (RuntimeException | LinkageError e) {
        throw new IOException("its decoder " + decoder.getClass().getName() + " fails: " + e, e);
      }
    }
    throw new IOException("it is not a " + names(decoders) + " image");
  }

  private static RgbImage decode(
      ImageDecoder decoder, byte[] encoded, Colors colors, int width, int height)
      throws IOException {
    try {
      @Nullable BufferedImage image = decoder.decode(encoded, width, height);
      if (image == null) {
        throw new IOException(decoder.getClass().getName() + " gives no image");
      }
      ImageSize.check(image.getWidth(), image.getHeight());
      return ColorProfile.toRgb(Samples.of(image), profile(image), colors);
    } catch (IOException e) {
      throw new IOException("this " + name(decoder) + " cannot be decoded: " + reason(e), e);
    }
  }

  /** Its format, or, where it fails to say that, its class. */
  private static String name(ImageDecoder decoder) {
    try {
      return decoder.format();
    } catch (RuntimeException | LinkageError e) {
      return decoder.getClass().getName();
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /**
   * Of RGB images only whose samples are still as they were stored: Java takes all greys for linear
   * light, and converts packed, wide and real pixels itself.
   */
  private static byte @Nullable [] profile(BufferedImage image) {
    ColorModel model = image.getColorModel();
    return Samples.areStored(model)
            && model.getColorSpace() instanceof ICC_ColorSpace space
            && space.getType() == ColorSpace.TYPE_RGB
        ? space.getProfile().getData()
        : null;
  }

  private static synchronized List<ImageDecoder> decoders() throws IOException {
    if (known == null) {
      List<ImageDecoder> found = new ArrayList<>();
      try {
        ServiceLoader.load(ImageDecoder.class, AddedFormats.class.getClassLoader())
            .forEach(found::add);
      } catch (ServiceConfigurationError e) {
        throw new IOException("a decoder that is on the class path cannot be loaded: " + e, e);
      }
      known = List.copyOf(found);
    }
    return known;
  }

  private static String names(List<ImageDecoder> decoders) {
    List<String> names = new ArrayList<>();
    for (ImageFormat format : ImageFormat.values()) {
      names.add(format.toString());
    }
    decoders.forEach(decoder -> names.add(name(decoder)));
    int last = names.size() - 1;
    return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }
}
