/** Graphs as ONNX files. */
@NullMarked
package io.github.twohead.djl.internal.export.onnx;

import org.jspecify.annotations.NullMarked;
