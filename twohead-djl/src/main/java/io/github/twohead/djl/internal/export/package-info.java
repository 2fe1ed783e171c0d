/**
 * From a trained network to a file for another runtime, and the proof that it predicts the same.
 */
@NullMarked
package io.github.twohead.djl.internal.export;

import org.jspecify.annotations.NullMarked;
