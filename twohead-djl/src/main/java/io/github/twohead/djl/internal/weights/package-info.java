/** Files of weights. */
@NullMarked
package io.github.twohead.djl.internal.weights;

import org.jspecify.annotations.NullMarked;
