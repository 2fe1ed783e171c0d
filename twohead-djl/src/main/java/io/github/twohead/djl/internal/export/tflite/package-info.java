/** Writes networks as TFLite files. Knows neither DJL nor an interpreter. */
@NullMarked
package io.github.twohead.djl.internal.export.tflite;

import org.jspecify.annotations.NullMarked;
