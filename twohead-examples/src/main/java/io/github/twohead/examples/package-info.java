/** Programs to copy from: each command is one class that uses the public API alone. */
@NullMarked
package io.github.twohead.examples;

import org.jspecify.annotations.NullMarked;
