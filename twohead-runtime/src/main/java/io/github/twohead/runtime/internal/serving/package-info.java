/** From a saved or exported model to predictions, in the runtime that its file needs. */
@NullMarked
package io.github.twohead.runtime.internal.serving;

import org.jspecify.annotations.NullMarked;
