package io.github.twohead.djl.internal.nn;

import ai.djl.nn.Block;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.Value;
import java.util.Arrays;

/** A block that knows the plain operations that it is made of. */
public interface Lowerable {

  /** Appends the operations of inference to the graph; returns what comes out of them. */
  Value lower(Lowering lowering, Value in);

  /** The numbers of a block's own parameter, in row-major order. */
  static float[] values(Block block, String parameter) {
    return block.getDirectParameters().get(parameter).getArray().toFloatArray();
  }

  /** What lowers a network, as far as its blocks need to know it. */
  interface Lowering {

    /** Where operations are appended. */
    GraphBuilder graph();

    /** Lowers a child of the block that is being lowered. */
    Value lower(String name, Block child, Value in);

    /** Lowers a block's children, one after the other. */
    Value children(Block block, Value in);

    /** What a batch normalisation of DJL's does in inference. */
    ChannelMap channelMap(Block norm, Value in);
  }

  /**
   * A function that multiplies each channel and adds to it.
   *
   * @param scale per channel
   * @param offset per channel
   */
  record ChannelMap(float[] scale, float[] offset) {

    /** The function on some of the channels. */
    public ChannelMap slice(int from, int to) {
      return new ChannelMap(
          Arrays.copyOfRange(scale, from, to), Arrays.copyOfRange(offset, from, to));
    }
  }
}
