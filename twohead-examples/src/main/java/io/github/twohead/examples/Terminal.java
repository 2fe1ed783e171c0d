package io.github.twohead.examples;

import com.sun.jna.Function;
import com.sun.jna.Platform;

/** Where messages to the user go. */
final class Terminal {
  private static final int STDERR = 2;

  private Terminal() {}

  /**
   * Whether someone sees stderr as it is written, so that a line may be drawn over another. {@link
   * System#console} tells of stdin and stdout only, and since Java 22 of neither.
   */
  static boolean showsErrors() {
    String name = Platform.isWindows() ? "_isatty" : "isatty";
    try {
      return Function.getFunction(Platform.C_LIBRARY_NAME, name).invokeInt(new Object[] {STDERR})
          != 0;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}
