/**
 * From tables to batches: rows are checked, images decoded, kept as far as there is room, shuffled
 * and augmented ahead of training.
 */
@NullMarked
package io.github.twohead.runtime.internal.data;

import org.jspecify.annotations.NullMarked;
