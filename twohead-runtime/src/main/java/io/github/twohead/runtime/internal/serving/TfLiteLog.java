package io.github.twohead.runtime.internal.serving;

import io.github.twohead.runtime.internal.natives.LoadedLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What TensorFlow Lite prints on stderr: a line for each process that it runs in, unless told to
 * print warnings only. Its API in Java cannot tell it.
 */
final class TfLiteLog {
  private static final Logger LOG = LoggerFactory.getLogger(TfLiteLog.class);

  /** {@code tflite::LoggerOptions::SetMinimumLogSeverity(tflite::LogSeverity)}. */
  private static final String SET =
      "_ZN6tflite13LoggerOptions21SetMinimumLogSeverityENS_11LogSeverityE";

  private static final int WARNING = 2;

  private TfLiteLog() {}

  /**
   * Leaves out all but warnings and errors, where the library has what it takes.
   *
   * @param library the file of the library, which is loaded
   */
  static void warningsOnly(String library) {
    try {
      new LoadedLibrary(library).call(SET, WARNING);
    } catch (LinkageError e) {
      LOG.debug("TensorFlow Lite prints what it likes", e);
    }
  }
}
