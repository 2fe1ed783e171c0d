package io.github.twohead.djl.internal.weights.pickle;

import java.util.ArrayList;
import java.util.List;

/**
 * A Python list.
 *
 * @param items may hold the list itself: never compare, hash or print them
 */
record Sequence(List<Object> items) {
  Sequence() {
    this(new ArrayList<>());
  }
}
