package io.github.twohead.runtime.internal.natives;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts native libraries on a thread of their own, so that it does not matter who is first to need
 * one.
 *
 * <p>DJL looks for its engines and their files through the context class loader of the calling
 * thread, which in a pool, a servlet container or a runnable jar often does not see them; and
 * JavaCPP unpacks files through channels, which an interrupted thread cannot use. What fails so
 * once may fail for good: in Java, a class is not initialised twice.
 */
public final class Natives {
  /** What to do when {@link #isLoadedElsewhere}. */
  public static final String LOADED_ELSEWHERE =
      "another class loader of this process has loaded its native library, which only one can."
          + " Keep twohead, DJL and the natives in one class loader that all who use them share,"
          + " such as a servlet container's own; after a redeployment, restart the process";

  /** What every JVM says, behind the file's name. */
  private static final String ELSEWHERE = "already loaded in another classloader";

  private Natives() {}

  /**
   * Starts something, on a thread that sees what this class's loader sees and is not interrupted.
   *
   * @param start must not need a class that the caller is initialising
   * @return what it returns
   */
  public static <T> T start(Supplier<T> start) {
    return begin(start).get();
  }

  /**
   * Begins to start something in the same way, while the caller goes on.
   *
   * @param start must not need a class that the caller is initialising
   * @return waits for what it returns, or throws
   */
  public static <T> Supplier<T> begin(Supplier<T> start) {
    CompletableFuture<T> started = CompletableFuture.supplyAsync(start, Natives::run);
    return () -> result(started);
  }

  private static <T> T result(CompletableFuture<T> started) {
    try {
      return started.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  private static void run(Runnable start) {
    Thread thread = new Thread(null, start, "twohead-start", 0, false);
    thread.setContextClassLoader(Natives.class.getClassLoader());
    thread.setDaemon(true);
    thread.start();
  }

  /** Which jar a class comes from, such as one that holds its native library too. */
  public static String origin(Class<?> type) {
    return origin(type.getResource(type.getSimpleName() + ".class"));
  }

  /**
   * Which jar a resource lies in.
   *
   * @return the jar, the file where it is in none, or {@code unknown}
   */
  public static String origin(@Nullable URL resource) {
    if (resource == null) {
      return "unknown";
    }
    String jar = resource.toString().replaceFirst("^jar:", "").replaceFirst("!.*", "");
    try {
      return jar.startsWith("file:") ? Path.of(URI.create(jar)).toString() : jar;
    } catch (IllegalArgumentException e) { // a blank that a class loader did not escape, a host
      return jar;
    }
  }

  /** Says whether a start failed because another class loader has loaded the library. */
  public static boolean isLoadedElsewhere(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(cause -> String.valueOf(cause.getMessage()).contains(ELSEWHERE));
  }

  /** A native library that the JVM has loaded, for functions that have no counterpart in Java. */
  public static final class LoadedLibrary {
    /**
     * RTLD_LAZY alone: JNA would let other libraries see this one's names, and use its functions.
     */
    private static final int LAZY = 1;

    private final NativeLibrary library;

    /**
     * Loads JNA.
     *
     * @return the bytes of a pointer
     * @throws LinkageError if JNA is not on the class path, or not for this platform
     */
    public static int pointerSize() {
      return Native.POINTER_SIZE;
    }

    /**
     * Finds a library.
     *
     * @param file its file
     * @throws UnsatisfiedLinkError if it cannot be found
     */
    public LoadedLibrary(String file) {
      library = NativeLibrary.getInstance(file, Map.of(Library.OPTION_OPEN_FLAGS, LAZY));
    }

    /**
     * Finds a function.
     *
     * @param symbol its name as the compiler wrote it
     * @throws UnsatisfiedLinkError if there is none
     */
    public Function function(String symbol) {
      return library.getFunction(symbol);
    }

    /**
     * Calls a function that returns nothing.
     *
     * @param symbol its name as the compiler wrote it
     * @throws UnsatisfiedLinkError if there is none
     */
    public void call(String symbol, Object... arguments) {
      function(symbol).invokeVoid(arguments);
    }
  }
}
