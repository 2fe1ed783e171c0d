/** The file that a model is saved to. */
@NullMarked
package io.github.twohead.djl.internal.bundle;

import org.jspecify.annotations.NullMarked;
