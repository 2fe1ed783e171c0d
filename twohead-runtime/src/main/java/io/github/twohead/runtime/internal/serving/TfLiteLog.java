package io.github.twohead.runtime.internal.serving;

import io.github.twohead.runtime.internal.natives.LoadedLibrary;
import org.slf4j.LoggerFactory;

/**
 * What TensorFlow Lite prints on stderr: a line for each process that it runs in, unless told to
 * print warnings only. Its API in Java cannot tell it.
 */
final class TfLiteLog {
  /** {@code tflite::LoggerOptions::SetMinimumLogSeverity(tflite::LogSeverity)}. */
  private static final String SET =
      "_ZN6tflite13LoggerOptions21SetMinimumLogSeverityENS_11LogSeverityE";

  private static final int WARNING = 2;

  private TfLiteLog() {}

  /**
   * Leaves out all but warnings and errors, where JNA is there and the library has what it takes.
   *
   * @param library the file of the library, which is loaded
   */
  static void warningsOnly(String library) {
    try {
      new LoadedLibrary(library).call(SET, WARNING);
    } catch (NoClassDefFoundError e) {
      // without JNA it prints its line; that is no news
    } catch (Error e) { // a plain one where JNA meets another version of itself
      LoggerFactory.getLogger(TfLiteLog.class).debug("TensorFlow Lite prints what it likes", e);
    }
  }
}
