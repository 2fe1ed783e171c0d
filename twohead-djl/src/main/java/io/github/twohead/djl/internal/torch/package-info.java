/** PyTorch itself: how it starts, on which devices and threads, and what DJL does not say of it. */
@NullMarked
package io.github.twohead.djl.internal.torch;

import org.jspecify.annotations.NullMarked;
