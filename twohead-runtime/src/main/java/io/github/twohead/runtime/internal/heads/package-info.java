/** Heads: their order in tensors, and what the numbers of each kind mean. */
@NullMarked
package io.github.twohead.runtime.internal.heads;

import org.jspecify.annotations.NullMarked;
