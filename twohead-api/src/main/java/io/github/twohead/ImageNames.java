package io.github.twohead;

import io.github.twohead.spi.ImageDecoder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the names of image files end. */
final class ImageNames {
  private static final List<String> BUILT_IN =
      List.of("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "webp");

  private static @Nullable Set<String> known;

  private ImageNames() {}

  /**
   * Says whether a file is named as an image.
   *
   * @throws DataException if an added decoder does not say how its files' names end
   */
  static boolean isImage(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.indexOf('.') >= 0 && endings().contains(ending(file));
  }

  /** What follows the last dot, or the whole name. */
  static String ending(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static synchronized Set<String> endings() {
    if (known == null) {
      Set<String> endings = new HashSet<>(BUILT_IN);
      try {
        ServiceLoader.load(ImageDecoder.class, ImageDecoder.class.getClassLoader())
            .forEach(decoder -> endings.addAll(endings(decoder)));
      } catch (ServiceConfigurationError e) {
        throw new DataException(
            List.of("a decoder that is on the class path cannot be loaded: " + e));
      }
      known = Set.copyOf(endings);
    }
    return known;
  }

  private static Set<String> endings(ImageDecoder decoder) {
    try {
      Set<String> endings = new HashSet<>();
      decoder.extensions().forEach(ending -> endings.add(ending.toLowerCase(Locale.ROOT)));
      return endings;
    } catch (RuntimeException | LinkageError e) {
      throw new DataException(
          List.of(
              "the decoder "
                  + decoder.getClass().getName()
                  + " does not say how names of its files end: "
                  + e));
    }
  }
}
