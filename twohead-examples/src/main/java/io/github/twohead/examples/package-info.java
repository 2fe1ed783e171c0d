/**
 * Programs to copy from: each command is one class that uses the public API alone, but for the
 * softmax that {@code article-table} compares with.
 */
@NullMarked
package io.github.twohead.examples;

import org.jspecify.annotations.NullMarked;
