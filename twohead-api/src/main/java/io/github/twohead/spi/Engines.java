package io.github.twohead.spi;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds engines on the class path. */
final class Engines {
  /** How a message goes on that no engine is there: what hides one that is. */
  static final String IN_A_FAT_JAR =
      ". In a fat jar, service files must be merged: by shade's ServicesResourceTransformer or"
          + " shadow's mergeServiceFiles()";

  private Engines() {}

  /**
   * Finds an engine: among those that the class loader of this class sees, or else those that the
   * context class loader of the calling thread sees, as where applications share twohead-api and
   * each brings its engine.
   *
   * @throws IllegalStateException if one cannot be loaded
   */
  static <E> Optional<E> find(Class<E> type, Predicate<E> wanted) {
    try {
      Optional<E> found = find(type, wanted, Engines.class.getClassLoader());
      return found.isPresent()
          ? found
          : find(type, wanted, Thread.currentThread().getContextClassLoader());
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException(
          "the twohead engine cannot be loaded: "
              + e.getMessage()
              + ". twohead-api may be there only once, in the version of the engine",
          e);
    }
  }

  private static <E> Optional<E> find(
      Class<E> type, Predicate<E> wanted, @Nullable ClassLoader loader) {
    for (E engine : ServiceLoader.load(type, loader)) {
      if (wanted.test(engine)) {
        return Optional.of(engine);
      }
    }
    return Optional.empty();
  }
}
