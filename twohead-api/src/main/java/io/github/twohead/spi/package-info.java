/**
 * What an engine implements; users of the library need nothing from here.
 *
 * <p>An engine names its {@link io.github.twohead.spi.ModelEngine} in {@code
 * META-INF/services/io.github.twohead.spi.ModelEngine}.
 */
@CheckReturnValue
@NullMarked
package io.github.twohead.spi;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
