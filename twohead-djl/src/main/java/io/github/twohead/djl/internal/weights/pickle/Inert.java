package io.github.twohead.djl.internal.weights.pickle;

/** What stands on a pickle's stack or in its memo and means nothing to weights. */
enum Inert {
  NONE,
  BYTES,
  /** An object of which nothing is kept. */
  OBJECT,
  MARK,
  UNSET
}
