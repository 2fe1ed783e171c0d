/**
 * What the service loader finds: engines, and decoders of further image formats.
 *
 * <p>An engine that trains implements {@link io.github.twohead.spi.ModelEngine}, one that predicts
 * {@link io.github.twohead.spi.PredictorEngine}; the other types here are what the user's package
 * hands to them and gets back. Who uses the library needs nothing from here but, for an image
 * format of their own, {@link io.github.twohead.spi.ImageDecoder}. A service is named in {@code
 * META-INF/services}, in a file with the name of its interface.
 */
@CheckReturnValue
@NullMarked
package io.github.twohead.spi;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
