/** From a saved model to predictions. */
@NullMarked
package io.github.twohead.djl.internal.serving;

import org.jspecify.annotations.NullMarked;
