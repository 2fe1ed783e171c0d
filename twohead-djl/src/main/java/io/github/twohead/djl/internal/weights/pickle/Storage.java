package io.github.twohead.djl.internal.weights.pickle;

import io.github.twohead.djl.internal.weights.ElementType;

/**
 * A run of numbers that tensors are views of.
 *
 * @param key its name within the file
 * @param type of its numbers
 * @param size how many numbers the pickle says it has
 */
record Storage(String key, ElementType type, long size) {
  long bytes() {
    return Math.multiplyExact(size, type.bytes());
  }
}
