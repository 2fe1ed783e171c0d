package io.github.twohead.runtime.internal.serving;

import java.nio.ByteBuffer;

/** A loaded network that one thread at a time can run. */
public interface Interpreter extends AutoCloseable {

  /**
   * Where the input goes, which {@link #run} may overwrite.
   *
   * @return a direct buffer of exactly its bytes, in native byte order, always the same
   */
  ByteBuffer input();

  /** Runs the network on what lies in {@link #input}. */
  void run();

  /**
   * What came out of the last run.
   *
   * @param index the output's number in the file
   * @return its numbers, in native byte order, at absolute places; overwritten by the next run
   */
  ByteBuffer output(int index);

  @Override
  void close();

  /** Makes interpreters of one network. Safe for several threads. */
  @FunctionalInterface
  interface InterpreterFactory extends AutoCloseable {

    /** Makes an interpreter. Throws any unchecked exception if that fails. */
    Interpreter open();

    /** Frees what the interpreters shared; they are closed before. */
    @Override
    default void close() {}
  }
}
