/** Native libraries beyond what their bindings for Java reach. */
@NullMarked
package io.github.twohead.djl.internal.natives;

import org.jspecify.annotations.NullMarked;
