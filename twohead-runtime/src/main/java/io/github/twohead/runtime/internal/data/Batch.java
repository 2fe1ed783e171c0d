package io.github.twohead.runtime.internal.data;

import java.nio.ByteBuffer;

/**
 * Some images, ready for the network.
 *
 * @param pixels floats (B, H, W, 3), normalised, in native order, or whatever the writer of the
 *     pass wrote; reused once the batch is done
 * @param targets (B, N), row by row; NaN where the label is unknown
 * @param slots the numbers of the images
 */
public record Batch(ByteBuffer pixels, float[] targets, int[] slots) {

  /** The number of images, B. */
  public int size() {
    return slots.length;
  }
}
