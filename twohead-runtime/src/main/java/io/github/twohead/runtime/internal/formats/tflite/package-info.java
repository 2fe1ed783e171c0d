/**
 * Reads TFLite files, and checks them operator by operator, so that no interpreter ever sees a file
 * that could crash it. Knows no interpreter.
 */
@NullMarked
package io.github.twohead.runtime.internal.formats.tflite;

import org.jspecify.annotations.NullMarked;
