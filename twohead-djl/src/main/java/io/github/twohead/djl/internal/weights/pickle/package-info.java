/** The weights in what {@code torch.save} wrote, in its old and its new layout. Runs no pickle. */
@NullMarked
package io.github.twohead.djl.internal.weights.pickle;

import org.jspecify.annotations.NullMarked;
