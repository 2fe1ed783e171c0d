package io.github.twohead.runtime.internal.serving;

import java.nio.ByteBuffer;

/** A loaded network that one thread at a time can run. */
public interface Interpreter extends AutoCloseable {

  /**
   * Runs the network.
   *
   * @param image a direct buffer of exactly the input's bytes
   */
  void run(ByteBuffer image);

  /**
   * What came out of the last run.
   *
   * @param index the output's number in the file
   * @return its numbers, in native byte order, at absolute places; overwritten by the next run
   */
  ByteBuffer output(int index);

  @Override
  void close();
}
