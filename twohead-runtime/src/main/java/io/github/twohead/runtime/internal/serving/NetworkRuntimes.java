package io.github.twohead.runtime.internal.serving;

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
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/** The runtimes that are on the class path, each started once. Safe for several threads. */
public final class NetworkRuntimes {
  private static final List<NetworkRuntime> ALL = find();

  /** A failed start is tried again at the next file. */
  private static final Set<NetworkRuntime> STARTED = ConcurrentHashMap.newKeySet();

  private NetworkRuntimes() {}

  private static List<NetworkRuntime> find() {
    List<NetworkRuntime> found = new ArrayList<>();
    ServiceLoader.load(NetworkRuntime.class, NetworkRuntimes.class.getClassLoader())
        .forEach(found::add);
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
    Properties coordinates = new Properties();
    try (InputStream in = NetworkRuntimes.class.getResourceAsStream("runtimes.properties")) {
      coordinates.load(Objects.requireNonNull(in, "runtimes.properties is missing"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return coordinates.getProperty(format.name().toLowerCase(Locale.ROOT));
  }

  /** Whether a runtime can run here. Its library is loaded by this call, not before. */
  public static boolean isThere(NetworkRuntime runtime) {
    return failure(runtime).isEmpty();
  }

  /** Starts a runtime, unless it was started; returns why it cannot run here. */
  private static Optional<Throwable> failure(NetworkRuntime runtime) {
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
    }
  }
}
