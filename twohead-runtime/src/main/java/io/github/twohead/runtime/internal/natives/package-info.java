/** Native libraries: how they start, and what their bindings for Java do not reach. */
@NullMarked
package io.github.twohead.runtime.internal.natives;

import org.jspecify.annotations.NullMarked;
