/** From tables to the best checkpoint. */
@NullMarked
package io.github.twohead.djl.internal.training;

import org.jspecify.annotations.NullMarked;
