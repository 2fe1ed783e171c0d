/**
 * Where engines meet the API: services that a loader finds, and what passes between the two.
 *
 * <p>Services are {@link io.github.twohead.spi.ModelEngine}, an engine that trains, {@link
 * io.github.twohead.spi.PredictorEngine}, one that predicts, {@link
 * io.github.twohead.spi.ImageDecoder}, which reads a further image format, {@link
 * io.github.twohead.spi.RecipeFormat}, which reads and writes recipes as files, and {@link
 * io.github.twohead.spi.Examiner}, which looks at what an engine needs of a machine. Each is named
 * in {@code META-INF/services}, in a file with the name of its interface. The other types are what
 * the user's package hands to engines and gets back, and small helpers that check arguments, read
 * lists of images, replace files, collect problems and word messages, for whoever wants to do so as
 * the library does. Who uses it needs nothing from here but, for an image format of their own,
 * {@code ImageDecoder}.
 *
 * @since 0.1.0
 */
@CheckReturnValue
@NullMarked
package io.github.twohead.spi;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
