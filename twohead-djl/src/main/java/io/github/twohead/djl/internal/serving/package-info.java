/** What runs models with the help of DJL: PyTorch, and its TensorFlow Lite. */
@NullMarked
package io.github.twohead.djl.internal.serving;

import org.jspecify.annotations.NullMarked;
