/**
 * The command line, to copy from: each command is one class that uses the public API alone, but for
 * the softmax that {@code article-table} compares with. What several commands take or print is a
 * class beside them, named for its options or its output.
 */
@NullMarked
package io.github.twohead.examples;

import org.jspecify.annotations.NullMarked;
