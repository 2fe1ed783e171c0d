/**
 * What the service loader finds: engines, and decoders of further image formats.
 *
 * <p>An engine implements {@link io.github.twohead.spi.ModelEngine} and what that gives; the other
 * types here are what the user's package hands to it. Who uses the library needs nothing from here
 * but, for a format of their own, {@link io.github.twohead.spi.ImageDecoder}. A service is named in
 * {@code META-INF/services}, in a file with the name of its interface.
 */
@CheckReturnValue
@NullMarked
package io.github.twohead.spi;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
