package io.github.twohead.djl.internal.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * Who can read a format, the JDK's own reader first.
 *
 * <p>They are looked up once: plug-ins that an application registers later do not change what an
 * image looks like.
 */
final class ImageReaders {
  private static final Map<ImageFormat, List<ImageReaderSpi>> READERS = find();

  private ImageReaders() {}

  static List<ImageReaderSpi> of(ImageFormat format) {
    return Objects.requireNonNull(READERS.get(format));
  }

  private static Map<ImageFormat, List<ImageReaderSpi>> find() {
    Map<ImageFormat, List<ImageReaderSpi>> readers = new EnumMap<>(ImageFormat.class);
    for (ImageFormat format : ImageFormat.values()) {
      readers.put(format, registered(format));
    }
    readers.put(ImageFormat.WEBP, List.of(new WebPImageReaderSpi()));
    return readers;
  }

  private static List<ImageReaderSpi> registered(ImageFormat format) {
    List<ImageReaderSpi> found = new ArrayList<>();
    IIORegistry.getDefaultInstance()
        .getServiceProviders(ImageReaderSpi.class, true)
        .forEachRemaining(
            spi -> {
              if (Arrays.asList(spi.getFormatNames()).contains(format.toString())) {
                found.add(spi);
              }
            });
    Module jdk = ImageIO.class.getModule();
    found.sort(Comparator.comparing(spi -> spi.getClass().getModule() != jdk));
    return List.copyOf(found);
  }
}
