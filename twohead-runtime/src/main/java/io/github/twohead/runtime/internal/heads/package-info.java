/** Heads: their order in tensors, and what their numbers mean. */
@NullMarked
package io.github.twohead.runtime.internal.heads;

import org.jspecify.annotations.NullMarked;
