package io.github.twohead.experiments;

import io.github.twohead.spi.Nearest;
import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds trackers by name. */
final class TrackerFactories {
  private static final Logger LOG = LoggerFactory.getLogger(Trackers.class);
  private static final int MOST_FAILURES = 100;

  private TrackerFactories() {}

  static Tracker create(String name, Map<String, String> options) {
    Map<String, Tracker.Factory> all = all();
    Tracker.Factory factory = all.get(name);
    if (factory == null) {
      String meant = Nearest.suggestion(name, all.keySet());
      throw new IllegalArgumentException(
          "there is no tracker \""
              + name
              + "\""
              + (meant.isEmpty() ? ": there are " : meant + " There are ")
              + list(all.keySet()));
    }
    for (String option : options.keySet()) {
      if (!factory.options().contains(option)) {
        throw new IllegalArgumentException(
            "the tracker " + name + " has no option \"" + option + "\": " + known(factory));
      }
    }
    return factory.create(options);
  }

  private static String known(Tracker.Factory factory) {
    return factory.options().isEmpty()
        ? "it has none"
        : "it has " + list(new TreeSet<>(factory.options()));
  }

  private static String list(Iterable<String> names) {
    return String.join(", ", names);
  }

  /** Those that the library's class loader sees, and those that only the calling thread's does. */
  private static Map<String, Tracker.Factory> all() {
    Map<String, Tracker.Factory> byName = new TreeMap<>();
    add(ServiceLoader.load(Tracker.Factory.class, Tracker.class.getClassLoader()), byName);
    add(ServiceLoader.load(Tracker.Factory.class), byName);
    return byName;
  }

  /** Leaves out those that cannot be loaded: they are no reason not to find others. */
  private static void add(
      ServiceLoader<Tracker.Factory> loader, Map<String, Tracker.Factory> byName) {
    Iterator<Tracker.Factory> factories = loader.iterator();
    for (int failures = 0; failures < MOST_FAILURES; ) {
      try {
        if (!factories.hasNext()) {
          return;
        }
        Tracker.Factory factory = factories.next();
        byName.putIfAbsent(factory.name(), factory);
      } catch (ServiceConfigurationError | LinkageError e) {
        failures++;
        LOG.warn("A tracker on the class path cannot be loaded: {}", e.toString());
      }
    }
  }
}
