/** Reads ONNX files, and checks them operator by operator. Needs protobuf, which is optional. */
@NullMarked
package io.github.twohead.runtime.internal.formats.onnx;

import org.jspecify.annotations.NullMarked;
