package io.github.twohead.runtime.internal.serving;

import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.serving.Interpreter.InterpreterFactory;

/**
 * What runs networks of other formats, where its library is on the class path and has natives for
 * this machine. Found by the service loader; its library's classes are loaded by {@link #start},
 * not before.
 */
public interface NetworkRuntime {

  /** Says whether it runs files of a format. */
  boolean runs(ModelFormat format);

  /**
   * Says which of several runtimes of a format is taken: the one of the lowest rank that can run
   * here.
   */
  int rank();

  /**
   * Loads its native library.
   *
   * @throws LinkageError or any unchecked exception if it cannot run on this machine with what is
   *     on the class path
   */
  void start();

  /** Maven's name of its library, such as {@code org.bytedeco:tensorflow-lite}. */
  String artifact();

  /** Its name and version, once it has started. */
  String title();

  /** Where its native library comes from, a file or a jar, once it has started. */
  String natives();

  /**
   * Loads a network.
   *
   * @param threads the threads that work on one image
   */
  InterpreterFactory load(NetworkFile file, int threads);
}
