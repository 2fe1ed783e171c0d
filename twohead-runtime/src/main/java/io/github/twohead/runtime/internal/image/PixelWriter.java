package io.github.twohead.runtime.internal.image;

import java.nio.ByteBuffer;

/** Turns resized images into a network's input. Safe for several threads. */
@FunctionalInterface
public interface PixelWriter {

  /**
   * Writes an image into a batch.
   *
   * @param rgb interleaved pixels of the input size, which are only read
   * @param batch receives the image; its position does not matter
   * @param index the image's place in the batch
   */
  void write(byte[] rgb, ByteBuffer batch, int index);
}
