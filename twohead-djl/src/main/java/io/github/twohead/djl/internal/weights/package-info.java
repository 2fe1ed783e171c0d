/** Weights under the names that PyTorch gives them, in a network and in safetensors. */
@NullMarked
package io.github.twohead.djl.internal.weights;

import org.jspecify.annotations.NullMarked;
