/**
 * Reads and checks networks in other formats than this library's own, so that no interpreter ever
 * sees a file that could crash it. Knows no interpreter.
 */
@NullMarked
package io.github.twohead.runtime.internal.formats;

import org.jspecify.annotations.NullMarked;
