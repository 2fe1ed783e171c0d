package io.github.twohead.runtime.internal.natives;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.util.Map;

/** A native library that the JVM has loaded, for functions that have no counterpart in Java. */
public final class LoadedLibrary {
  /** RTLD_LAZY alone: JNA would let other libraries see this one's names, and use its functions. */
  private static final int LAZY = 1;

  private final NativeLibrary library;

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
