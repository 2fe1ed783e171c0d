package io.github.twohead.runtime.internal.serving;

import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.natives.Natives;
import io.github.twohead.runtime.internal.serving.Interpreter.InterpreterFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/** The runtimes that are on the class path, each started once. Safe for several threads. */
public final class NetworkRuntimes {
  /** What is broken beyond that is not passed over: it is the list itself that cannot be read. */
  private static final int MOST_BROKEN = 100;

  private static final List<NetworkRuntime> ALL = find(NetworkRuntimes.class.getClassLoader());

  /** A failed start is tried again at the next file. */
  private static final Set<NetworkRuntime> STARTED = ConcurrentHashMap.newKeySet();

  private NetworkRuntimes() {}

  /** The runtimes that a loader sees; one that is broken does not take the others with it. */
  static List<NetworkRuntime> find(ClassLoader loader) {
    List<NetworkRuntime> found = new ArrayList<>();
    Iterator<NetworkRuntime> runtimes = ServiceLoader.load(NetworkRuntime.class, loader).iterator();
    int broken = 0;
    while (broken < MOST_BROKEN) {
      try {
        if (!runtimes.hasNext()) {
          break;
        }
        found.add(runtimes.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        broken++;
        LoggerFactory.getLogger(NetworkRuntimes.class).debug("A runtime cannot be loaded", e);
      }
    }
    return List.copyOf(found);
  }

  /** All runtimes, whether or not they can run here. */
  public static List<NetworkRuntime> all() {
    return ALL;
  }

  /**
   * Chooses what runs a network.
   *
   * @param format the format of the network's file
   * @param among what may be chosen
   */
  static Optional<NetworkRuntime> choose(ModelFormat format, List<NetworkRuntime> among) {
    List<NetworkRuntime> candidates = new ArrayList<>(among);
    candidates.removeIf(runtime -> !runtime.runs(format));
    candidates.sort(Comparator.comparingInt(NetworkRuntime::rank));
    for (NetworkRuntime candidate : candidates) {
      if (isThere(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** How a message goes on that nothing runs files of a format: with what to do. */
  static String advice(ModelFormat format) {
    boolean elsewhere =
        ALL.stream()
            .filter(runtime -> runtime.runs(format))
            .flatMap(runtime -> failure(runtime).stream())
            .anyMatch(Natives::isLoadedElsewhere);
    return elsewhere ? ": " + Natives.LOADED_ELSEWHERE : ". Add " + coordinates(format);
  }

  /** What to add to the class path to read and run files of a format. */
  static String coordinates(ModelFormat format) {
    return named(format.name().toLowerCase(Locale.ROOT));
  }

  /** What to add to the class path to read files of a format. */
  static String reader(ModelFormat format) {
    return named("reader." + format.name().toLowerCase(Locale.ROOT));
  }

  private static String named(String key) {
    Properties coordinates = new Properties();
    try (InputStream in = NetworkRuntimes.class.getResourceAsStream("runtimes.properties")) {
      coordinates.load(Objects.requireNonNull(in, "runtimes.properties is missing"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return coordinates.getProperty(key);
  }

  /** Whether a runtime can run here. Its library is loaded by this call, not before. */
  public static boolean isThere(NetworkRuntime runtime) {
    return failure(runtime).isEmpty();
  }

  /** Starts a runtime, unless it was started; returns why it cannot run here. */
  public static Optional<Throwable> failure(NetworkRuntime runtime) {
    try {
      if (!STARTED.contains(runtime)) {
        Natives.start(
            () -> {
              runtime.start();
              return true;
            });
        STARTED.add(runtime);
      }
      return Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      LoggerFactory.getLogger(NetworkRuntimes.class)
          .debug("{} cannot run here: {}", runtime.getClass().getName(), e.toString());
      return Optional.of(e);
    }
  }

  /** How a message says that a runtime lacks a part, or one does not fit the others. */
  static String broken(String title, LinkageError e) {
    return title + " does not work with what else is on the class path: " + e;
  }

  /**
   * Loads a network.
   *
   * @param threads the threads that work on one image
   * @throws io.github.twohead.ModelFileException with the reason alone if the runtime refuses it
   */
  static InterpreterFactory load(NetworkRuntime runtime, NetworkFile file, int threads) {
    try {
      return runtime.load(file, threads);
    } catch (RuntimeException e) {
      throw InvalidFile.of("the runtime does not take it: " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new TwoheadException(broken(runtime.title(), e), e);
    }
  }
}
