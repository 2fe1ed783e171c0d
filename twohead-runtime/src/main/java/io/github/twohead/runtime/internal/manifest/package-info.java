/** What a file of this library says of itself. */
@NullMarked
package io.github.twohead.runtime.internal.manifest;

import org.jspecify.annotations.NullMarked;
