/**
 * From an exported file, or one from elsewhere, to predictions, in the runtime that it needs.
 *
 * <p>A network that an engine opened, such as a saved model, answers and is scored through {@link
 * Predictor} and {@link Scorer} too.
 */
@NullMarked
package io.github.twohead.runtime.internal.serving;

import org.jspecify.annotations.NullMarked;
