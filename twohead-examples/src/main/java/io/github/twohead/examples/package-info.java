/**
 * The command line, to copy from: each command is one class that uses the public API alone. What
 * several commands take or print is a class beside them, named for its options or its output;
 * {@code PhotoFolder} borrows two helpers of {@code spi}, to list problems as the library does.
 */
@NullMarked
package io.github.twohead.examples;

import org.jspecify.annotations.NullMarked;
