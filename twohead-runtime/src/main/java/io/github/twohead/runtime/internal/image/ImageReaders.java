package io.github.twohead.runtime.internal.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import javax.imageio.ImageIO;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.slf4j.LoggerFactory;

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
    Map<Class<?>, ImageReaderSpi> all = new LinkedHashMap<>();
    IIORegistry.getDefaultInstance()
        .getServiceProviders(ImageReaderSpi.class, true)
        .forEachRemaining(spi -> all.put(spi.getClass(), spi));
    // the registry has looked through the class loader of whichever thread was first to use it
    Iterator<ImageReaderSpi> found =
        ServiceLoader.load(ImageReaderSpi.class, ImageReaders.class.getClassLoader()).iterator();
    while (addNext(found, all)) {
      // one broken plug-in does not keep the others away
    }
    Map<ImageFormat, List<ImageReaderSpi>> readers = new EnumMap<>(ImageFormat.class);
    for (ImageFormat format : ImageFormat.values()) {
      readers.put(format, of(format, all.values()));
    }
    readers.put(ImageFormat.WEBP, List.of(new WebPImageReaderSpi()));
    return readers;
  }

  /** Adds a plug-in unless it is broken; returns whether there may be more. */
  private static boolean addNext(
      Iterator<ImageReaderSpi> found, Map<Class<?>, ImageReaderSpi> all) {
    try {
      if (!found.hasNext()) {
        return false;
      }
      ImageReaderSpi spi = found.next();
      all.putIfAbsent(spi.getClass(), spi);
    } catch (ServiceConfigurationError | LinkageError e) {
      LoggerFactory.getLogger(ImageReaders.class)
          .debug("A plug-in that reads images is broken: {}", e.toString());
    }
    return true;
  }

  private static List<ImageReaderSpi> of(ImageFormat format, Collection<ImageReaderSpi> all) {
    Module jdk = ImageIO.class.getModule();
    List<ImageReaderSpi> readers = new ArrayList<>();
    for (ImageReaderSpi spi : all) {
      if (Arrays.asList(spi.getFormatNames()).contains(format.toString())) {
        readers.add(spi);
      }
    }
    readers.sort(Comparator.comparing(spi -> spi.getClass().getModule() != jdk));
    return List.copyOf(readers);
  }
}
