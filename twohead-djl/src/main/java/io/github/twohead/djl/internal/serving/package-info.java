/** What predicts with the help of DJL: PyTorch, and the TensorFlow Lite that DJL brings along. */
@NullMarked
package io.github.twohead.djl.internal.serving;

import org.jspecify.annotations.NullMarked;
