package io.github.twohead.djl.internal.nn;

import java.util.Arrays;

/**
 * A function that multiplies each channel and adds to it.
 *
 * @param scale per channel
 * @param offset per channel
 */
record ChannelMap(float[] scale, float[] offset) {

  /** The function on some of the channels. */
  ChannelMap slice(int from, int to) {
    return new ChannelMap(
        Arrays.copyOfRange(scale, from, to), Arrays.copyOfRange(offset, from, to));
  }
}
