package io.github.twohead.runtime.internal.serving;

import io.github.twohead.runtime.internal.image.PixelWriter;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** A network that is ready to answer. Safe for several threads, until it is closed. */
public interface Inference extends AutoCloseable {

  /** Writes images as the network wants them. */
  PixelWriter writer();

  /**
   * Writes one image as the network wants it.
   *
   * @param ready its numbers, interleaved, as the network takes them
   * @param pixels a direct buffer
   */
  void write(FloatBuffer ready, ByteBuffer pixels);

  /** The bytes of a written image. */
  int imageBytes();

  /**
   * Runs the network.
   *
   * @param pixels a direct buffer with written images, which is only read
   * @param size how many there are, B
   * @return probabilities (B, N), row by row
   */
  double[] probabilities(ByteBuffer pixels, int size);

  /** Says what runs it, as {@code MultiHeadPredictor} does. */
  String runtime();

  @Override
  void close();
}
