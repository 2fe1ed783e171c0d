package io.github.twohead.djl.internal.nn;

import io.github.twohead.djl.internal.graph.Value;

/** A block that knows the plain operations that it is made of. */
interface Lowerable {

  /** Appends the operations of inference to the graph; returns what comes out of them. */
  Value lower(Lowering lowering, Value in);
}
