/** The engine that the API finds; packages below are its rooms, in the order of the data's way. */
@NullMarked
package io.github.twohead.djl.internal;

import org.jspecify.annotations.NullMarked;
