/**
 * From tables to batches: rows are checked, images decoded, kept as far as there is room, and
 * shuffled ahead of their user.
 *
 * <p>Training uses all of it, evaluation and calibration what reads and decodes. What else is made
 * of a batch's images, such as random changes, comes from the user.
 */
@NullMarked
package io.github.twohead.runtime.internal.data;

import org.jspecify.annotations.NullMarked;
