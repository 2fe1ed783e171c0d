/** TensorBoard's event files, without TensorFlow. */
@NullMarked
package io.github.twohead.experiments.internal.tensorboard;

import org.jspecify.annotations.NullMarked;
