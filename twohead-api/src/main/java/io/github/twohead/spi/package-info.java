/**
 * What an engine implements; users of the library need nothing from here.
 *
 * <p>An engine names its {@link io.github.twohead.spi.ModelEngine} in {@code
 * META-INF/services/io.github.twohead.spi.ModelEngine}.
 */
@NullMarked
package io.github.twohead.spi;

import org.jspecify.annotations.NullMarked;
