/** Reads TFLite files, and checks them operator by operator. */
@NullMarked
package io.github.twohead.runtime.internal.formats.tflite;

import org.jspecify.annotations.NullMarked;
