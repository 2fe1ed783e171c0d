/**
 * From tables to batches: everything is checked and decoded once, then shuffled and augmented ahead
 * of training.
 */
@NullMarked
package io.github.twohead.djl.internal.data;

import org.jspecify.annotations.NullMarked;
