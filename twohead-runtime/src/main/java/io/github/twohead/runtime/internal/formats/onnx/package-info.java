/**
 * Reads ONNX files, and checks them operator by operator, so that no interpreter ever sees a file
 * that could crash it. Knows no interpreter. Needs protobuf, which is optional.
 */
@NullMarked
package io.github.twohead.runtime.internal.formats.onnx;

import org.jspecify.annotations.NullMarked;
