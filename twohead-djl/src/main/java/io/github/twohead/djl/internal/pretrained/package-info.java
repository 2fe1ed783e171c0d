/** The weights that a network starts from: where they come from, how they are read and matched. */
@NullMarked
package io.github.twohead.djl.internal.pretrained;

import org.jspecify.annotations.NullMarked;
