/**
 * What all model files share: how their formats are recognised, saved models among them, how a file
 * is refused, its metadata with the digest, its 16-bit floats, and the {@link NetworkFile} that
 * readers of the other formats give.
 */
@NullMarked
package io.github.twohead.runtime.internal.formats;

import org.jspecify.annotations.NullMarked;
